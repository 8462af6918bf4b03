"""Which country a time zone lies in, by the table that the time zone database brings along."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def countries_of_zones() -> dict[str, str]:
    """Country codes (ISO 3166) by zone. Old names of zones are not in it."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="ascii")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {zone: country for country, _coordinates, zone, *_comment in rows}
