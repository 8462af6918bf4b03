"""Days of questions in words."""

from __future__ import annotations

from django import template
from django.utils.dates import WEEKDAYS

register = template.Library()


@register.filter
def weekday(number: int) -> str:
    """The name of a weekday; 0 is Monday."""
    return str(WEEKDAYS[number])
