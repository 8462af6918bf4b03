"""Emergency numbers and crisis lines by country, from numbers.toml beside this module. Facts, each with its source."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import date

_FILE = Path(__file__).with_name("numbers.toml")

NOT_CHECKED = "not checked"
"""What stands in the file as an entry's source when no page was found that gives its number."""


class Channel(StrEnum):
    """How a line is reached."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"


class Service(StrEnum):
    """What answers an emergency number."""

    ANY = "any"
    AMBULANCE = "ambulance"
    POLICE = "police"


@dataclass(frozen=True, slots=True)
class Source:
    """The page an entry was read on, and the day it was read."""

    title: str
    address: str
    checked: date


@dataclass(frozen=True, slots=True)
class Hours:
    """When a line answers, the same every day, in the country's own time. An end before the begin is the next day's."""

    begin: str
    end: str

    @property
    def always(self) -> bool:
        """Day and night."""
        return (self.begin, self.end) == ("00:00", "24:00")


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency number. Without a `source` it was not checked."""

    number: str
    service: Service
    source: Source | None

    @property
    def href(self) -> str:
        """What a tap opens."""
        return tel(self.number)


@dataclass(frozen=True, slots=True)
class Line:
    """A crisis line. A chat has an `address`, the others a `number`; `hours` and `languages` are empty if unknown."""

    name: str
    by: Channel
    number: str
    address: str
    hours: Hours | None
    languages: tuple[str, ...]
    source: Source | None

    @property
    def href(self) -> str:
        """What a tap opens."""
        if self.by is Channel.CHAT:
            return self.address
        return tel(self.number) if self.by is Channel.CALL else sms(self.number)

    @property
    def shown(self) -> str:
        """What is written beside the name: the number, or where the chat is."""
        return host(self.address) if self.by is Channel.CHAT else self.number


@dataclass(frozen=True, slots=True)
class Country:
    """A country's numbers. `emergency` is what is dialled for an ambulance or any emergency, the first one first."""

    code: str
    name: str
    emergency: tuple[Emergency, ...]
    lines: tuple[Line, ...]


def tel(number: str) -> str:
    """A number as a `tel:` address."""
    return "tel:" + _dialled(number)


def sms(number: str) -> str:
    """A number as an `sms:` address."""
    return "sms:" + _dialled(number)


def host(address: str) -> str:
    """A web address as somebody would say it."""
    return urlsplit(address).netloc.removeprefix("www.")


def _dialled(number: str) -> str:
    """Only what a phone dials. A bare # would begin a fragment and be lost from the address."""
    return re.sub(r"[^0-9+*#]", "", number).replace("#", "%23")


@cache
def _all() -> dict[str, Country]:
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    return {code: _country(code, row, data["sources"]) for code, row in data["country"].items()}


def _country(code: str, row: dict[str, Any], sources: dict[str, dict[str, str]]) -> Country:
    return Country(
        code=code,
        name=row["name"],
        emergency=tuple(
            Emergency(entry["number"], Service(entry["service"]), _source(entry, sources)) for entry in row["emergency"]
        ),
        lines=tuple(
            Line(
                name=entry["name"],
                by=Channel(entry["by"]),
                number=entry.get("number", ""),
                address=entry.get("address", ""),
                hours=Hours(*entry["hours"].split("-")) if "hours" in entry else None,
                languages=tuple(entry.get("languages", ())),
                source=_source(entry, sources),
            )
            for entry in row.get("lines", ())
        ),
    )


def _source(entry: dict[str, Any], sources: dict[str, dict[str, str]]) -> Source | None:
    """Where an entry was read. Raises KeyError where the file says neither that nor that it was not checked."""
    name = entry["source"]
    if name == NOT_CHECKED:
        return None
    known = sources.get(name, {"title": host(name), "address": name})
    return Source(title=known["title"], address=known["address"], checked=entry["checked"])


def countries() -> tuple[Country, ...]:
    """Every country of the directory, by name."""
    return tuple(sorted(_all().values(), key=lambda country: country.name))


def for_country(code: str) -> Country | None:
    """A country by its two-letter code."""
    return _all().get(code.upper())
