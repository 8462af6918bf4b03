"""What phone scripts ask for, done by the same flows as a tap on a screen. Each answers with its outcome."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.core.cache import cache
from django.db import transaction

from wiseline.calls.models import PhoneLine, SpokenMessage
from wiseline.chart.timeline import add_to_timeline
from wiseline.coaching import audience
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.flows import ask as asking
from wiseline.coaching.flows.change import Overtaken
from wiseline.coaching.models import Way
from wiseline.coaching.phone.coach import PROMISE_MINUTES
from wiseline.coaching.phone.facts import Around, lines_of, waits_for
from wiseline.coaching.phone.script import Act, Do
from wiseline.coaching.transitions import NotAllowed
from wiseline.live.publish import publish
from wiseline.reach.flows.lines import ring_phone
from wiseline.reach.flows.notify import tell
from wiseline.reach.numbers import number_of

if TYPE_CHECKING:
    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person

RUNG_BACK = "back"
"""The kind of delivery that rings a coach because they rang in."""
PIN_TRIES, PIN_HOUR = 10, timedelta(hours=1)
"""So many wrong PINs of one person within an hour; then none is right for the rest of it. Danger needs no PIN."""


def do(act: Act, here: Around, *, now: datetime) -> str:
    """Do it, and say what came of it. Call inside `changes()`; what fails leaves nothing half done."""
    if here.person is None:
        return "no"
    try:
        with transaction.atomic():
            return _ACTS[act.do](act, here, here.person, now)
    except holding.Taken:
        return "taken"
    except (NotAllowed, Overtaken, ValueError):
        return "over"


def _ask(act: Act, here: Around, person: Person, now: datetime) -> str:
    del now
    contact, _new = asking.ask(client=person, ask_key=f"line:{here.line.pk}", way=Way.CALL, safety=act.value)
    here.line.contact_id = contact.pk
    return "stored"


def _safety(act: Act, here: Around, person: Person, now: datetime) -> str:
    if here.contact is None or not here.contact.is_open_to_client:
        return _ask(act, here, person, now)
    asking.say_safety(contact_id=here.contact.pk, client=person, safety=act.value)
    return "stored"


def _call_back(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act, now
    contact = _contact(here)
    if contact.way != Way.CALL_BACK:
        asking.choose(contact_id=contact.pk, client=person, kind=contact.kind, way=Way.CALL_BACK, lane=contact.lane)
    return "call_back"


def _message(act: Act, here: Around, person: Person, now: datetime) -> str:
    contact = _contact(here)
    _message_row, new = SpokenMessage.objects.get_or_create(
        ref=act.value,
        defaults={
            "programme_id": person.programme_id,
            "contact_id": contact.pk,
            "person": person,
            "seconds": min(act.seconds, 600),
            "spoken_at": now,
            "fetch_at": now,
        },
    )
    if new:
        add_to_timeline(client=person, kind="contact.spoken", actor=person, contact_id=contact.pk, at=now)
        publish(to=audience.of(contact), kind="contact", id=str(contact.pk), status="")
        tell(person_ids=[contact.holder_id], contact_id=contact.pk, kind="message", step=int(now.timestamp()))
    return "kept"


def _pin(act: Act, here: Around, person: Person, now: datetime) -> str:
    """What is tried while none is right counts for nothing: it must not put off the end of the hour."""
    del here
    key = f"phone-pin-tries:{person.pk}"  # the older key holds a number
    wrong, until = cache.get(key) or (0, now + PIN_HOUR)
    if now >= until:
        wrong, until = 0, now + PIN_HOUR
    if wrong >= PIN_TRIES:
        return "wrong"
    row = number_of(person)
    if row is None or not check_password(act.value, row.pin_hash):
        cache.set(key, (wrong + 1, until), timeout=max(1, (until - now).total_seconds()))
        return "wrong"
    cache.delete(key)
    return "ok"


def _accept(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act, now
    holding.answer(contact_id=_contact(here).pk, coach=person)
    return "yes"


def _promise(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act
    holding.promise(contact_id=_contact(here).pk, coach=person, at=now + timedelta(minutes=PROMISE_MINUTES))
    return "yes"


def _pass(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act, now
    holding.hand_over(contact_id=_contact(here).pk, coach=person, to=None)
    return "yes"


def _ring_client(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act, person, now
    return "yes" if ring_client(_contact(here)) else "no"


def ring_client(contact: Contact) -> bool:
    """Ring the client's phone, to connect them with the coach who is on the line. Call inside `changes()`.

    Returns False where they have no number that works. A phone that rings or talks already is let be.
    """
    return _ring(contact, contact.client, PhoneLine.Part.CALLED)


def ring_coach(contact: Contact) -> bool:
    """Ring the phone of the coach who holds the contact, to connect them with the client; as `ring_client`."""
    return contact.holder is not None and _ring(contact, contact.holder, PhoneLine.Part.COACH)


def _ring(contact: Contact, person: Person, part: str, kind: str = "line") -> bool:
    if lines_of(contact.pk, person.pk):
        return True
    row = number_of(person)
    if row is None or not row.works:
        return False
    ring_phone(row=row, part=part, kind=kind, contact_id=contact.pk)
    return True


def _ring_back(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act, here, now
    contact = waits_for(person)
    return "yes" if contact and _ring(contact, person, PhoneLine.Part.COACH, kind=RUNG_BACK) else "no"


def _ring_coach(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act, person, now
    return "yes" if ring_coach(_contact(here)) else "no"


def _end(act: Act, here: Around, person: Person, now: datetime) -> str:
    del act, now
    holding.end(contact_id=_contact(here).pk, by=person)
    return "yes"


def _contact(here: Around) -> Contact:
    if here.contact is None:
        raise NotAllowed("There is no contact on this line.")
    return here.contact


_ACTS = {
    Do.ASK: _ask,
    Do.SAFETY: _safety,
    Do.CALL_BACK: _call_back,
    Do.MESSAGE: _message,
    Do.PIN: _pin,
    Do.ACCEPT: _accept,
    Do.PROMISE: _promise,
    Do.PASS: _pass,
    Do.RING_CLIENT: _ring_client,
    Do.RING_COACH: _ring_coach,
    Do.RING_BACK: _ring_back,
    Do.END: _end,
}
