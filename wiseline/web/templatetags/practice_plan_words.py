"""When a practice is due, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from wiseline.chart.practice_plan.reading import title_of
from wiseline.chart.practice_plan.when import EVERY_DAY, PARTS, Kind, When, read
from wiseline.web.practice_plan.forms import WEEKDAYS

if TYPE_CHECKING:
    from wiseline.chart.models import PlannedVersion

register = template.Library()


@register.filter
def when_words(version: PlannedVersion) -> str:
    """When it is due: “at 20:00”, “in the evening”, the client's own cue, or before which event."""
    when = read(version.when)
    if when.kind == Kind.CLOCK and when.time is not None:
        return _("at %(time)s") % {"time": time_format(when.time, "H:i")}
    if when.kind == Kind.PART and when.part:
        return str(PARTS[when.part])
    if when.kind == Kind.EVENT and when.event_at:
        return _("before %(time)s") % {"time": date_format(timezone.localtime(when.event_at), "l j F, H:i")}
    return when.cue


@register.filter
def how_often(version: PlannedVersion) -> str:
    """On which days, and whether it becomes rarer."""
    when = read(version.when)
    if when.kind == Kind.EVENT:
        return _("rehearsed on the two days before, and two hours ahead")
    days = _days(when)
    return _("%(days)s, less often as it gets easier") % {"days": days} if when.spaced else days


def _days(when: When) -> str:
    if when.weekdays == EVERY_DAY:
        return _("every day")
    return ", ".join(str(label) for number, label in WEEKDAYS if number in when.weekdays)


@register.filter
def title(version: PlannedVersion) -> str:
    """What is practised."""
    return title_of(version)
