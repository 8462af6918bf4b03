"""Loading what the phone scripts depend on, as it stands at this moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format, time_format

from wiseline.calls.flows import page_on_line
from wiseline.calls.models import Call, Leg, PhoneLine
from wiseline.calls.providers import Capabilities, named
from wiseline.calls.rooms import room_of
from wiseline.coaching.models import Contact, ContactEvent, Way
from wiseline.coaching.phone import called, caller, coach, spoken_code
from wiseline.coaching.phone.coach import PROMISE_MINUTES, Other
from wiseline.coaching.selectors.left import spoke, wrote
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import SEARCHING, Status
from wiseline.lib import clock
from wiseline.people.models import Programme, SignIn
from wiseline.reach.models import Delivery, PhoneNumber
from wiseline.reach.numbers import number_of
from wiseline.safety.emergency import help_in, number_for

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

APP_HAS = timedelta(seconds=15)
"""So long a client's page has to come on the line, after a coach took the request by phone."""
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
    def able(self) -> Capabilities:
        """What the line's provider can do."""
        found = named(self.line.provider)
        return found.capabilities if found is not None else Capabilities()

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


def lines_of(contact_id: UUID, person_id: UUID | None) -> list[PhoneLine]:
    """The person's lines of the contact that are up, ring or are about to."""
    if person_id is None:
        return []
    rows = PhoneLine.objects.filter(contact_id=contact_id, person_id=person_id, ended_at=None)
    dropped = Delivery.objects.filter(contact_id=contact_id, channel="voice", status=Delivery.Status.DROPPED)
    # Nobody places what was dropped; but a call whose fate was unknown may have rung, and have been picked up.
    return list(rows.exclude(placed_at=None, external_id="", pk__in=dropped.values("pk")))


def waits_for(coach: Person) -> Contact | None:
    """What rings for the coach, is theirs, or rang for them and is nobody's yet: the first of it."""
    if not coach.is_coach:
        return None
    open_ = SEARCHING | {Status.UNREACHED}
    rang = ContactEvent.objects.filter(about=coach, kind="rung", contact__status__in=open_).values("contact")
    theirs = Q(ringing=coach) | Q(holder=coach, status__in=open_ | {Status.PROMISED, Status.LIVE}) | Q(pk__in=rang)
    rows = Contact.objects.filter(theirs, programme=coach.programme_id).order_by("-asked_at")
    return min(rows, key=lambda row: (row.ringing_id != coach.pk, row.status != Status.LIVE), default=None)


def _caller(here: Around, now: datetime) -> caller.Facts:
    person = here.person
    clinic = settings.PHONE_CLINIC
    if person is not None and not person.is_client:
        number = number_of(person)
        wanted = waits_for(person) is not None
        return caller.Facts(known=False, staff=True, wanted=wanted, rung_back=number is not None and number.works)
    if person is None:
        programme = Programme.objects.filter(pk=here.line.programme_id).first()
        emergency = help_in(programme.country if programme else "").emergency[0].number
        return caller.Facts(known=False, emergency=emergency, clinic=clinic)
    if here.line.turn == 0:  # the first sentence depends on nothing more, and is not to wait for what does
        return caller.Facts(known=True, pin_digits=here.pin_digits)
    contact = here.contact
    holder = contact.holder if contact else None
    able = here.able
    return caller.Facts(
        known=True,
        pin_digits=here.pin_digits,
        status=contact.status if contact else "",
        truth=_truth(contact, now) if contact else (),
        looking=contact is None or contact.status != Status.RINGING or contact.ringing_id is not None,
        coach=holder.first_name if holder else "",
        coach_on_line=_coach_is_there(contact, able),
        by_app=able.bridges_apps,
        coach_rings=contact is not None and holder is not None and _rings(contact, holder),
        hung_up=contact is not None and _coach_hung_up(contact),
        room=room_of(contact.pk) if contact else "",
        emergency=number_for(person),
        clinic=clinic,
        records=able.records,
    )


def _called(here: Around) -> called.Facts:
    contact = here.contact
    if contact is None:
        return called.Facts(live=False)
    holder = contact.holder
    return called.Facts(
        live=contact.status == Status.LIVE,
        coach=holder.first_name if holder else "",
        coach_on_line=_coach_is_there(contact, here.able),
        in_app=here.able.bridges_apps and page_on_line(contact_id=contact.pk, person_id=contact.client_id),
        room=room_of(contact.pk),
    )


def _coach(here: Around, now: datetime) -> coach.Facts:
    contact, person = here.contact, here.person
    if contact is None or person is None:
        return coach.Facts(rings_me=False, mine=False)
    holds = contact.holder_id == person.pk
    promised = contact.promised_for if contact.status == Status.PROMISED and holds else None
    at = promised if promised and promised > now else now + timedelta(minutes=PROMISE_MINUTES)
    holder = contact.holder
    on_page = page_on_line(contact_id=contact.pk, person_id=person.pk)
    return coach.Facts(
        rings_me=contact.ringing_id == person.pk or (holds and contact.status == Status.PROMISED),
        mine=holds and contact.status == Status.LIVE,
        sought=contact.status in SEARCHING | {Status.UNREACHED},
        in_app=here.able.bridges_apps and on_page,
        on_page=on_page,
        holder=holder.first_name if holder and not holds else "",
        pin_digits=here.pin_digits,
        initials=" ".join(word[0].upper() for word in contact.client.name.split()[:2]),
        safety=contact.safety,
        said_at=_moment(contact.safety_said_at, person) if contact.safety_said_at else "",
        spoke=spoke(contact),
        wrote=wrote(contact),
        promise_at=time_format(at.astimezone(ZoneInfo(person.timezone)), "TIME_FORMAT"),
        other=other_side(contact, by_app=here.able.bridges_apps),
        talked=_talked(here.line, contact, person),
        room=room_of(contact.pk),
    )


def _moment(at: datetime, person: Person) -> str:
    """Day and time on the person's own clock."""
    local = at.astimezone(ZoneInfo(person.timezone))
    return f"{date_format(local, 'l j F')}, {time_format(local, 'TIME_FORMAT')}"


def other_side(contact: Contact, *, by_app: bool) -> Other:
    """The client's line, or their page where one can be put through; else whether their phone can be rung."""
    lines = lines_of(contact.pk, contact.client_id)
    if any(row.joined_at or (row.part == PhoneLine.Part.CALLER and row.answered_at) for row in lines):
        return Other.ON_LINE
    if by_app and page_on_line(contact_id=contact.pk, person_id=contact.client_id):
        return Other.ON_LINE
    if lines:
        return Other.RINGING
    if by_app and _comes_by_app(contact):
        return Other.IN_APP
    number = number_of(contact.client)
    return Other.CAN_RING if number is not None and number.works else Other.NO


def asked_by_phone(contact: Contact) -> bool:
    """They rang in, have hung up, and wait to be called: their phone can be rung, and a call in the app reaches nobody.

    Not where they have opened the app since. Who has talked in this contact waits no longer.
    """
    number = number_of(contact.client) if settings.PHONE else None
    if number is None or not number.works or contact.status != Status.LIVE:
        return False
    rang_in = PhoneLine.objects.filter(contact_id=contact.pk, person_id=contact.client_id, part=PhoneLine.Part.CALLER)
    last = rang_in.order_by("-created_at").first()
    if last is None or last.ended_at is None or lines_of(contact.pk, contact.client_id):
        return False
    opened = SignIn.objects.filter(person_id=contact.client_id, ended_at=None, seen_at__gt=last.ended_at)
    talked = Call.objects.filter(contact_id=contact.pk, connected_at__isnull=False)
    on_line = page_on_line(contact_id=contact.pk, person_id=contact.client_id)
    return not (on_line or opened.exists() or talked.exists())


def _comes_by_app(contact: Contact) -> bool:
    """They wait in the app to talk, and were answered a moment ago: their page joins by itself, or by a tap.

    Who was promised a call at another time waits no longer, and where a coach calls nobody has waited at all: their
    phone is rung.
    """
    if contact.by_coach or contact.way != Way.CALL:
        return False
    if contact.answered_at is not None and contact.answered_at < clock.now() - APP_HAS:
        return False
    by_line = PhoneLine.objects.filter(contact_id=contact.pk, person_id=contact.client_id)
    were_there = Leg.objects.filter(call__contact_id=contact.pk, person_id=contact.client_id)
    promised = contact.events.filter(kind="promised")
    return not any(rows.exists() for rows in (by_line, were_there, promised))


def _coach_is_there(contact: Contact | None, able: Capabilities) -> bool:
    """Whether the phone of the coach who holds it is in the room, or a page of theirs can be."""
    if contact is None or contact.holder_id is None:
        return False
    if any(row.joined_at for row in lines_of(contact.pk, contact.holder_id)):
        return True
    return able.bridges_apps and page_on_line(contact_id=contact.pk, person_id=contact.holder_id)


def _rings(contact: Contact, holder: Person) -> bool:
    """Whether a phone of the coach who holds it rings, or can be rung."""
    number = number_of(holder)
    return (number is not None and number.works) or bool(lines_of(contact.pk, holder.pk))


def _coach_hung_up(contact: Contact) -> bool:
    last = Call.objects.filter(contact_id=contact.pk).order_by("-started_at").first()
    return last is not None and last.ended_at is not None and last.ended_by_id == contact.holder_id


def _talked(line: PhoneLine, contact: Contact, person: Person) -> bool:
    """Whether this phone itself was in a call that connected: the two may have talked in the app meanwhile."""
    calls = Call.objects.filter(contact_id=contact.pk, started_at__gte=line.created_at, connected_at__isnull=False)
    return calls.filter(legs__person=person, legs__by_phone=True).exists()


def _truth(contact: Contact, now: datetime) -> tuple[str, ...]:
    """The headline of the client's own screen, and the line below it: more is not kept in mind by ear."""
    truth = of_contact(contact, now)
    return (truth.headline, *truth.lines[:1])
