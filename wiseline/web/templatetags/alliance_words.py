"""What the alliance's templates need beyond Django's filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from wiseline.alliance.models import Pulse

register = template.Library()


@register.filter
def answer_to(pulse: Pulse, item: str) -> str:
    """A pulse's answer to an item; a dash where it was left out."""
    value = pulse.answers[item]
    return "–" if value is None else str(value)
