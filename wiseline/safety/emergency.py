"""Emergency help for one person: the programme's own number first, then their country's. Gated by nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wiseline.lib.emergency.directory import Country, for_country, tel

if TYPE_CHECKING:
    from wiseline.people.models import Person


@dataclass(frozen=True, slots=True)
class Dial:
    """One number to tap."""

    name: str
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class Help:
    """What is shown when somebody may be in danger."""

    country: Country | None
    own: Dial | None
    emergency: tuple[Dial, ...]
    lines: tuple[Dial, ...]


def help_for(person: Person) -> Help:
    """Numbers for where the person is."""
    return help_in(person.country, own=person.programme.own_emergency_line, own_name=person.programme.name)


def help_in(code: str, *, own: str = "", own_name: str = "") -> Help:
    """Numbers for a country; 112 where the country is not in the directory (it works on most mobile networks)."""
    country = for_country(code)
    numbers = country.emergency if country else ("112",)
    lines = country.lines if country else ()
    return Help(
        country=country,
        own=Dial(own_name, own, tel(own)) if own else None,
        emergency=tuple(Dial("", number, tel(number)) for number in numbers),
        lines=tuple(
            Dial(
                line.name,
                line.number,
                tel(line.number) if line.by == "call" else "sms:" + tel(line.number)[4:],
            )
            for line in lines
        ),
    )
