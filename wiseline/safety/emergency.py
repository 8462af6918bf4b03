"""Emergency help for one person: the programme's own number first, then their country's. Gated by nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.emergency.directory import Channel, Country, Service, for_country, sms, tel
from wiseline.live.publish import changes, publish
from wiseline.people.models import programme_of_strangers
from wiseline.safety.models import CountryToday

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from wiseline.lib.emergency.directory import Emergency, Hours, Line, Source
    from wiseline.people.models import Person, Programme

FOR_TODAY = timedelta(hours=24)
LATELY = timedelta(days=14)
"""How long a country that somebody said, and that holds no more, is still told to who looks for them."""
SERVICES = {
    Service.ANY: _("Emergency services"),
    Service.AMBULANCE: _("Ambulance"),
    Service.POLICE: _("Police"),
}


@dataclass(frozen=True, slots=True)
class Dial:
    """One number, or one chat, to tap. Without a `source` it was not checked; the programme's own never has one."""

    name: str | Promise
    number: str
    href: str
    by: Channel = Channel.CALL
    hours: Hours | None = None
    languages: str = ""
    source: Source | None = None
    note: str = ""  # the programme's own words: when it answers, and what else to know


@dataclass(frozen=True, slots=True)
class Help:
    """What is shown when somebody may be in danger."""

    country: Country | None
    own: tuple[Dial, ...]
    emergency: tuple[Dial, ...]
    lines: tuple[Dial, ...]


def help_for(person: Person) -> Help:
    """Numbers for where the person is."""
    return replace(help_in(country_of(person)), own=own_numbers(person.programme))


def number_for(person: Person) -> str:
    """The one number that a text or a voice names, for where the person is."""
    return help_in(country_of(person)).emergency[0].number


def edition_of(shown: Help) -> str:
    """A short word for exactly these numbers: another one says that something has changed."""
    said = "|".join(f"{dial.name} {dial.href} {dial.note}" for dial in (*shown.own, *shown.emergency, *shown.lines))
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def country_of(person: Person) -> str:
    """Where the person is: the country that they chose for today, else their own."""
    said = said_lately(person)
    return said.country if said and said.until > clock.now() else person.country


def said_lately(person: Person) -> CountryToday | None:
    """Where the person said that they are, today or within two weeks: they may be there still."""
    return CountryToday.objects.filter(person=person, until__gt=clock.now() - LATELY).first()


def country_of_strangers() -> str:
    """Where somebody most likely is whom nobody knows; empty where that can't be told. Help waits for no database."""
    try:
        programme = programme_of_strangers()
    except DatabaseError:
        return ""
    return programme.country if programme else ""


def be_in(*, person: Person, country: str) -> None:
    """The person says where they are, for a day; at home again is said at once. Raises ValueError: no such country."""
    if for_country(country) is None:
        raise ValueError(country)
    with changes():
        if country == person.country:
            CountryToday.objects.filter(person=person).delete()
        else:
            values = {"country": country, "until": clock.now() + FOR_TODAY}
            CountryToday.objects.update_or_create(person=person, defaults=values)
        publish(to=[person.pk], kind="plan")


def own_numbers(programme: Programme) -> tuple[Dial, ...]:
    """The programme's own numbers; the one that it had before there were several comes first."""
    first = programme.own_emergency_line
    rows = [Dial(programme.name, first, tel(first))] if first else []
    for row in programme.own_numbers.all():
        by = Channel(row.by)
        href = sms(row.number) if by is Channel.TEXT else tel(row.number)
        note = ". ".join(part for part in (row.hours, row.note) if part)
        rows.append(Dial(row.name, row.number, href, by=by, note=note))
    return tuple(rows)


def help_in(code: str) -> Help:
    """Numbers for a country; 112 where the country is not in the directory (it works on most mobile networks)."""
    country = for_country(code)
    return Help(
        country=country,
        own=(),
        emergency=tuple(_emergency(entry) for entry in country.emergency)
        if country
        else (Dial(SERVICES[Service.ANY], "112", tel("112")),),
        lines=tuple(_line(line) for line in country.lines) if country else (),
    )


def _emergency(entry: Emergency) -> Dial:
    return Dial(SERVICES[entry.service], entry.number, entry.href, source=entry.source)


def _line(line: Line) -> Dial:
    return Dial(
        name=line.name,
        number=line.shown,
        href=line.href,
        by=line.by,
        hours=line.hours,
        languages=", ".join(str(get_language_info(code)["name_local"]) for code in line.languages),
        source=line.source,
    )
