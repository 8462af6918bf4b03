"""Weekly hours on a wall clock, as exact stretches of time. Pure.

A window's wall times become instants by zoneinfo (PEP 495): its start by the earlier reading of an hour that
happens twice, its end by the later one; a time that the clock skips becomes the instant of the skip. So hours
that follow one another on the wall never leave a gap, and a window is never shorter than the wall shows it.

Every function takes aware moments and answers in UTC. It raises ValueError for a moment without a time zone, and
ZoneInfoNotFoundError for a time zone that does not exist.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HORIZON = timedelta(days=14)
FAR_HORIZON = timedelta(days=60)
_SHORTEST = datetime.resolution


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of every week, on the local wall clock: `weekday` 0 is Monday.

    An end at or before the start is on the next day; the same start and end are 24 hours.
    """

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class DateRange:
    """Local dates, both included."""

    first: date
    last: date

    def contains(self, day: date) -> bool:
        """Whether the day lies in the range."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time in UTC: the start belongs to it, the end does not."""

    start: datetime
    end: datetime

    def contains(self, at: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.start <= at < self.end


def utc(moment: datetime) -> datetime:
    """The same moment in UTC, where alone sums and comparisons are exact. Raises ValueError for a naive one."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)


@cache
def zone_of(timezone: str) -> ZoneInfo:
    """The time zone of a name, kept: zoneinfo itself forgets all but eight and reads the file again."""
    return ZoneInfo(timezone)


@lru_cache(maxsize=8192)
def instant(day: date, wall: time, timezone: str, *, late: bool) -> datetime:
    """The instant of a wall time; `late` takes the later reading where there are two.

    A wall time that the clock skips is the instant at which it skips: the first that exists after it.
    """
    local = datetime.combine(day, wall, UTC)
    offset, other = _offsets(day, wall, zone_of(timezone))
    if offset == other:
        return local - offset
    if offset > other:
        return local - (other if late else offset)
    return _skip_between(local - other, local - offset, zone_of(timezone))


def _offsets(day: date, wall: time, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """The offsets before and after a change that touches the wall time; twice the same where none does."""
    reading = datetime.combine(day, wall, zone)
    before, after = reading.replace(fold=0).utcoffset(), reading.replace(fold=1).utcoffset()
    assert before is not None  # noqa: S101 a ZoneInfo always knows its offset
    assert after is not None  # noqa: S101
    return before, after


def _skip_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock skips. Changes fall on whole seconds."""
    low = before.replace(microsecond=0)
    unchanged = low.astimezone(zone).utcoffset()

    def is_after(second: int) -> bool:
        return (low + timedelta(seconds=second)).astimezone(zone).utcoffset() != unchanged

    seconds = range(int((after - low).total_seconds()) + 1)
    return low + timedelta(seconds=bisect_left(seconds, True, key=is_after))


def midnight(day: date, timezone: str) -> datetime:
    """The instant at which a local day begins."""
    return instant(day, time.min, timezone, late=False)


def local_days(start: datetime, end: datetime, timezone: str) -> tuple[date, date]:
    """The first and the last local day whose hours may reach into [start, end)."""
    zone = zone_of(timezone)
    return start.astimezone(zone).date() - DAY, end.astimezone(zone).date()


def weekdays(weekday: int, first: date, last: date) -> list[date]:
    """Each such weekday from `first` to `last`, both included."""
    ahead = (weekday - first.weekday()) % 7
    return [first + timedelta(days=days) for days in range(ahead, (last - first).days + 1, 7)]


def in_every_week(days: Sequence[date], every: int, since: date) -> list[date]:
    """The days that lie in every second (third …) week, counted from the week of `since`. Weeks begin on Monday."""
    monday = since - timedelta(days=since.weekday())
    return [day for day in days if (day - monday).days // 7 % every == 0]


def reach(day: date, start: time, end: time, timezone: str) -> tuple[datetime, datetime]:
    """From when until when wall hours that start on a local day last. Hours that the clock skips last no time."""
    end_day = day if end > start else day + DAY
    return instant(day, start, timezone, late=False), instant(end_day, end, timezone, late=True)


def spans(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """[start, end) in pieces of 1, 2, 4 … days, for a search whose answer is mostly near."""
    length = DAY
    while start < end:
        stop = min(start + length, end)
        yield start, stop
        start, length = stop, length * 2


def merged(intervals: Sequence[Interval]) -> list[Interval]:
    """The same time without overlaps, in order; stretches that touch become one, empty ones vanish."""
    result: list[Interval] = []
    for interval in sorted(intervals, key=lambda item: item.start):
        if interval.end <= interval.start:
            continue
        if result and interval.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, interval.end))
        else:
            result.append(interval)
    return result


def without(intervals: Sequence[Interval], removed: Sequence[Interval]) -> list[Interval]:
    """The parts of `intervals` that no `removed` covers; both merged."""
    result: list[Interval] = []
    for interval in intervals:
        start = interval.start
        for gap in removed:
            if gap.end <= start or gap.start >= interval.end:
                continue
            if start < gap.start:
                result.append(Interval(start, gap.start))
            start = gap.end
        if start < interval.end:
            result.append(Interval(start, interval.end))
    return result


def _clipped(intervals: Sequence[Interval], start: datetime, end: datetime) -> list[Interval]:
    clipped = [Interval(max(row.start, start), min(row.end, end)) for row in intervals]
    return [row for row in clipped if row.start < row.end]


def off_intervals(days_off: Sequence[DateRange], timezone: str, start: datetime, end: datetime) -> list[Interval]:
    """Days off within [start, end): from the first day's beginning to the end of the last, merged, in order."""
    if not days_off:
        return []
    start, end = utc(start), utc(end)
    low, high = local_days(start, end, timezone)
    # Only the part near [start, end) is turned into instants, so that a range may last until the year 9999.
    found = [
        Interval(midnight(max(row.first, low), timezone), midnight(min(row.last, high) + DAY, timezone))
        for row in days_off
        if row.first <= high and row.last >= low
    ]
    return _clipped(merged(found), start, end)


def open_intervals(
    windows: Sequence[Window], timezone: str, days_off: Sequence[DateRange], start: datetime, end: datetime
) -> list[Interval]:
    """When the windows are open within [start, end), days off taken out. Merged, in order.

    A day off takes out its whole local day, also what ran into it from the evening before.
    """
    start, end = utc(start), utc(end)
    first, last = local_days(start, end, timezone)
    found = [
        Interval(*reach(day, window.start, window.end, timezone))
        for window in windows
        for day in weekdays(window.weekday, first, last)
    ]
    return without(_clipped(merged(found), start, end), off_intervals(days_off, timezone, start, end))


def is_open(windows: Sequence[Window], timezone: str, days_off: Sequence[DateRange], at: datetime) -> bool:
    """Whether a window is open at the moment, and it is no day off."""
    return bool(open_intervals(windows, timezone, days_off, at, utc(at) + _SHORTEST))


def open_until(
    windows: Sequence[Window], timezone: str, days_off: Sequence[DateRange], at: datetime
) -> datetime | None:
    """The first moment after `at` that is not open, at most 14 days ahead; None where it is not open at `at`."""
    at = utc(at)
    for ahead in (DAY, HORIZON):
        found = open_intervals(windows, timezone, days_off, at, at + ahead)
        if not found or found[0].start > at:
            return None
        if found[0].end < at + ahead:
            return found[0].end
    return at + HORIZON


def next_open(
    windows: Sequence[Window],
    timezone: str,
    days_off: Sequence[DateRange],
    at: datetime,
    horizon: timedelta = FAR_HORIZON,
) -> datetime | None:
    """The first open moment at or after `at`; None where there is none within the horizon."""
    at = utc(at)
    for start, end in spans(at, at + horizon):
        found = open_intervals(windows, timezone, days_off, start, end)
        if found:
            return found[0].start
    return None
