"""Speaking again after risk: agreed in a note, due as a contact of its own, kept by nobody's memory.

It is agreed as soon as the coach keeps it in the draft: whether the note is signed in time makes no difference. Until
its time it is a need on the board. At its time it becomes a contact in which the coach has promised to call: they are
rung; where they do not come, whoever can be reached is; where nobody can, a named person owes it, and it stays on the
board until somebody closes it with a note. A client who has an open contact by then gets no second one: that one
becomes as urgent, and waits for nothing any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError

from wiseline.audit.trail import record
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.coaching import audience
from wiseline.coaching.flows.ask import open_contact_of
from wiseline.coaching.flows.change import locked, move, note
from wiseline.coaching.flows.search import plan_after_this_ring
from wiseline.coaching.models import Contact, ContactEvent, Kind, Lane, Recontact, Way
from wiseline.coaching.plan import Plan, as_agreed
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import drop

if TYPE_CHECKING:
    from wiseline.people.models import Person

NEED = "recontact"
AHEAD = timedelta(days=14)
SOON = timedelta(minutes=1)


def agree_recontact(*, contact: Contact, coach: Person, at: datetime) -> Recontact:
    """The two speak again at that time. One ahead for each contact: said again, its time changes.

    Raises ValueError for a time that has passed or is more than two weeks ahead.
    """
    now = clock.now()
    if not now < at <= now + AHEAD:
        raise ValueError(at)
    with changes():
        row, new = Recontact.objects.get_or_create(
            agreed_in=contact,
            became=None,
            done_at=None,
            defaults={"client": contact.client, "programme_id": contact.programme_id, "coach": coach, "at": at},
        )
        if not new:
            meet_need(client=contact.client, kind=NEED, subject_id=row.pk, by=coach)
            row.at, row.coach = at, coach
            row.save(update_fields=["at", "coach"])
        raise_need(client=contact.client, kind=NEED, due_at=at, subject_id=row.pk, owner=coach)
        _keep(row, coach, "recontact.agreed")
    return row


def keep_agreed(*, contact: Contact, coach: Person, said: str) -> None:
    """What the draft of a note says now about speaking again: a time, or (empty) that they do not.

    The same time again changes nothing, also once it has begun or been. One that has passed already is due at once.
    """
    with changes():
        if not said:
            _take_out(contact, coach)
        elif not Recontact.objects.filter(agreed_in=contact, at=datetime.fromisoformat(said)).exists():
            now = clock.now()
            at = min(max(datetime.fromisoformat(said), now + SOON), now + AHEAD)
            agree_recontact(contact=contact, coach=coach, at=at)


def _take_out(contact: Contact, by: Person) -> None:
    for row in Recontact.objects.filter(agreed_in=contact, became=None, done_at=None):
        meet_need(client=contact.client, kind=NEED, subject_id=row.pk, by=by)
        _keep(row, by, "recontact.taken_out")
        row.delete()


def say_done(*, recontact: Recontact, by: Person) -> None:
    """It has happened before its time. A second tap changes nothing."""
    with changes():
        done = {"done_at": clock.now(), "done_by": by}
        if Recontact.objects.filter(pk=recontact.pk, done_at=None).update(**done):
            meet_need(client=recontact.client, kind=NEED, subject_id=recontact.pk, by=by)
            _keep(recontact, by, "recontact.done")


def agreed_with(client: Person) -> list[Recontact]:
    """Calls that were agreed with the client and have neither begun nor been, the soonest first."""
    rows = Recontact.objects.filter(client=client, became=None, done_at=None)
    return list(rows.select_related("coach").order_by("at"))


def agreed_in(contact: Contact) -> Recontact | None:
    """The call that was agreed in the contact: the one that lies ahead, else the last."""
    rows = Recontact.objects.filter(agreed_in=contact).select_related("coach").order_by("at")
    return max(rows, key=lambda row: row.lies_ahead, default=None)


def begin_due() -> int:
    """Let every agreed call whose time has come become a contact, each once; never while they still talk there."""
    rows = Recontact.objects.filter(became=None, done_at=None, at__lte=clock.now())
    rows = rows.exclude(agreed_in__status=Status.LIVE)
    begun = 0
    for row in rows.select_related("client", "client__programme", "coach").order_by("at")[:100]:
        try:
            begun += _begin(row)
        except IntegrityError:
            continue  # the client asked in the same instant: the next round finds that contact
    if begun:
        wake_engine()
    return begun


def _begin(row: Recontact) -> int:
    with changes():
        standing = open_contact_of(row.client)
        contact = locked(standing.pk) if standing else _promised(row)
        if not contact.is_open_to_client:
            raise IntegrityError("It ended in the same instant.")
        claimed = Recontact.objects.filter(pk=row.pk, became=None, done_at=None).update(became=contact)
        if not claimed:
            raise IntegrityError("Another process was first.")
        if standing:
            _within(contact, row)
        if contact.status == Status.LIVE or not standing:  # else whoever answers it or closes it meets the need
            meet_need(client=row.client, kind=NEED, subject_id=row.pk, by=None)
    return 1


def _within(contact: Contact, row: Recontact) -> None:
    """It falls due in the contact that stands open, which from now on is searched for as an agreed call.

    Where the two talk, or somebody is just being rung for what may not wait, that goes on. Anything else would wait for
    a later promise, for somebody's hours or for what was agreed for the day after an act: here the coach is rung now.
    """
    now = clock.now()
    contact.kind = as_agreed(contact.kind)
    contact.save(update_fields=["kind"])
    if contact.status == Status.LIVE:
        note(contact, kind="recontact", about=row.coach_id)
    elif contact.ringing_id and Plan.from_json(contact.plan).lane == Lane.NOW:
        note(contact, kind="recontact", about=row.coach_id)
        plan_after_this_ring(contact, now=now, to=None if contact.ringing_id == row.coach_id else row.coach_id)
    else:
        drop(contact_id=contact.pk)
        move(
            contact,
            Status.PROMISED,
            kind="recontact",
            about=row.coach_id,
            holder_id=row.coach_id,
            ringing_id=None,
            promised_for=now,
            nudged_at=None,
            due_at=now,
        )
    add_to_timeline(client=row.client, kind="recontact.due", actor=None, contact_id=contact.pk, at=now)


def _promised(row: Recontact) -> Contact:
    now = clock.now()
    contact = Contact.objects.create(
        programme=row.client.programme,
        client=row.client,
        initiator=row.coach,
        kind=Kind.RECONTACT,
        way=Way.CALL,
        status=Status.PROMISED,
        holder=row.coach,
        asked_at=now,
        promised_for=now,
        due_at=now,
    )
    ContactEvent.objects.create(
        contact=contact, version=0, at=now, kind="recontact", before="", after=Status.PROMISED, about=row.coach
    )
    publish(to=audience.of(contact), kind="contact", id=str(contact.pk), status=str(Status.PROMISED))
    add_to_timeline(client=row.client, kind="recontact.due", actor=None, contact_id=contact.pk, at=now)
    return contact


def _keep(row: Recontact, by: Person, action: str) -> None:
    record(actor=by, action=action, subject=row, programme_id=row.programme_id, client_id=row.client_id)
    add_to_timeline(client=row.client, kind=action, actor=by, contact_id=row.agreed_in_id)
