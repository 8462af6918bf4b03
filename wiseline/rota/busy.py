"""When coaches can't be put on the rota: days off, and what stands in a calendar of their own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from wiseline.rota.hours import DateRange, Interval, off_intervals
from wiseline.rota.models import DayOff, OwnCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person


def busy_of(coaches: list[Person], start: datetime, end: datetime) -> dict[UUID, list[Interval]]:
    """For each coach the stretches within [start, end) in which nothing may be suggested to them."""
    off: defaultdict[UUID, list[DateRange]] = defaultdict(list)
    for row in DayOff.objects.filter(coach__in=coaches):
        off[row.coach_id].append(DateRange(row.first, row.last))
    found = {coach.pk: off_intervals(off[coach.pk], coach.timezone, start, end) for coach in coaches}
    for coach_id, rows in appointments_of(found, start, end).items():
        found[coach_id] += rows
    return found


def appointments_of(coach_ids: Iterable[UUID], start: datetime, end: datetime) -> dict[UUID, list[Interval]]:
    """When within [start, end) the own calendar of each coach who keeps one says that they are busy."""
    return {
        calendar.coach_id: [row for row in calendar.intervals() if row.start < end and row.end > start]
        for calendar in OwnCalendar.objects.filter(coach__in=list(coach_ids))
    }
