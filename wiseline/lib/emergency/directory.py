"""Emergency numbers and crisis lines by country, from numbers.toml beside this module. Facts, each with its source."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("numbers.toml")


@dataclass(frozen=True, slots=True)
class Line:
    """A crisis line: `by` is 'call', 'text' or 'chat'."""

    name: str
    number: str
    by: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country's numbers. `emergency` is what is dialled for an ambulance or any emergency, the first one first."""

    code: str
    name: str
    emergency: tuple[str, ...]
    lines: tuple[Line, ...]
    source: str
    checked: str


def tel(number: str) -> str:
    """A number as a `tel:` address."""
    return "tel:" + re.sub(r"[^0-9+*#]", "", number)


@cache
def _all() -> dict[str, Country]:
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    default = data["source"]
    return {code: _country(code, row, default) for code, row in data["country"].items()}


def _country(code: str, row: dict[str, Any], default: dict[str, str]) -> Country:
    return Country(
        code=code,
        name=row["name"],
        emergency=tuple(row["emergency"]),
        lines=tuple(Line(**line) for line in row.get("lines", ())),
        source=row.get("source", default["text"]),
        checked=row.get("checked", default["checked"]),
    )


def countries() -> tuple[Country, ...]:
    """Every country of the directory, by name."""
    return tuple(sorted(_all().values(), key=lambda country: country.name))


def for_country(code: str) -> Country | None:
    """A country by its two-letter code."""
    return _all().get(code.upper())
