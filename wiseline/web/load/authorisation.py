"""Who may see whose load."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wiseline.people.models import Person


def can_have_load(actor: Person) -> bool:
    """Whoever can be rung."""
    return actor.is_coach


def can_see_figures(actor: Person) -> bool:
    """How the programme answers is for its leads. It holds nothing of any client."""
    return actor.is_lead
