"""Showing a crisis plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from wiseline.safety.flows import sections_of
from wiseline.safety.plan import EMERGENCY, SECTIONS

if TYPE_CHECKING:
    from wiseline.safety.models import CrisisPlan
    from wiseline.safety.plan import Item

register = template.Library()


@register.filter
def plan_rows(plan: CrisisPlan | None) -> list[tuple[str, tuple[Item, ...]]]:
    """The plan's sections in their order, labelled; empty ones are empty."""
    sections = sections_of(plan)
    return [(str(label), sections.get(name, ())) for name, label in SECTIONS]


@register.filter
def plan_rows_for_others(plan: CrisisPlan | None) -> list[tuple[str, tuple[Item, ...]]]:
    """The same without whom a coach may call in danger: for who does not care for the client."""
    sections = sections_of(plan)
    return [(str(label), sections.get(name, ())) for name, label in SECTIONS if name != EMERGENCY]
