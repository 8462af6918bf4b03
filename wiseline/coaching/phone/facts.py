"""Loading what the phone scripts depend on, as it stands at this moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import time_format

from wiseline.calls.models import Call, PhoneLine
from wiseline.calls.providers import named
from wiseline.coaching.models import Contact
from wiseline.coaching.phone import called, caller, coach, spoken_code
from wiseline.coaching.phone.coach import PROMISE_MINUTES, Other
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import Status
from wiseline.people.models import Programme
from wiseline.reach.models import PhoneNumber
from wiseline.reach.numbers import number_of
from wiseline.safety.emergency import help_in

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

Facts = caller.Facts | coach.Facts | called.Facts | spoken_code.Facts


class Around:
    """What is around a line, each part read when it is first asked for: the first sentence needs little of it."""

    def __init__(self, line: PhoneLine) -> None:
        self.line = line

    @property
    def person(self) -> Person | None:
        """Whose line it is, with their programme."""
        return self.line.person

    @cached_property
    def contact(self) -> Contact | None:
        """Its contact, as it stands."""
        if self.line.contact_id is None:
            return None
        rows = Contact.objects.select_related("client", "client__programme", "programme", "holder", "ringing")
        return rows.filter(pk=self.line.contact_id).first()

    @property
    def pin_digits(self) -> int:
        """The length of the person's PIN. Their number is read once for a line: no script changes it."""
        try:
            return self.person.phone_number.pin_digits if self.person else 0
        except PhoneNumber.DoesNotExist:
            return 0


def facts_of(here: Around, now: datetime) -> Facts:
    """The facts of the script that the line's `part` names."""
    match here.line.part:
        case PhoneLine.Part.CALLER:
            return _caller(here, now)
        case PhoneLine.Part.CALLED:
            return _called(here)
        case PhoneLine.Part.COACH:
            return _coach(here, now)
        case _:
            return spoken_code.Facts(code=str(here.line.state.get("code", "")))


def room_of(contact: Contact) -> str:
    """The name of the room where the two talk; it says nothing about them."""
    return f"room-{contact.pk.hex}"


def lines_of(contact_id: UUID, person_id: UUID | None) -> list[PhoneLine]:
    """The person's lines of the contact that are not over."""
    if person_id is None:
        return []
    return list(PhoneLine.objects.filter(contact_id=contact_id, person_id=person_id, ended_at=None))


def _caller(here: Around, now: datetime) -> caller.Facts:
    person = here.person
    clinic = settings.PHONE_CLINIC
    if person is None or not person.is_client:
        programme = Programme.objects.filter(pk=here.line.programme_id).first()
        return caller.Facts(known=False, emergency=_emergency(programme.country if programme else ""), clinic=clinic)
    if here.line.turn == 0:  # the first sentence depends on nothing more, and is not to wait for what does
        return caller.Facts(known=True, pin_digits=here.pin_digits)
    contact = here.contact
    connected = named(here.line.provider)
    holder = contact.holder if contact else None
    return caller.Facts(
        known=True,
        pin_digits=here.pin_digits,
        status=contact.status if contact else "",
        truth=_truth(contact, now) if contact else (),
        coach=holder.first_name if holder else "",
        coach_on_line=_in_room(contact),
        room=room_of(contact) if contact else "",
        emergency=_emergency(person.country),
        clinic=clinic,
        records=connected is not None and connected.capabilities.records,
    )


def _called(here: Around) -> called.Facts:
    contact = here.contact
    if contact is None:
        return called.Facts(live=False)
    holder = contact.holder
    return called.Facts(
        live=contact.status == Status.LIVE,
        coach=holder.first_name if holder else "",
        coach_on_line=_in_room(contact),
        room=room_of(contact),
    )


def _coach(here: Around, now: datetime) -> coach.Facts:
    contact, person = here.contact, here.person
    if contact is None or person is None:
        return coach.Facts(rings_me=False, mine=False)
    holds = contact.holder_id == person.pk
    promised = contact.promised_for if contact.status == Status.PROMISED and holds else None
    at = promised if promised and promised > now else now + timedelta(minutes=PROMISE_MINUTES)
    holder = contact.holder
    return coach.Facts(
        rings_me=contact.ringing_id == person.pk or (holds and contact.status == Status.PROMISED),
        mine=holds and contact.status == Status.LIVE,
        holder=holder.first_name if holder and not holds else "",
        pin_digits=here.pin_digits,
        initials=" ".join(word[0].upper() for word in contact.client.name.split()[:2]),
        safety=contact.safety,
        promise_at=time_format(at.astimezone(ZoneInfo(person.timezone)), "TIME_FORMAT"),
        other=other_side(contact),
        talked=_talked(here.line, contact),
        room=room_of(contact),
    )


def other_side(contact: Contact) -> Other:
    """The client's line, else whether their phone can be rung."""
    lines = lines_of(contact.pk, contact.client_id)
    if any(row.joined_at or (row.part == PhoneLine.Part.CALLER and row.answered_at) for row in lines):
        return Other.ON_LINE
    if lines:
        return Other.RINGING
    number = number_of(contact.client)
    return Other.CAN_RING if number is not None and number.works else Other.NO


def _in_room(contact: Contact | None) -> bool:
    """Whether the phone of the coach who holds it is in the room."""
    return contact is not None and any(row.joined_at for row in lines_of(contact.pk, contact.holder_id))


def _talked(line: PhoneLine, contact: Contact) -> bool:
    calls = Call.objects.filter(contact_id=contact.pk, started_at__gte=line.created_at, connected_at__isnull=False)
    return calls.exists()


def _truth(contact: Contact, now: datetime) -> tuple[str, ...]:
    """The headline of the client's own screen, and the line below it: more is not kept in mind by ear."""
    truth = of_contact(contact, now)
    return (truth.headline, *truth.lines[:1])


def _emergency(country: str) -> str:
    return help_in(country).emergency[0].number
