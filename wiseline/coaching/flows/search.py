"""Searching for a coach: a plan is frozen, and each step is fired when it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from wiseline.calls.models import Leg
from wiseline.chart.timeline import add_to_timeline
from wiseline.coaching.audience import leads_of
from wiseline.coaching.escalation import (
    Decision,
    GiveUp,
    Nothing,
    Nudge,
    Recheck,
    Resume,
    Ring,
    Wait,
    decide,
    next_step,
)
from wiseline.coaching.flows.change import locked, move, note
from wiseline.coaching.models import Contact
from wiseline.coaching.plan import FIRST, Ladder, Plan, build, named_step
from wiseline.coaching.selectors.duty import duty_for, state_of
from wiseline.coaching.selectors.policy import hold_for
from wiseline.coaching.texts import told_status
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish
from wiseline.people.models import PersonRole, Role, therapist_of
from wiseline.reach.flows.notify import QUIETLY, drop, ring, tell

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person


WRITE_UP_WITHIN = timedelta(hours=12)


def begin_search(
    contact: Contact,
    *,
    now: datetime,
    actor: Person | None = None,
    to: UUID | None = None,
    since: datetime | None = None,
) -> None:
    """Freeze a new plan and fire its first step. Call inside `changes()` with the contact locked.

    `to` is the colleague whom a hand-over asks for first. `since` is when the search should have begun, where the
    switchboard comes late: one that is too late wakes nobody and becomes a follow-up.
    """
    plan = build(
        lane=contact.lane,
        kind=contact.kind,
        safety=contact.safety,
        ladder=Ladder.of(contact.programme.ladder),
        now=since or now,
        to=to,
        hold=hold_for(contact, now),
    )
    contact.plan = plan.to_json()
    contact.step = -1
    _fire_next(contact, plan, now=now, actor=actor, to=to)


def go_on(contact: Contact, *, now: datetime, actor: Person, to: UUID | None = None) -> None:
    """Go on at once with the search that is on: to the colleague asked for by name, then to the steps that are left.

    The times that the client was told still hold. Call inside `changes()` with the contact locked.
    """
    plan = Plan.from_json(contact.plan)
    if to is not None:
        named = named_step(to, Ladder.of(contact.programme.ladder))
        plan = replace(plan, steps=(named, *plan.steps[contact.step + 1 :]))
        contact.plan = plan.to_json()
        contact.step = -1
    _fire_next(contact, plan, now=now, actor=actor, to=to)


def _fire_next(contact: Contact, plan: Plan, *, now: datetime, actor: Person | None, to: UUID | None) -> None:
    decision = next_step(contact.step, plan, duty_for(contact, now=now), now)
    _apply(contact, decision, plan, now=now, actor=actor, data={"to": str(to) if to else None})


def advance(contact_id: UUID) -> bool:
    """Do what is due for one contact now. Return whether anything was done.

    Safe to call at any time, from any number of processes: the contact is locked, asked again whether it is
    due, and changed under its version.
    """
    now = clock.now()
    with changes():
        contact = locked(contact_id)
        ladder = Ladder.of(contact.programme.ladder)
        if contact.due_at is None or now < contact.due_at:
            return False
        if contact.status == Status.ASKED:
            begin_search(contact, now=now, since=contact.due_at)
            return True
        plan = plan_of(contact, now)
        if contact.status == Status.RINGING and contact.ringing_id is None and plan.held_until:
            # What held it is over; or there is a new act since, and the time that was agreed begins anew.
            begin_search(contact, now=now, since=contact.due_at)
            return True
        decision = decide(state_of(contact), plan, duty_for(contact, now=now), ladder, now)
        return _apply(contact, decision, plan, now=now, actor=None, data={})


def plan_of(contact: Contact, now: datetime) -> Plan:
    """The contact's frozen plan, or the one that a search starting now would have."""
    if contact.plan:
        return Plan.from_json(contact.plan)
    ladder = Ladder.of(contact.programme.ladder)
    hold = hold_for(contact, now)
    return build(lane=contact.lane, kind=contact.kind, safety=contact.safety, ladder=ladder, now=now, hold=hold)


def plan_anew(client: Person, *, by: Person) -> Contact | None:
    """What was agreed, or what is known of an act, has changed: a request that waits by it, if any, is searched for as
    it now stands. Where that is as it stood, nothing is done and None returned.

    Whoever covers and is being rung for it goes on being rung; what follows is as it now stands.
    """
    now = clock.now()
    with changes():
        found = Contact.objects.filter(client=client, status=Status.RINGING).first()
        waiting = locked(found.pk) if found else None
        plan = Plan.from_json(waiting.plan) if waiting and waiting.status == Status.RINGING else None
        until = plan.held_until if plan else None
        if waiting is None or plan is None or until is None or (waiting.ringing_id and until <= now):
            return None
        if plan.held_as(hold_for(waiting, now)):
            return None
        if waiting.ringing_id is None:
            begin_search(waiting, now=now, actor=by)
        else:
            plan_after_this_ring(waiting, now=now, actor=by)
    wake_engine()
    return waiting


def plan_after_this_ring(
    contact: Contact, *, now: datetime, actor: Person | None = None, to: UUID | None = None
) -> None:
    """Whoever is being rung goes on being rung; then the search begins anew, by what is known now.

    `to` is asked first then. Call inside `changes()` with the contact locked.
    """
    before, hold = Plan.from_json(contact.plan), hold_for(contact, now)
    anew = build(
        lane=contact.lane,
        kind=contact.kind,
        safety=contact.safety,
        ladder=Ladder.of(contact.programme.ladder),
        now=now,
        to=to,
        hold=replace(hold, cover=False) if hold else None,  # who covers is being rung already
    )
    plan = replace(anew, steps=(before.steps[contact.step], *anew.steps), started=before.started)
    note(contact, kind="planned_anew", actor=actor, plan=plan.to_json(), step=0)


def _apply(
    contact: Contact,
    decision: Decision,
    plan: Plan,
    *,
    now: datetime,
    actor: Person | None,
    data: dict[str, str | None],
) -> bool:
    match decision:
        case Resume() | GiveUp() if contact.status == Status.LIVE and not _client_took_part(contact):
            due_at = now + WRITE_UP_WITHIN
            move(contact, Status.WRAPPING_UP, kind="lapsed", ended_at=now, nudged_at=None, due_at=due_at)
        case Ring(step, coach, until):
            _ring(contact, plan, step, coach, until, actor=actor, data=data)
        case Wait(step, until):
            drop(contact_id=contact.pk)
            move(
                contact,
                Status.RINGING,
                kind="waiting",
                actor=actor,
                data=data,
                **_searching(contact, step, until, None),
            )
        case GiveUp(owner):
            _give_up(contact, owner.coach if owner else None, owner.by if owner else None, now=now, actor=actor)
        case Recheck(until):
            Contact.objects.filter(pk=contact.pk, version=contact.version).update(due_at=until)
        case Nudge(until):
            _nudge(contact, until, now=now)
        case Resume():
            note(contact, kind="resumed", about=contact.holder_id, data={"from": str(contact.status)})
            begin_search(contact, now=now, since=contact.due_at)
        case Nothing():
            return False
    return True


def _nudge(contact: Contact, until: datetime, *, now: datetime) -> None:
    note(contact, kind="nudged", about=contact.holder_id, nudged_at=now, due_at=until)
    step, holder = contact.version, contact.holder_id
    if contact.status in {Status.PROMISED, Status.LIVE}:
        channels = FIRST if contact.status == Status.PROMISED else QUIETLY  # a phone that is talking is not rung
        ring(person_id=holder, contact_id=contact.pk, kind="nudge", step=step, until=until, channels=channels)
    else:
        tell(person_ids=[holder], contact_id=contact.pk, kind="reminder", step=step)


def _client_took_part(contact: Contact) -> bool:
    """Whether the client asked, wrote or came to the phone. Where a coach began and they did not, nobody is sought."""
    client = contact.client_id
    return (
        not contact.by_coach
        or contact.events.filter(actor=client).exists()
        or contact.messages.filter(author=client).exists()
        or Leg.objects.filter(call__contact_id=contact.pk, person=client).exists()
    )


def _searching(contact: Contact, step: int, until: datetime, coach: UUID | None) -> dict[str, Any]:
    return {
        "plan": contact.plan,
        "step": step,
        "due_at": until,
        "ringing_id": coach,
        "holder_id": None,
        "promised_for": None,
        "nudged_at": None,
        "active_at": None,
    }


def _ring(
    contact: Contact,
    plan: Plan,
    step: int,
    coach: UUID,
    until: datetime,
    *,
    actor: Person | None,
    data: dict[str, str | None],
) -> None:
    if contact.version:  # a contact that was asked in this very transaction has no rings
        drop(contact_id=contact.pk)
    target = plan.steps[step]
    event = move(
        contact,
        Status.RINGING,
        kind="rung",
        actor=actor,
        about=coach,
        data={**data, "target": str(target.target), "step": str(step), "until": until.isoformat()},
        **_searching(contact, step, until, coach),
    )
    publish(to=[coach], kind="ring", id=str(contact.pk))
    ring(
        person_id=coach,
        contact_id=contact.pk,
        kind="ring",
        step=event.version,
        until=until,
        channels=target.channels,
    )


def tell_client(contact: Contact) -> None:
    """How it stands is news for the client: by text where the contact is held by text, else by the ways they chose."""
    tell(
        person_ids=[contact.client_id],
        contact_id=contact.pk,
        kind="news",
        step=contact.version,
        quiet=True,
        texted=told_status(contact),
    )


def _give_up(contact: Contact, owner: UUID | None, by: datetime | None, *, now: datetime, actor: Person | None) -> None:
    """Nobody was reached: say so to everybody, and make a named person owe a follow-up."""
    therapist = therapist_of(contact.client_id)
    leads = leads_of(contact.programme_id)
    holder = owner or _anyone_of_staff(contact.programme_id)
    drop(contact_id=contact.pk)
    if holder is None:  # a programme without any staff: the request stays due, and the auditor raises it
        Contact.objects.filter(pk=contact.pk).update(due_at=now + timedelta(minutes=5))
        return
    move(
        contact,
        Status.UNREACHED,
        kind="unreached",
        actor=actor,
        about=holder,
        data={"by": by.isoformat() if by else None},
        plan=contact.plan,
        holder_id=holder,
        ringing_id=None,
        promised_for=None,
        nudged_at=None,
        due_at=by or now + timedelta(hours=24),
    )
    add_to_timeline(client=contact.client, kind="contact.unreached", actor=None, contact_id=contact.pk, at=now)
    tell_client(contact)
    tell(
        person_ids={holder, *leads, *([therapist.pk] if therapist else [])},
        contact_id=contact.pk,
        kind="unreached",
        step=contact.version,
    )


def _anyone_of_staff(programme_id: UUID) -> UUID | None:
    staff = PersonRole.objects.filter(person__programme_id=programme_id, person__is_active=True)
    people = staff.order_by("person__created_at").values_list("person_id", flat=True)
    return (
        people.exclude(role__in=[Role.CLIENT, Role.ADMINISTRATOR]).first() or people.exclude(role=Role.CLIENT).first()
    )
