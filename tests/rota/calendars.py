"""What the rota's tests draw from, and slow readings of a wall clock to hold the fast ones against."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from wiseline.rota.hours import DateRange, Window
from wiseline.rota.roster import Absence, Override, Roster, Shift

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Asia/Kolkata",  # no change at all
    "Pacific/Chatham",  # changes at a quarter to
    "America/Nuuk",  # changes across midnight
    "Africa/Cairo",  # skips midnight
    "America/Havana",  # skips midnight, and has it twice
)
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
COACHES = tuple(UUID(int=number) for number in (1, 2, 3, 4))

unhurried = settings(deadline=None)  # the slow readings are slow


parts = st.integers(0, 999)  # of a thousand: whole numbers, so that no rounding reaches the end of a stretch


def within(start: datetime, end: datetime, part: int) -> datetime:
    """A moment in [start, end)."""
    return start + (end - start) * part // 1000


def local(at: datetime, timezone: str) -> datetime:
    """What the wall shows, without a zone."""
    return at.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def offset(at: datetime, timezone: str) -> timedelta | None:
    return at.astimezone(ZoneInfo(timezone)).utcoffset()


@cache
def clock_changes(timezone: str) -> tuple[datetime, ...]:
    """The first minute after each change of the clock in the years that are drawn from."""
    found: list[datetime] = []
    day = FIRST
    while day < LAST:
        following = day + timedelta(days=1)
        if offset(day, timezone) != offset(following, timezone):
            minutes = (day + MINUTE * count for count in range(1, 24 * 60 + 1))
            found.append(next(minute for minute in minutes if offset(minute, timezone) != offset(day, timezone)))
        day = following
    return tuple(found)


@cache
def _minutes(day: date, timezone: str) -> list[tuple[datetime, datetime]]:
    """Each minute of three days, and what the wall shows then."""
    start = datetime.combine(day, time.min, UTC) - timedelta(days=1)
    return [(at, local(at, timezone)) for at in (start + MINUTE * count for count in range(3 * 24 * 60))]


@cache
def first_showing(day: date, wall: time, timezone: str) -> datetime:
    """The first minute at which the wall shows this time or a later one: when hours begin."""
    target = datetime.combine(day, wall)
    return next(at for at, shown in _minutes(day, timezone) if shown >= target)


@cache
def last_showing(day: date, wall: time, timezone: str) -> datetime:
    """The last minute at which the wall shows this time, or the one after all earlier ones: when hours end."""
    target = datetime.combine(day, wall)
    at, shown = next(row for row in reversed(_minutes(day, timezone)) if row[1] <= target)
    return at if shown == target else at + MINUTE


def hours_on(day: date, start: time, end: time, timezone: str) -> tuple[datetime, datetime]:
    ends_on = day + timedelta(days=1) if end <= start else day
    return first_showing(day, start, timezone), last_showing(ends_on, end, timezone)


def slowly_open(windows: list[Window], timezone: str, days_off: list[DateRange], at: datetime) -> bool:
    """Whether the windows are open, found minute by minute. Right at every moment."""
    today = local(at, timezone).date()
    if any(row.first <= today <= row.last for row in days_off):
        return False
    for day in (today - timedelta(days=1), today):
        for window in windows:
            if window.weekday == day.weekday():
                begins, ends = hours_on(day, window.start, window.end, timezone)
                if begins <= at < ends:
                    return True
    return False


def reads_open(windows: list[Window], timezone: str, days_off: list[DateRange], at: datetime) -> bool:
    """What somebody says who looks at the wall and knows nothing of time zones."""
    shown = local(at, timezone)
    if any(row.first <= shown.date() <= row.last for row in days_off):
        return False
    yesterday = (shown.weekday() - 1) % 7
    for window in windows:
        overnight = window.end <= window.start
        started_today = window.weekday == shown.weekday() and window.start <= shown.time()
        if started_today and (overnight or shown.time() < window.end):
            return True
        if overnight and window.weekday == yesterday and shown.time() < window.end:
            return True
    return False


def shown_once(at: datetime, timezone: str) -> bool:
    """Whether the wall shows this moment's time only once."""
    reading = at.astimezone(ZoneInfo(timezone))
    return reading.replace(fold=0).utcoffset() == reading.replace(fold=1).utcoffset()


def _in_its_week(shift: Shift, day: date) -> bool:
    """Whether the day lies in one of the shift's weeks, found by going from week to week on the calendar."""
    week = shift.first
    while week.isocalendar()[:2] < day.isocalendar()[:2]:
        week += timedelta(weeks=shift.every)
    return week.isocalendar()[:2] == day.isocalendar()[:2]


def slowly_on_call(roster: Roster, at: datetime) -> UUID | None:
    """Who is on call, found minute by minute. Right at every moment."""
    away = [row.coach_id for row in roster.absences if row.start <= at < row.end]
    best: Override | None = None
    for row in roster.overrides:
        if row.accepted and row.start <= at < row.end and (best is None or row.order > best.order):
            best = row
    if best is not None and best.coach_id not in away:
        return best.coach_id
    answer: tuple[datetime, UUID] | None = None
    today = local(at, roster.timezone).date()
    for shift in roster.shifts:
        for day in (today - timedelta(days=1), today):
            in_force = shift.first <= day and (shift.last is None or day <= shift.last) and _in_its_week(shift, day)
            if not shift.accepted or shift.coach_id in away or not in_force or shift.weekday != day.weekday():
                continue
            begins, ends = hours_on(day, shift.start, shift.end, roster.timezone)
            if begins <= at < ends and (answer is None or begins > answer[0]):
                answer = (begins, shift.coach_id)
    return answer[1] if answer else None


zones = st.sampled_from(ZONES)
weekdays = st.integers(0, 6)
_edgy_times = st.sampled_from([time(0), time(1, 30), time(1, 45), time(2), time(2, 10), time(2, 30), time(2, 45)])
_late_times = st.sampled_from([time(3), time(3, 15), time(3, 45), time(8), time(18), time(23), time(23, 30)])
times = st.one_of(_edgy_times, _late_times, st.builds(time, st.integers(0, 23), st.integers(0, 59)))
windows_of_a_week = st.builds(Window, weekdays, times, times)
_whole_days = st.sets(weekdays).map(lambda days: [Window(day, time(0), time(0)) for day in sorted(days)])
windows = st.lists(windows_of_a_week, max_size=7) | st.builds(
    lambda rows, days: rows + days, st.lists(windows_of_a_week, max_size=2), _whole_days
)


def moments(timezone: str) -> st.SearchStrategy[datetime]:
    """Moments of three years, most of them within two days of a change of the clock."""
    anywhen = st.builds(lambda count: FIRST + MINUTE * count, st.integers(0, 3 * 364 * 24 * 60))
    changes = clock_changes(timezone)
    if not changes:
        return anywhen
    near = st.integers(-2 * 24 * 60, 2 * 24 * 60) | st.integers(-90, 90) | st.just(0)
    beside = st.sampled_from([timedelta(), TICK, -TICK, timedelta(seconds=30)])
    return st.builds(lambda at, count, by: at + MINUTE * count + by, st.sampled_from(changes), near, beside) | anywhen


def date_ranges(around: date) -> st.SearchStrategy[list[DateRange]]:
    """A few days off in the days around a date."""

    def of(start: int, length: int) -> DateRange:
        first = around + timedelta(days=start)
        return DateRange(first, first + timedelta(days=length))

    return st.lists(st.builds(of, st.integers(-3, 6), st.integers(0, 3)), max_size=3)


@st.composite
def rosters(draw: st.DrawFn, timezone: str, around: datetime) -> Roster:
    """A rota whose shifts, overrides and absences crowd around a moment."""
    today = local(around, timezone).date()
    coaches = st.sampled_from(COACHES)
    accepted = st.sampled_from([True, True, True, False])

    def dates(first: int, lasts: int | None) -> tuple[date, date | None]:
        begins = today + timedelta(days=first)
        return begins, None if lasts is None else begins + timedelta(days=lasts)

    def stretch(begins: int, lasts: int) -> tuple[datetime, datetime]:
        start = around.replace(microsecond=0) + MINUTE * begins
        return start, start + MINUTE * lasts

    near = st.integers(-2000, 2000)
    stretches = st.builds(stretch, near, st.integers(1, 2500))
    spans_of_dates = st.builds(dates, st.integers(-30, 2), st.none() | st.integers(0, 20))
    shifts = st.builds(
        lambda coach, row, dates, yes, every: Shift(
            coach, row.weekday, row.start, row.end, dates[0], dates[1], yes, every
        ),
        coaches,
        windows_of_a_week,
        spans_of_dates,
        accepted,
        st.sampled_from([1, 1, 1, 2, 3, 4]),
    )
    overrides = st.builds(
        lambda coach, row, order, yes: Override(coach, row[0], row[1], order, yes),
        coaches | st.none(),
        stretches,
        st.integers(0, 4),
        accepted,
    )
    absences = st.builds(lambda coach, row: Absence(coach, row[0], row[1]), coaches, stretches)
    return Roster(
        timezone,
        tuple(draw(st.lists(shifts, max_size=8))),
        tuple(draw(st.lists(overrides, max_size=4))),
        tuple(draw(st.lists(absences, max_size=3))),
    )
