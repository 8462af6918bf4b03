"""Where time zones lie."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from wiseline.lib.places import countries_of_zones


@pytest.mark.parametrize(
    ("zone", "country"), [("Europe/Dublin", "IE"), ("America/New_York", "US"), ("Asia/Kolkata", "IN")]
)
def test_a_zone_lies_in_its_country(zone: str, country: str) -> None:
    assert countries_of_zones()[zone] == country


def test_every_row_of_the_table_is_a_zone_and_two_letters() -> None:
    assert len(countries_of_zones()) > 300
    for zone, country in countries_of_zones().items():
        assert ZoneInfo(zone).key == zone
        assert re.fullmatch("[A-Z]{2}", country)
