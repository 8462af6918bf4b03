"""Who may see how people are reached."""

from __future__ import annotations

from wiseline.people.models import Person, Role


def can_see_deliveries(actor: Person) -> bool:
    """The team lead and the administrator: numbers and broken ways, and nothing of what was said."""
    return bool(actor.roles & {Role.LEAD, Role.ADMINISTRATOR})


def can_have_routes(actor: Person) -> bool:
    """Whoever can be rung for a contact."""
    return actor.is_coach
