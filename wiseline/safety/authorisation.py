"""Who may read and write a crisis plan, and what else belongs to safety."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.authorisation import cares_for

if TYPE_CHECKING:
    from wiseline.people.models import Person


def can_write_plan(actor: Person, client: Person) -> bool:
    """The client and who cares for them: the plan is written together."""
    return actor == client or cares_for(actor, client)


def can_see_policy(actor: Person, client: Person) -> bool:
    """The client, and who cares for them."""
    return actor == client or cares_for(actor, client)


def can_agree_policy(actor: Person, client: Person) -> bool:
    """Who cares for the client agrees it with them, notes an act, and lifts it at any moment."""
    return cares_for(actor, client)


def can_keep_numbers(actor: Person) -> bool:
    """The programme's own emergency numbers are the leads'."""
    return actor.is_lead
