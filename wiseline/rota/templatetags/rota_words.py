"""Words of the rota's templates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiseline.rota.forms import EVERY

if TYPE_CHECKING:
    from wiseline.rota.models import RotaShift

register = template.Library()


@register.filter
def how_often(shift: RotaShift) -> str:
    """“every second week, counted from the week of 23 November 2026”."""
    words = dict(EVERY).get(shift.every_weeks, "")
    if shift.every_weeks == 1:
        return str(words)
    monday = shift.first - timedelta(days=shift.first.weekday())
    return _("%(often)s, counted from the week of %(day)s") % {"often": words, "day": date_format(monday, "j F Y")}


@register.filter
def weekday_name(weekday: int) -> str:
    """The name of a weekday; 0 is Monday."""
    return str(WEEKDAYS[weekday])
