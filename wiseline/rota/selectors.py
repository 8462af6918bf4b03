"""Reading limits and the rota from the database into the plain data that the rules work on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wiseline.lib import clock
from wiseline.people.models import Person, PersonRole, Role
from wiseline.rota.hours import DAY, DateRange, Interval, Window, off_intervals
from wiseline.rota.limits import Limits, Reason
from wiseline.rota.models import CoachLimits, DayOff, RotaOverride, RotaShift, WeeklyWindow
from wiseline.rota.roster import Absence, Override, Roster, absences_of, holes, until, who_is_on_call

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from wiseline.people.models import Programme

FOR_GOOD = datetime.max.replace(tzinfo=UTC)
A_MONTH = timedelta(days=31)
A_ROTA = timedelta(days=7)
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


def current_shifts(programme: Programme, now: datetime) -> QuerySet[RotaShift]:
    """Weekly shifts that have not ended. Those that have are kept, for what was carried in them."""
    today = clock.in_zone(now, programme.timezone).date()
    return RotaShift.objects.filter(Q(last=None) | Q(last__gte=today), programme=programme)


def with_rota(now: datetime, *only: UUID) -> set[UUID]:
    """Which programmes (of these, or of all) have a rota: weekly shifts, or much of the last month in stretches.

    So a next month that nobody has planned is missed, and shifts that all have ended are for a month. A weekend that
    a colleague took is no rota.
    """
    since = now - A_MONTH
    mine = {"programme__in": only} if only else {}
    weekly = RotaShift.objects.filter(Q(last=None) | Q(last__gte=since.date()), **mine)
    lasted: defaultdict[UUID, timedelta] = defaultdict(timedelta)
    rows = RotaOverride.objects.filter(end__gt=since, start__lt=now, coach__isnull=False, accepted_at__isnull=False)
    for programme, start, end in rows.filter(**mine).values_list("programme", "start", "end"):
        lasted[programme] += min(end, now) - max(start, since)
    months = {programme for programme, long in lasted.items() if long >= A_ROTA}
    return months | set(weekly.values_list("programme", flat=True))


def roster_of(programme: Programme, *, start: datetime, end: datetime) -> Roster:
    """The programme's backup rota between two moments, with the days off of everybody in it.

    Who has left is away from then on, and carried what was theirs before.
    """
    there = Q(coach=None) | Q(coach__is_active=True) | Q(coach__left_at__gt=start)
    mine = {"programme": programme, "declined_at": None}
    shifts = RotaShift.objects.filter(there, **mine).exclude(last__lt=start.date() - 2 * DAY)
    shift_rows = list(shifts.select_related("coach"))
    rows = RotaOverride.objects.filter(there, **mine, end__gt=start, start__lt=end)
    override_rows = list(rows.select_related("coach"))
    coaches = {row.coach for row in shift_rows} | {row.coach for row in override_rows if row.coach}
    away = [
        absence
        for limits in _limits_for_absence({coach.pk for coach in coaches}).values()
        for absence in absences_of(limits, start, end)
    ]
    away += [Absence(coach.pk, coach.left_at, FOR_GOOD) for coach in coaches if coach.left_at]
    return Roster(
        programme.timezone,
        tuple(replace(row.read(), last=_last_of(row, programme.timezone)) for row in shift_rows),
        tuple(
            Override(row.coach_id, row.start, row.end, order, row.accepted_at is not None)
            for order, row in enumerate(override_rows)
        ),
        tuple(away),
    )


def _last_of(shift: RotaShift, timezone: str) -> date | None:
    """The last day on which it may start: where its coach has left, that day."""
    if shift.coach.left_at is None:
        return shift.last
    day = clock.in_zone(shift.coach.left_at, timezone).date()
    return day if shift.last is None else min(shift.last, day)


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


def days_off_of(coach: Person, start: datetime, end: datetime) -> list[Interval]:
    """When within [start, end) the coach is away, so that nobody rings them whatever stands on the rota."""
    rows = [DateRange(row.first, row.last) for row in DayOff.objects.filter(coach=coach)]
    return off_intervals(rows, coach.timezone, start, end)


def leads_of(programme_id: UUID) -> list[UUID]:
    """The leads of a programme who are there."""
    rows = PersonRole.objects.filter(role=Role.LEAD, person__programme_id=programme_id, person__is_active=True)
    return list(rows.values_list("person_id", flat=True))


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
        has_rota=bool(with_rota(now, person.programme_id)),
    )
