"""Who reads what is left for cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.authorisation import cares_for
from wiseline.rota.on_duty import is_around_duty
from wiseline.safety.others import coaches_parent_of

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.chart.models import HandBack
    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person


def can_write_cover_brief(actor: Person, client: Person) -> bool:
    """Who cares for the client."""
    return cares_for(actor, client)


def can_read_cover_briefs(actor: Person, now: datetime) -> bool:
    """Whoever is on duty, will be within hours, or was a moment ago. Each look is kept, and the client sees it."""
    return actor.is_coach and is_around_duty(actor, now)


def can_hand_back(actor: Person, contact: Contact) -> bool:
    """The coach who held the contact of a client whom they do not care for."""
    return contact.holder_id == actor.pk and actor.is_coach and not cares_for(actor, contact.client)


def can_read_hand_back(actor: Person, row: HandBack) -> bool:
    """Who wrote it, unless they coach a parent by now; and who cares for the client."""
    if cares_for(actor, row.client):
        return True
    return row.by_id == actor.pk and not coaches_parent_of(actor, row.client)
