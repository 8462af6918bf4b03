"""Whether what was agreed for the day after an act holds an ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.coaching.models import Safety
from wiseline.coaching.plan import Hold, reason_for
from wiseline.rota.limits import Reason
from wiseline.safety.agreeing import state_of
from wiseline.safety.policy import Answer, answer_to

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person


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
    """What holds this contact now. What a coach began, nothing holds."""
    if contact.by_coach:
        return None
    return hold_on(contact.client, kind=contact.kind, safety=contact.safety, now=now)
