"""Who may mark and see what a client was taught."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.authorisation import cares_for

if TYPE_CHECKING:
    from wiseline.people.models import Person


def can_teach(actor: Person, client: Person) -> bool:
    """Who cares for the client: therapist, skills trainer, or whoever stands in for them."""
    return cares_for(actor, client)


def can_see_learning(actor: Person, client: Person) -> bool:
    """The client, and who cares for them."""
    return actor == client or cares_for(actor, client)
