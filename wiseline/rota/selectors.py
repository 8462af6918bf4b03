"""Reading limits and the rota from the database into the plain data that the rules work on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wiseline.people.models import Person
from wiseline.rota.hours import DateRange, Interval, Window
from wiseline.rota.limits import Limits, Reason
from wiseline.rota.models import CoachLimits, DayOff, RotaOverride, RotaShift, WeeklyWindow
from wiseline.rota.roster import Override, Roster, Shift, absences_of, holes, until, who_is_on_call

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from wiseline.people.models import Programme

_REASONS = {str(reason) for reason in Reason}


def limits_of(coach_ids: Iterable[UUID]) -> dict[UUID, Limits]:
    """The limits of each coach who has set them. A coach without limits is not in the answer, and is not rung."""
    ids = list(coach_ids)
    windows: defaultdict[UUID, list[Window]] = defaultdict(list)
    for window in WeeklyWindow.objects.filter(coach_id__in=ids):
        windows[window.coach_id].append(Window(window.weekday, window.start, window.end))
    off: defaultdict[UUID, list[DateRange]] = defaultdict(list)
    for day in DayOff.objects.filter(coach_id__in=ids):
        off[day.coach_id].append(DateRange(day.first, day.last))
    return {
        row.coach_id: Limits(
            coach_id=row.coach_id,
            timezone=row.coach.timezone,
            windows=tuple(windows[row.coach_id]),
            days_off=tuple(off[row.coach_id]),
            outside=frozenset(Reason(name) for name in row.outside if name in _REASONS),
            return_minutes=row.return_minutes,
        )
        for row in CoachLimits.objects.filter(coach_id__in=ids, coach__is_active=True).select_related("coach")
    }


def roster_of(programme: Programme, *, start: datetime, end: datetime) -> Roster:
    """The programme's backup rota between two moments, with the days off of everybody in it."""
    shifts = [
        Shift(row.coach_id, row.weekday, row.start, row.end, row.first, row.last, row.accepted_at is not None)
        for row in RotaShift.objects.filter(programme=programme, coach__is_active=True)
    ]
    overrides = [
        Override(row.coach_id, row.start, row.end, order, row.accepted_at is not None)
        for order, row in enumerate(
            RotaOverride.objects.filter(programme=programme, end__gt=start, start__lt=end).exclude(
                coach__is_active=False
            )
        )
    ]
    named = {shift.coach_id for shift in shifts} | {row.coach_id for row in overrides if row.coach_id}
    away = [absence for limits in _limits_for_absence(named).values() for absence in absences_of(limits, start, end)]
    return Roster(programme.timezone, tuple(shifts), tuple(overrides), tuple(away))


def _limits_for_absence(coach_ids: set[UUID]) -> dict[UUID, Limits]:
    """Days off count for coaches without limits of their own as well."""
    found = limits_of(coach_ids)
    missing = coach_ids - set(found)
    if not missing:
        return found
    off: defaultdict[UUID, list[DateRange]] = defaultdict(list)
    for day in DayOff.objects.filter(coach_id__in=missing):
        off[day.coach_id].append(DateRange(day.first, day.last))
    for person in Person.objects.filter(pk__in=list(off)):
        found[person.pk] = Limits(person.pk, person.timezone, (), tuple(off[person.pk]), frozenset(), 0)
    return found


@dataclass(frozen=True, slots=True)
class Cover:
    """Who is on call now and until when, and the first hole ahead, if any."""

    on_call: Person | None
    until: datetime
    hole: Interval | None
    has_rota: bool


def cover_of(person: Person, now: datetime) -> Cover:
    """The cover of the person's programme, from now on."""
    end = now + timedelta(days=14)
    roster = roster_of(person.programme, start=now - timedelta(days=1), end=end)
    ahead = holes(roster, now, now + timedelta(days=7))
    on_call = who_is_on_call(roster, now)
    return Cover(
        on_call=Person.objects.filter(pk=on_call).first() if on_call else None,
        until=until(roster, now),
        hole=ahead[0] if ahead else None,
        has_rota=bool(roster.shifts),
    )
