"""If help must come: where the client is, whom a coach may call, and which country's numbers reach help there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wiseline.coaching import authorisation as may
from wiseline.coaching.models import ContactPlace
from wiseline.coaching.selectors.truth import clock_words
from wiseline.lib import clock
from wiseline.lib.emergency.directory import countries, for_country
from wiseline.safety.emergency import country_of, help_in, own_numbers, said_lately
from wiseline.safety.flows import whom_to_call

if TYPE_CHECKING:
    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person
    from wiseline.safety.emergency import Help


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one country, and why of this one."""

    help: Help
    title: str
    far: bool  # another country than the coach's: from there a short number reaches their own services


def danger_of(contact: Contact, coach: Person, chosen: str = "") -> dict[str, Any]:
    """What the panel shows; `chosen` is the code of a country whose numbers the coach wants to see instead."""
    return {
        "numbers": _numbers(contact.client, coach, chosen),
        "own_numbers": own_numbers(contact.client.programme),
        "countries": countries(),
        "chosen": chosen.upper() if for_country(chosen) else "",
        "grave": contact.is_near_danger,
        "place": ContactPlace.objects.filter(contact=contact).first(),
        "may_call": whom_to_call(contact.client) if may.can_read_whom_to_call(coach, contact) else (),
    }


def _numbers(client: Person, coach: Person, chosen: str) -> list[Numbers]:
    """Nobody knows where the client is: what they said today holds, and what they said lately stands beside home."""
    here = country_of(coach)
    if for_country(chosen):
        return [_of(chosen, _("Emergency numbers of %(country)s, which you chose"), here)]
    said, now = said_lately(client), clock.now()
    if said and said.until > now:
        return [_of(said.country, _("Emergency numbers of %(country)s, where they said that they are today"), here)]
    found = [_of(client.country, _("Emergency numbers of %(country)s, where their settings say they live"), here)]
    if said:
        until = _("Emergency numbers of %(country)s, where they said that they were until %(time)s")
        found.append(_of(said.country, until, here, time=clock_words(said.until, now)))
    return found


def _of(code: str, title: str, here: str, **words: str) -> Numbers:
    shown = help_in(code)
    if shown.country is None:
        return Numbers(shown, _("Emergency number"), far=False)
    return Numbers(shown, title % {"country": shown.country.name, **words}, far=shown.country.code != here)
