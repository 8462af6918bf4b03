"""What every entry of the directory of emergency numbers keeps to, and what the documents say about it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.conf.locale import LANG_INFO

import wiseline
from wiseline.lib.emergency import directory
from wiseline.lib.emergency.directory import NOT_CHECKED, Channel, Country, Service, countries, for_country, sms, tel

DATA = tomllib.loads(Path(directory.__file__).with_name("numbers.toml").read_text("utf-8"))
ENTRIES: list[tuple[str, dict[str, Any]]] = [
    (code, entry) for code, row in DATA["country"].items() for entry in chain(row["emergency"], row.get("lines", ()))
]
DIALLED = re.compile(r"[+*#]?[0-9]([0-9 -]*[0-9])?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")

every_country = pytest.mark.parametrize("country", countries(), ids=lambda country: country.code)


def _id(entry: tuple[str, dict[str, Any]]) -> str:
    code, row = entry
    return f"{code}-{row.get('number') or row['address']}-{row.get('by', 'emergency')}"


every_entry = pytest.mark.parametrize("entry", [entry for _code, entry in ENTRIES], ids=map(_id, ENTRIES))


def _proven(entry: dict[str, Any]) -> bool:
    return bool(entry["source"] != NOT_CHECKED)


def test_there_are_at_least_sixty_countries_by_their_iso_code_and_each_once() -> None:
    table = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    known = {row.split("\t")[0] for row in table.splitlines() if not row.startswith("#")}
    codes = [country.code for country in countries()]
    assert len(codes) >= 60
    assert set(codes) <= known
    assert not [name for name, times in Counter(country.name for country in countries()).items() if times > 1]


@every_country
def test_a_country_begins_with_what_brings_an_ambulance(country: Country) -> None:
    assert country.emergency[0].service in {Service.ANY, Service.AMBULANCE}


@every_country
def test_a_country_says_nothing_twice(country: Country) -> None:
    reached = [entry.href for entry in country.emergency] + [line.href for line in country.lines]
    assert not [href for href, times in Counter(reached).items() if times > 1]


@every_country
def test_every_link_of_a_country_is_one_that_a_phone_opens(country: Country) -> None:
    opens = {
        Channel.CALL: r"tel:(\+|\*|%23)?[0-9]+",
        Channel.TEXT: r"sms:\+?[0-9]+",
        Channel.CHAT: r"https://[a-z0-9.-]+\.[a-z]+(/[A-Za-z0-9._/-]*)?",
    }
    assert all(re.fullmatch(opens[Channel.CALL], entry.href) for entry in country.emergency)
    assert [line.href for line in country.lines if not re.fullmatch(opens[line.by], line.href)] == []
    assert all(line.name and line.shown for line in country.lines)


@every_entry
def test_a_number_has_only_what_a_phone_dials_and_a_chat_has_no_number(entry: dict[str, Any]) -> None:
    if entry.get("by") == "chat":
        assert "number" not in entry
    else:
        assert DIALLED.fullmatch(entry["number"])
        assert "address" not in entry


@every_entry
def test_an_entry_names_the_page_it_was_read_on_and_the_day_or_says_that_it_was_not_checked(
    entry: dict[str, Any],
) -> None:
    if _proven(entry):
        address = DATA["sources"].get(entry["source"], {"address": entry["source"]})["address"]
        assert re.fullmatch(r"https?://[^\s/]+/\S*", address)
        assert isinstance(entry["checked"], date)
    else:
        assert "checked" not in entry


@every_entry
def test_hours_and_languages_are_ones_that_can_be_shown(entry: dict[str, Any]) -> None:
    if "hours" in entry:
        begin, end = entry["hours"].split("-")
        assert begin != end
        assert CLOCK.fullmatch(begin)
        assert CLOCK.fullmatch(end)
    for language in entry.get("languages", ()):
        assert "name_local" in LANG_INFO[language]


def test_the_file_and_what_is_read_from_it_agree_on_what_was_checked() -> None:
    read = [entry.source for country in countries() for entry in country.emergency]
    read += [line.source for country in countries() for line in country.lines]
    assert len(read) == len(ENTRIES)
    assert read.count(None) == sum(not _proven(entry) for _code, entry in ENTRIES)


def test_an_entry_that_says_nothing_of_its_source_is_refused() -> None:
    row = {"name": "Nowhere", "emergency": [{"number": "112", "service": "any"}]}
    with pytest.raises(KeyError):
        directory._country("ZZ", row, {})


def test_an_unknown_way_to_reach_a_line_is_refused() -> None:
    line = {"name": "A line", "by": "telepathy", "number": "1", "source": NOT_CHECKED}
    with pytest.raises(ValueError, match="telepathy"):
        directory._country("ZZ", {"name": "Nowhere", "emergency": [], "lines": [line]}, {})


def test_a_number_becomes_an_address_without_its_gaps_and_keeps_its_star_and_hash() -> None:
    assert tel("0800 111 0-111") == "tel:08001110111"
    assert tel("*4141") == "tel:*4141"
    assert tel("#31") == "tel:%2331", "a bare # would begin a fragment"
    assert sms("+44 85 258") == "sms:+4485258"


def test_a_country_is_found_by_its_code_in_any_case() -> None:
    assert for_country("de") == for_country("DE")
    assert for_country("ZZ") is None


def test_the_document_says_how_many_entries_were_checked() -> None:
    document = (Path(wiseline.__file__).parents[1] / "docs" / "clinical-sources.md").read_text("utf-8")
    proven = sum(_proven(entry) for _code, entry in ENTRIES)
    assert f"{len(DATA['country'])} countries" in document
    assert f"{proven} of {len(ENTRIES)} entries" in document
