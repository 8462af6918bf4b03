"""Whether what was agreed for the day after an act holds an ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wiseline.coaching.models import Safety
from wiseline.coaching.plan import Hold, Plan, reason_for
from wiseline.coaching.transitions import OPEN, Status
from wiseline.rota.limits import Reason
from wiseline.safety.agreeing import policy_of, state_of
from wiseline.safety.policy import Answer, answer_to

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person
    from wiseline.safety.models import ContactPolicy


@dataclass(frozen=True, slots=True)
class Applies:
    """What was agreed, and until when it applies."""

    row: ContactPolicy
    until: datetime


def hold_on(client: Person, *, kind: str, safety: str, now: datetime) -> Hold | None:
    """What holds such an ask of the client now; None: it goes its usual way. Danger is never even looked up."""
    reason = reason_for(kind, safety)
    if reason is Reason.LIFE_THREATENING or safety != Safety.SAFE:
        return None
    state = state_of(client, now)
    answer = answer_to(state, says_safe=True, life_threatening=False, about_skills=reason is Reason.SKILLS)
    if answer is Answer.AS_USUAL or state.until is None:
        return None
    return Hold(state.until, cover=answer is Answer.COVER)


def hold_for(contact: Contact, now: datetime) -> Hold | None:
    """What holds this contact now. Nothing holds what a coach began, has answered, or promised to call for: nobody is
    let go of because they said in the talk that they have acted.
    """
    if contact.by_coach or contact.answered_at is not None:
        return None
    hold = hold_on(contact.client, kind=contact.kind, safety=contact.safety, now=now)
    return None if hold and contact.events.filter(kind="promised").exists() else hold


def held_until(contact: Contact, now: datetime) -> datetime | None:
    """Until when nobody, or only a coach who covers, is rung for it by what was agreed; None: nothing holds it."""
    until = Plan.from_json(contact.plan).held_until if contact.status == Status.RINGING and contact.plan else None
    return until if until and now < until else None


def applies_to(contact: Contact, now: datetime) -> Applies | None:
    """What applies to the client of an open contact now, whether or not it holds this one: the coach knows it."""
    return applies_now(contact.client, now) if contact.status in OPEN else None


def applies_now(client: Person, now: datetime) -> Applies | None:
    """What applies to the client now; None: nothing. They read it before they ask."""
    until = state_of(client, now).until
    row = policy_of(client) if until else None
    return Applies(row, until) if row and until else None
