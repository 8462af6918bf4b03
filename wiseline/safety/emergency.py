"""Emergency help for one person: the programme's own number first, then their country's. Gated by nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from wiseline.lib.emergency.directory import Channel, Country, Service, for_country, tel

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from wiseline.lib.emergency.directory import Emergency, Hours, Line, Source
    from wiseline.people.models import Person

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


@dataclass(frozen=True, slots=True)
class Help:
    """What is shown when somebody may be in danger."""

    country: Country | None
    own: tuple[Dial, ...]
    emergency: tuple[Dial, ...]
    lines: tuple[Dial, ...]


def help_for(person: Person) -> Help:
    """Numbers for where the person is."""
    return help_in(person.country, own=person.programme.own_emergency_line, own_name=person.programme.name)


def help_in(code: str, *, own: str = "", own_name: str = "") -> Help:
    """Numbers for a country; 112 where the country is not in the directory (it works on most mobile networks)."""
    country = for_country(code)
    return Help(
        country=country,
        own=(Dial(own_name, own, tel(own)),) if own else (),
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
