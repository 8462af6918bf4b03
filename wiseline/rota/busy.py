"""When coaches can't be put on the rota: days off, and what stands in a calendar of their own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from wiseline.rota.hours import DateRange, Interval, off_intervals
from wiseline.rota.models import DayOff, OwnCalendar

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person


def busy_of(coaches: list[Person], start: datetime, end: datetime) -> dict[UUID, list[Interval]]:
    """For each coach the stretches within [start, end) in which nothing may be suggested to them."""
    off: defaultdict[UUID, list[DateRange]] = defaultdict(list)
    for row in DayOff.objects.filter(coach__in=coaches):
        off[row.coach_id].append(DateRange(row.first, row.last))
    found = {coach.pk: off_intervals(off[coach.pk], coach.timezone, start, end) for coach in coaches}
    for calendar in OwnCalendar.objects.filter(coach__in=coaches):
        found[calendar.coach_id] += [row for row in calendar.intervals() if row.start < end and row.end > start]
    return found
