"""What a coach does with a contact: answer, promise a time, hand it over, say 'not me', end it, start one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wiseline.audit.trail import record
from wiseline.chart import cover
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.coaching import audience
from wiseline.coaching.flows.ask import open_contact_of
from wiseline.coaching.flows.change import locked, move, note
from wiseline.coaching.flows.search import WRITE_UP_WITHIN, begin_search, go_on, tell_client
from wiseline.coaching.models import Contact, ContactEvent, Recontact, Way
from wiseline.coaching.plan import Ladder
from wiseline.coaching.promising import LONGEST, TooLate, longest
from wiseline.coaching.transitions import OPEN, NotAllowed, Status, check
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish
from wiseline.people.models import Person
from wiseline.reach.flows.notify import drop, ring

if TYPE_CHECKING:
    from uuid import UUID

ANSWERABLE = frozenset({Status.ASKED, Status.RINGING, Status.PROMISED, Status.UNREACHED, Status.WRAPPING_UP})
RING_CLIENT_FOR = timedelta(minutes=5)


class Taken(Exception):
    """Another coach holds the contact. `holder` is who."""

    def __init__(self, holder: Person | None) -> None:
        super().__init__("Another coach has it.")
        self.holder = holder


def answer(*, contact_id: UUID, coach: Person) -> Contact:
    """The coach takes the contact and holds it alone. Answering twice is the same as once.

    Raises Taken where another coach was first, NotAllowed where the contact is over or was taken back, or is being
    written up while the client has asked anew.
    """
    now = clock.now()
    with changes():
        contact = locked(contact_id)
        if contact.status in {Status.LIVE, Status.WRAPPING_UP} and contact.holder_id != coach.pk:
            raise Taken(contact.holder)
        if contact.status == Status.LIVE:
            return contact
        if contact.status not in ANSWERABLE:
            raise NotAllowed("The contact is over.")
        try:
            with transaction.atomic():
                _take(contact, coach, now)
        except IntegrityError as error:  # the client has asked anew in the same instant
            raise NotAllowed("The client has asked anew.") from error
    return contact


def _take(contact: Contact, coach: Person, now: datetime) -> None:
    drop(contact_id=contact.pk)
    move(
        contact,
        Status.LIVE,
        kind="answered",
        actor=coach,
        holder_id=coach.pk,
        ringing_id=None,
        promised_for=None,
        nudged_at=None,
        ended_at=None,
        active_at=now,
        answered_at=contact.answered_at or now,
        due_at=now + timedelta(seconds=Ladder.of(contact.programme.ladder).quiet_after),
    )
    _come_to(contact, coach)
    ring(
        person_id=contact.client_id,
        contact_id=contact.pk,
        kind="call",
        step=contact.version,
        until=now + RING_CLIENT_FOR,
    )
    _keep(contact, coach, "contact.answered", now)


def promise(*, contact_id: UUID, coach: Person, at: datetime) -> Contact:
    """The coach says when they will call. The search rests until then; unkept, it resumes.

    Raises Taken, NotAllowed, ValueError for a time that has passed or lies more than a day ahead, or TooLate for one
    that is too late near danger.
    """
    now = clock.now()
    if not now < at <= now + LONGEST:
        raise ValueError("A promise lies between now and a day ahead.")
    with changes():
        contact = locked(contact_id)
        _held_by_nobody_else(contact, coach)
        check(Status(contact.status), Status.PROMISED)
        if at > now + longest(kind=contact.kind, safety=contact.safety):
            raise TooLate("The client is in danger or in a crisis, or it was agreed after risk.")
        drop(contact_id=contact.pk)
        move(
            contact,
            Status.PROMISED,
            kind="promised",
            actor=coach,
            data={"for": at.isoformat()},
            holder_id=coach.pk,
            ringing_id=None,
            promised_for=at,
            nudged_at=None,
            due_at=at,
        )
        tell_client(contact)
        _keep(contact, coach, "contact.promised", now)
    wake_engine()
    return contact


def hand_over(*, contact_id: UUID, coach: Person, to: Person | None) -> Contact:
    """The coach hands the contact to a colleague, or (None) to the rota: a search begins that asks them first.

    The colleague's own limits hold; where they can't be rung now, the search goes on at once. A search that is on
    goes on from where it stands: a 'not me' never makes the client wait longer. Raises Taken where another coach
    holds the contact or has promised to call, NotAllowed where it is over.
    """
    now = clock.now()
    colleague = to.pk if to else None
    with changes():
        contact = locked(contact_id)
        _held_by_nobody_else(contact, coach)
        if contact.status not in OPEN - {Status.WRAPPING_UP}:
            raise NotAllowed("The contact is over.")
        note(contact, kind="passed", actor=coach, about=colleague)
        if contact.status != Status.RINGING:
            begin_search(contact, now=now, actor=coach, to=colleague)
        elif colleague or contact.ringing_id in {coach.pk, None}:
            go_on(contact, now=now, actor=coach, to=colleague)
        _keep(contact, coach, "contact.handed_over", now)
    wake_engine()
    return contact


def end(*, contact_id: UUID, by: Person) -> Contact:
    """The talk is over, by the coach's or the client's word. What is left is the note, and it is the holder's."""
    now = clock.now()
    with changes():
        contact = locked(contact_id)
        if contact.status == Status.WRAPPING_UP:
            return contact
        drop(contact_id=contact.pk, kinds=("nudge", "call"))
        move(
            contact,
            Status.WRAPPING_UP,
            kind="ended",
            actor=by,
            ended_at=now,
            nudged_at=None,
            due_at=now + WRITE_UP_WITHIN,
        )
        _keep(contact, by, "contact.ended", now)
    return contact


def follow_up(*, contact_id: UUID, coach: Person) -> Contact:
    """A coach takes on the follow-up of what nobody answered, without a talk: it is to be noted and closed."""
    now = clock.now()
    with changes():
        contact = locked(contact_id)
        if contact.status == Status.WRAPPING_UP and contact.holder_id == coach.pk:
            return contact
        if contact.status != Status.UNREACHED:
            raise NotAllowed("Only what was not reached is followed up.")
        move(
            contact,
            Status.WRAPPING_UP,
            kind="followed_up",
            actor=coach,
            holder_id=coach.pk,
            ended_at=now,
            due_at=now + WRITE_UP_WITHIN,
        )
        _keep(contact, coach, "contact.followed_up", now)
    return contact


def close(*, contact_id: UUID, coach: Person) -> Contact:
    """The note is signed: the contact is over. Called by the flow that signs."""
    now = clock.now()
    with changes():
        contact = locked(contact_id)
        if contact.status == Status.CLOSED:
            return contact
        if contact.holder_id != coach.pk:
            raise Taken(contact.holder)
        move(contact, Status.CLOSED, kind="closed", actor=coach, closed_at=now, due_at=None)
        _come_to(contact, coach)
        cover.owe_a_look(contact_id=contact.pk, client=contact.client, closed_by=coach)
        _keep(contact, coach, "contact.closed", now)
    return contact


def withdraw(*, contact_id: UUID, client: Person) -> Contact:
    """The client takes the request back; nobody is rung any more. Doing it twice is the same as once."""
    now = clock.now()
    with changes():
        contact = locked(contact_id)
        if contact.status == Status.WITHDRAWN:
            return contact
        drop(contact_id=contact.pk)
        move(
            contact,
            Status.WITHDRAWN,
            kind="withdrawn",
            actor=client,
            due_at=None,
            ringing_id=None,
            promised_for=None,
            closed_at=now,
        )
        owe_a_look(contact)
        _keep(contact, client, "contact.withdrawn", now)
    return contact


def owe_a_look(contact: Contact) -> None:
    """Taking back an agreed call, or a word of danger, decides nothing about risk: who agreed or cares owes a look.

    Where nobody cares for the client now, the lead does.
    """
    now, client = clock.now(), contact.client
    for row in Recontact.objects.filter(became=contact).select_related("coach"):
        raise_need(client=client, kind="recontact", due_at=now, subject_id=row.pk, owner=row.coach)
    if contact.may_be_in_danger:
        leads = [] if carers_of(client) else audience.leads_of(contact.programme_id)
        owner = Person.objects.get(pk=leads[0]) if leads else None
        raise_need(client=client, kind="taken_back", due_at=now, subject_id=contact.pk, owner=owner)


def _come_to(contact: Contact, by: Person) -> None:
    """An agreed call that fell due in this contact is not owed any more: somebody has come to it, or closed it."""
    for row in Recontact.objects.filter(became=contact):
        meet_need(client=contact.client, kind="recontact", subject_id=row.pk, by=by)


def start(*, coach: Person, client: Person, kind: str) -> Contact:
    """A coach begins a contact: the client's devices ring. Where one is open already, the coach answers that one."""
    now = clock.now()
    standing = open_contact_of(client)
    if standing is not None:
        return answer(contact_id=standing.pk, coach=coach)
    try:
        with changes():
            contact = Contact.objects.create(
                programme=client.programme,
                client=client,
                initiator=coach,
                kind=kind,
                way=Way.CALL,
                status=Status.LIVE,
                holder=coach,
                asked_at=now,
                answered_at=now,
                active_at=now,
                due_at=now + timedelta(seconds=Ladder.of(client.programme.ladder).quiet_after),
            )
            ContactEvent.objects.create(
                contact=contact, version=0, at=now, kind="started", before="", after=Status.LIVE, actor=coach
            )
            ring(
                person_id=client.pk,
                contact_id=contact.pk,
                kind="call",
                step=0,
                until=now + timedelta(minutes=5),
            )
            publish(to=audience.of(contact), kind="contact", id=str(contact.pk), status=str(Status.LIVE))
            _keep(contact, coach, "contact.started", now)
    except IntegrityError:  # the client asked in the same instant
        standing = open_contact_of(client)
        if standing is None:
            raise
        return answer(contact_id=standing.pk, coach=coach)
    return contact


def _held_by_nobody_else(contact: Contact, coach: Person) -> None:
    held = {Status.LIVE, Status.WRAPPING_UP, Status.PROMISED}
    if contact.status in held and contact.holder_id != coach.pk:
        raise Taken(contact.holder)


def _keep(contact: Contact, actor: Person, action: str, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=contact,
        programme_id=contact.programme_id,
        client_id=contact.client_id,
    )
    add_to_timeline(client=contact.client, kind=action, actor=actor, contact_id=contact.pk, at=now)
