"""Showing a crisis plan."""

from __future__ import annotations

from django import template

from wiseline.safety.models import CrisisPlan
from wiseline.safety.plan_sections import SECTIONS

register = template.Library()


@register.filter
def plan_rows(plan: CrisisPlan | None) -> list[tuple[str, list[str]]]:
    """The plan's sections in their order, labelled."""
    return [(str(label), plan.sections.get(name, []) if plan else []) for name, label in SECTIONS]
