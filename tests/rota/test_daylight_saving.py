"""What hours mean on the days on which the clock changes: examples worked out by hand from the published offsets.

Berlin      UTC+1, summer +2. 2026-03-29 01:00Z: 02:00 → 03:00.  2026-10-25 01:00Z: 03:00 → 02:00.
New York    UTC-5, summer -4. 2026-03-08 07:00Z: 02:00 → 03:00.  2026-11-01 06:00Z: 02:00 → 01:00.
Lord Howe   UTC+10:30, summer +11. 2026-10-03 15:30Z: 02:00 → 02:30.  2026-04-04 15:00Z: 02:00 → 01:30.
Chatham     UTC+12:45, summer +13:45. 2026-09-26 14:00Z: 02:45 → 03:45.  2026-04-04 14:00Z: 03:45 → 02:45.
Kolkata     UTC+5:30, always.
Nuuk        UTC-2, summer -1. 2026-03-29 01:00Z: 23:00 → 00:00.  2026-10-25 01:00Z: 00:00 → 23:00 of the day before.
Cairo       UTC+2, summer +3. 2026-04-23 22:00Z: 00:00 → 01:00.  2026-10-29 21:00Z: 00:00 → 23:00 of the day before.
Havana      UTC-5, summer -4. 2026-03-08 05:00Z: 00:00 → 01:00.  2026-11-01 05:00Z: 01:00 → 00:00.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from wiseline.rota.hours import DateRange, Interval, Window, is_open, off_intervals, open_intervals
from wiseline.rota.roster import Roster, Segment, Shift, holes, segments

DAY = timedelta(days=1)
ANNA, BELA = UUID(int=1), UUID(int=2)

# zone, the local day on which the window starts, start, end → from, until in UTC (None: no time at all), how long
WINDOWS = [
    # the clock goes forward
    ("Europe/Berlin", "2026-03-29", "01:00", "04:00", "2026-03-29 00:00", "2026-03-29 02:00", "2:00:00"),
    ("Europe/Berlin", "2026-03-29", "02:30", "05:00", "2026-03-29 01:00", "2026-03-29 03:00", "2:00:00"),
    ("Europe/Berlin", "2026-03-29", "02:10", "02:50", None, None, "0:00:00"),
    ("Europe/Berlin", "2026-03-29", "02:00", "03:00", None, None, "0:00:00"),
    ("Europe/Berlin", "2026-03-29", "00:30", "02:20", "2026-03-28 23:30", "2026-03-29 01:00", "1:30:00"),
    ("Europe/Berlin", "2026-03-29", "02:59", "03:01", "2026-03-29 01:00", "2026-03-29 01:01", "0:01:00"),
    ("Europe/Berlin", "2026-03-28", "22:00", "06:00", "2026-03-28 21:00", "2026-03-29 04:00", "7:00:00"),
    ("Europe/Berlin", "2026-03-29", "02:30", "02:30", "2026-03-29 01:00", "2026-03-30 00:30", "23:30:00"),
    ("Europe/Berlin", "2026-03-29", "00:00", "00:00", "2026-03-28 23:00", "2026-03-29 22:00", "23:00:00"),
    ("America/New_York", "2026-03-08", "01:30", "02:30", "2026-03-08 06:30", "2026-03-08 07:00", "0:30:00"),
    ("America/New_York", "2026-03-07", "20:00", "08:00", "2026-03-08 01:00", "2026-03-08 12:00", "11:00:00"),
    ("Australia/Lord_Howe", "2026-10-04", "02:10", "04:00", "2026-10-03 15:30", "2026-10-03 17:00", "1:30:00"),
    ("Australia/Lord_Howe", "2026-10-04", "01:00", "03:00", "2026-10-03 14:30", "2026-10-03 16:00", "1:30:00"),
    ("Pacific/Chatham", "2026-09-27", "03:00", "05:00", "2026-09-26 14:00", "2026-09-26 15:15", "1:15:00"),
    ("Pacific/Chatham", "2026-09-27", "00:00", "00:00", "2026-09-26 11:15", "2026-09-27 10:15", "23:00:00"),
    ("America/Nuuk", "2026-03-28", "23:30", "02:00", "2026-03-29 01:00", "2026-03-29 03:00", "2:00:00"),
    ("Africa/Cairo", "2026-04-24", "00:00", "06:00", "2026-04-23 22:00", "2026-04-24 03:00", "5:00:00"),
    ("Africa/Cairo", "2026-04-23", "18:00", "00:30", "2026-04-23 16:00", "2026-04-23 22:00", "6:00:00"),
    # the clock goes back
    ("Europe/Berlin", "2026-10-25", "01:00", "04:00", "2026-10-24 23:00", "2026-10-25 03:00", "4:00:00"),
    ("Europe/Berlin", "2026-10-25", "02:30", "05:00", "2026-10-25 00:30", "2026-10-25 04:00", "3:30:00"),
    ("Europe/Berlin", "2026-10-25", "01:00", "02:30", "2026-10-24 23:00", "2026-10-25 01:30", "2:30:00"),
    ("Europe/Berlin", "2026-10-25", "02:00", "03:00", "2026-10-25 00:00", "2026-10-25 02:00", "2:00:00"),
    ("Europe/Berlin", "2026-10-24", "22:00", "02:00", "2026-10-24 20:00", "2026-10-25 01:00", "5:00:00"),
    ("Europe/Berlin", "2026-10-25", "02:30", "02:30", "2026-10-25 00:30", "2026-10-26 01:30", "1 day, 1:00:00"),
    ("America/New_York", "2026-11-01", "01:30", "01:45", "2026-11-01 05:30", "2026-11-01 06:45", "1:15:00"),
    ("America/New_York", "2026-10-31", "20:00", "08:00", "2026-11-01 00:00", "2026-11-01 13:00", "13:00:00"),
    ("Australia/Lord_Howe", "2026-04-05", "01:00", "03:00", "2026-04-04 14:00", "2026-04-04 16:30", "2:30:00"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "05:00", "2026-04-04 14:45", "2026-04-04 18:30", "3:45:00"),
    ("Australia/Lord_Howe", "2026-04-05", "00:00", "01:45", "2026-04-04 13:00", "2026-04-04 15:15", "2:15:00"),
    ("Pacific/Chatham", "2026-04-05", "02:00", "04:00", "2026-04-04 12:15", "2026-04-04 15:15", "3:00:00"),
    ("Pacific/Chatham", "2026-04-05", "03:00", "03:30", "2026-04-04 13:15", "2026-04-04 14:45", "1:30:00"),
    ("America/Nuuk", "2026-10-24", "20:00", "00:00", "2026-10-24 21:00", "2026-10-25 02:00", "5:00:00"),
    ("Africa/Cairo", "2026-10-29", "23:30", "01:00", "2026-10-29 20:30", "2026-10-29 23:00", "2:30:00"),
    ("America/Havana", "2026-10-31", "18:00", "00:00", "2026-10-31 22:00", "2026-11-01 05:00", "7:00:00"),
    # to the second and beyond: the skip is still the skip
    (
        "Europe/Berlin",
        "2026-03-29",
        "02:17:43.000001",
        "03:00:00.500",
        "2026-03-29 01:00",
        "2026-03-29 01:00:00.500",
        "0:00:00.500000",
    ),
    # no change
    ("Asia/Kolkata", "2026-03-29", "22:00", "06:00", "2026-03-29 16:30", "2026-03-30 00:30", "8:00:00"),
    ("Europe/Berlin", "2026-06-07", "22:00", "06:00", "2026-06-07 20:00", "2026-06-08 04:00", "8:00:00"),
]


def _utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "day", "start", "end", "begins", "ends", "lasts"), WINDOWS)
def test_hours_last_from_the_first_to_the_last_time_that_the_wall_shows_them(
    *, zone: str, day: str, start: str, end: str, begins: str | None, ends: str | None, lasts: str
) -> None:
    on = date.fromisoformat(day)
    window = Window(on.weekday(), time.fromisoformat(start), time.fromisoformat(end))
    noon = datetime.combine(on, time(12), UTC)

    found = open_intervals([window], zone, [], noon - 2 * DAY, noon + 2 * DAY)

    assert found == ([Interval(_utc(begins), _utc(ends))] if begins and ends else [])
    assert str(sum((row.end - row.start for row in found), timedelta())) == lasts


@pytest.mark.parametrize(
    ("zone", "first", "last", "begins", "ends"),
    [
        ("Europe/Berlin", "2026-03-29", "2026-03-29", "2026-03-28 23:00", "2026-03-29 22:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-25", "2026-10-24 22:00", "2026-10-25 23:00"),
        ("Europe/Berlin", "2026-10-24", "2026-10-26", "2026-10-23 22:00", "2026-10-26 23:00"),
        ("America/New_York", "2026-11-01", "2026-11-01", "2026-11-01 04:00", "2026-11-02 05:00"),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-05", "2026-04-04 13:00", "2026-04-05 13:30"),
        ("Pacific/Chatham", "2026-09-27", "2026-09-27", "2026-09-26 11:15", "2026-09-27 10:15"),
        ("America/Nuuk", "2026-03-28", "2026-03-28", "2026-03-28 02:00", "2026-03-29 01:00"),
        ("America/Nuuk", "2026-10-24", "2026-10-24", "2026-10-24 01:00", "2026-10-25 02:00"),
        ("Africa/Cairo", "2026-04-24", "2026-04-24", "2026-04-23 22:00", "2026-04-24 21:00"),
        ("Africa/Cairo", "2026-10-29", "2026-10-29", "2026-10-28 21:00", "2026-10-29 22:00"),
        ("America/Havana", "2026-03-08", "2026-03-08", "2026-03-08 05:00", "2026-03-09 04:00"),
        ("America/Havana", "2026-10-31", "2026-10-31", "2026-10-31 04:00", "2026-11-01 04:00"),
        ("America/Havana", "2026-11-01", "2026-11-01", "2026-11-01 04:00", "2026-11-02 05:00"),
        ("Asia/Kolkata", "2026-03-29", "2026-03-29", "2026-03-28 18:30", "2026-03-29 18:30"),
    ],
)
def test_a_day_off_lasts_as_long_as_that_day(zone: str, first: str, last: str, begins: str, ends: str) -> None:
    off = [DateRange(date.fromisoformat(first), date.fromisoformat(last))]
    start = _utc(begins)

    assert off_intervals(off, zone, start - 5 * DAY, start + 9 * DAY) == [Interval(start, _utc(ends))]


def test_a_day_off_also_takes_out_what_ran_in_from_the_evening_before() -> None:
    saturday_night = Window(5, time(22), time(6))
    sunday = [DateRange(date(2026, 3, 29), date(2026, 3, 29))]

    found = open_intervals([saturday_night], "Europe/Berlin", sunday, _utc("2026-03-27"), _utc("2026-03-31"))

    assert found == [Interval(_utc("2026-03-28 21:00"), _utc("2026-03-28 23:00"))]


def test_a_day_off_gives_back_what_runs_on_into_the_next_day() -> None:
    saturday_night = Window(5, time(22), time(6))
    saturday = [DateRange(date(2026, 10, 24), date(2026, 10, 24))]

    found = open_intervals([saturday_night], "Europe/Berlin", saturday, _utc("2026-10-23"), _utc("2026-10-27"))

    assert found == [Interval(_utc("2026-10-24 22:00"), _utc("2026-10-25 05:00"))]


def test_an_hour_that_happens_twice_is_open_both_times() -> None:
    second_hour = [Window(6, time(2, 15), time(2, 45))]
    twice = [_utc("2026-10-25 00:30"), _utc("2026-10-25 01:30")]  # both are 02:30 on the wall
    between = _utc("2026-10-25 01:00")  # 02:00 once more: the hours have begun and not ended

    assert [is_open(second_hour, "Europe/Berlin", [], at) for at in (*twice, between)] == [True, True, True]
    assert not is_open(second_hour, "Europe/Berlin", [], _utc("2026-10-25 01:45"))


def _handover(at: str) -> Roster:
    """Anna from 20:00 on Saturday; Béla from the handover until 08:00 on Sunday."""
    wall = time.fromisoformat(at)
    since = date(2026, 1, 1)
    shifts = (Shift(ANNA, 5, time(20), wall, since, None, True), Shift(BELA, 6, wall, time(8), since, None, True))
    return Roster("Europe/Berlin", shifts, (), ())


@pytest.mark.parametrize(
    ("handover", "begins", "changes", "ends"),
    [
        ("02:30", "2026-03-28 19:00", "2026-03-29 01:00", "2026-03-29 06:00"),  # a time that is skipped
        ("03:00", "2026-03-28 19:00", "2026-03-29 01:00", "2026-03-29 06:00"),
        ("02:00", "2026-10-24 18:00", "2026-10-25 00:00", "2026-10-25 07:00"),  # twice: the first time counts
        ("02:30", "2026-10-24 18:00", "2026-10-25 00:30", "2026-10-25 07:00"),
        ("03:00", "2026-10-24 18:00", "2026-10-25 02:00", "2026-10-25 07:00"),
        ("02:30", "2026-06-06 18:00", "2026-06-07 00:30", "2026-06-07 06:00"),
    ],
)
def test_a_handover_in_the_night_of_a_change_leaves_no_hole(
    handover: str, begins: str, changes: str, ends: str
) -> None:
    roster = _handover(handover)
    start, change, end = _utc(begins), _utc(changes), _utc(ends)

    assert segments(roster, start, end) == [Segment(start, change, ANNA), Segment(change, end, BELA)]
    assert holes(roster, start - timedelta(hours=1), end + timedelta(hours=1)) == [
        Interval(start - timedelta(hours=1), start),
        Interval(end, end + timedelta(hours=1)),
    ]


def test_a_shift_that_the_clock_skips_entirely_does_not_happen_that_night() -> None:
    skipped = Shift(ANNA, 6, time(2), time(3), date(2026, 1, 1), None, True)
    roster = Roster("Europe/Berlin", (skipped,), (), ())

    spring, week_after = _utc("2026-03-29"), _utc("2026-04-05")
    assert segments(roster, spring, spring + DAY) == [Segment(spring, spring + DAY, None)]
    assert Segment(week_after, week_after + timedelta(hours=1), ANNA) in segments(roster, week_after, week_after + DAY)
