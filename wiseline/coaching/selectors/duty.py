"""Loading what deciding needs: the facts of a contact, and who can be rung."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wiseline.coaching.audience import Circle, circle_of, leads_of
from wiseline.coaching.duty import Duty
from wiseline.coaching.escalation import State
from wiseline.coaching.models import Contact
from wiseline.coaching.plan import Plan
from wiseline.coaching.transitions import Status
from wiseline.people.models import therapist_of
from wiseline.rota.selectors import limits_of, roster_of
from wiseline.safety.others import coaches_beside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from wiseline.people.models import Person
    from wiseline.rota.roster import Roster

HORIZON = timedelta(days=14)


def state_of(contact: Contact) -> State:
    """The facts of a contact that deciding depends on."""
    return State(
        status=Status(contact.status),
        step=contact.step,
        due_at=contact.due_at,
        promised_for=contact.promised_for,
        nudged_at=contact.nudged_at,
        active_at=contact.active_at,
    )


def duty_for(contact: Contact, *, now: datetime) -> Duty:
    """Who can be rung for this contact by its plan, by everybody's limits and the rota from now on."""
    steps = Plan.from_json(contact.plan).steps if contact.plan else ()
    named = [step.person for step in steps if step.person is not None]
    return duty_of(contact.client, now=now, passed=_passed(contact), named=named, circle=circle_of(contact))


def duty_of(
    client: Person,
    *,
    now: datetime,
    passed: frozenset[UUID] = frozenset(),
    named: Iterable[UUID] = (),
    circle: Circle | None = None,
) -> Duty:
    """Who could be rung for this client. `named` are colleagues whom a plan asks for by name."""
    if circle is None:
        therapist = therapist_of(client.pk, now)
        circle = Circle(therapist.pk if therapist else None, tuple(leads_of(client.programme_id)))
    roster = roster_of(client.programme, start=now - timedelta(days=1), end=now + HORIZON)
    people = {*circle.leads, *named, *([circle.therapist] if circle.therapist else [])}
    return Duty(
        therapist=circle.therapist,
        leads=circle.leads,
        roster=roster,
        limits=limits_of(people | _named_in(roster)),
        passed=passed,
        apart=coaches_beside(client),
    )


def duty_around(coach: Person, at: datetime) -> Duty:
    """The coach's own limits and the rota around a moment: what decides whether they can be rung at it."""
    roster = roster_of(coach.programme, start=at - timedelta(days=1), end=at + timedelta(days=1))
    return Duty(therapist=None, leads=(), roster=roster, limits=limits_of([coach.pk]))


def _named_in(roster: Roster) -> set[UUID]:
    shifts = {shift.coach_id for shift in roster.shifts}
    return shifts | {row.coach_id for row in roster.overrides if row.coach_id is not None}


def _passed(contact: Contact) -> frozenset[UUID]:
    """Coaches who said 'not me' since the client last asked, or a call that was agreed fell due: not rung again."""
    if contact.version == 0:
        return frozenset()  # asked in this very transaction
    asked = (
        contact.events.filter(kind__in=["asked", "asked_again", "recontact"])
        .order_by("-version")
        .values_list("version", flat=True)
    )
    passed = contact.events.filter(kind="passed", version__gte=asked.first() or 0, actor__isnull=False)
    return frozenset(passed.values_list("actor_id", flat=True))
