"""Who may read and write a crisis plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.authorisation import cares_for

if TYPE_CHECKING:
    from wiseline.people.models import Person


def can_write_plan(actor: Person, client: Person) -> bool:
    """The client and who cares for them: the plan is written together."""
    return actor == client or cares_for(actor, client)
