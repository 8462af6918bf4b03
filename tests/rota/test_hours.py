"""Weekly hours become exact stretches of time, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.rota.calendars import (
    TICK,
    clock_changes,
    date_ranges,
    local,
    moments,
    offset,
    parts,
    reads_open,
    shown_once,
    slowly_open,
    times,
    unhurried,
    windows,
    within,
    zones,
)
from wiseline.rota.hours import DateRange, Interval, Window, is_open, merged, next_open, open_intervals, open_until

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALWAYS = [Window(weekday, time(0), time(0)) for weekday in range(7)]


@st.composite
def calendars(draw: st.DrawFn) -> tuple[list[Window], str, list[DateRange], datetime]:
    """Windows, a zone, days off and a moment near them."""
    zone = draw(zones)
    at = draw(moments(zone))
    return draw(windows), zone, draw(date_ranges(local(at, zone).date())), at


@unhurried
@given(calendars(), st.integers(0, 9 * 24 * 60))
def test_open_stretches_are_in_order_apart_and_within_what_was_asked(
    calendar: tuple[list[Window], str, list[DateRange], datetime], minutes: int
) -> None:
    rows, zone, off, at = calendar
    end = at + timedelta(minutes=minutes)

    found = open_intervals(rows, zone, off, at, end)

    assert all(at <= row.start < row.end <= end for row in found)
    assert all(left.end < right.start for left, right in pairwise(found))


@unhurried
@given(calendars(), st.lists(st.integers(-4 * 24 * 60, 4 * 24 * 60), min_size=1, max_size=12))
def test_open_is_what_a_minute_by_minute_reading_of_the_wall_says(
    calendar: tuple[list[Window], str, list[DateRange], datetime], minutes: list[int]
) -> None:
    rows, zone, off, at = calendar
    found = open_intervals(rows, zone, off, at - 4 * DAY, at + 4 * DAY + TICK)
    edges = [edge + by for row in found for edge in (row.start, row.end) for by in (timedelta(), -TICK)]
    inside = [edge for edge in edges if at - 4 * DAY <= edge <= at + 4 * DAY]

    for moment in [*(at + timedelta(minutes=count) for count in minutes), *inside]:
        expected = slowly_open(rows, zone, off, moment)
        assert any(row.contains(moment) for row in found) == expected
        assert is_open(rows, zone, off, moment) == expected
        if shown_once(moment, zone):
            assert reads_open(rows, zone, off, moment) == expected
        elif reads_open(rows, zone, off, moment):
            assert expected, "in an hour that happens twice, hours are longer and never shorter than the wall shows"


@unhurried
@given(calendars(), st.integers(1, 4000), st.integers(1, 4000))
def test_asking_for_two_halves_gives_the_same_as_asking_once(
    calendar: tuple[list[Window], str, list[DateRange], datetime], first: int, second: int
) -> None:
    rows, zone, off, at = calendar
    middle = at + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)

    halves = [*open_intervals(rows, zone, off, at, middle), *open_intervals(rows, zone, off, middle, end)]

    assert merged(halves) == open_intervals(rows, zone, off, at, end)


@unhurried
@given(calendars(), st.lists(parts, max_size=5))
def test_open_until_is_the_first_moment_that_is_not_open(
    calendar: tuple[list[Window], str, list[DateRange], datetime], drawn: list[int]
) -> None:
    rows, zone, off, at = calendar

    end = open_until(rows, zone, off, at)

    if end is None:
        assert not slowly_open(rows, zone, off, at)
        return
    assert at < end <= at + 14 * DAY
    assert slowly_open(rows, zone, off, at)
    assert slowly_open(rows, zone, off, end - TICK)
    assert all(slowly_open(rows, zone, off, within(at, end, part)) for part in drawn)
    assert end == at + 14 * DAY or not slowly_open(rows, zone, off, end)


@unhurried
@given(calendars(), st.lists(parts, max_size=5))
def test_next_open_is_open_and_no_moment_before_it_is(
    calendar: tuple[list[Window], str, list[DateRange], datetime], drawn: list[int]
) -> None:
    rows, zone, off, at = calendar

    opens = next_open(rows, zone, off, at)

    if opens is None:
        assert rows == [], "hours of every week come round within sixty days, and the days off drawn are few"
        return
    assert (opens == at) == slowly_open(rows, zone, off, at)
    assert slowly_open(rows, zone, off, opens)
    assert opens == at or not slowly_open(rows, zone, off, opens - TICK)
    assert not any(slowly_open(rows, zone, off, within(at, opens, part)) for part in drawn if opens > at)


@unhurried
@given(windows, zones, st.data())
def test_a_week_without_a_change_of_the_clock_is_open_as_long_as_its_windows(
    rows: list[Window], zone: str, data: st.DataObject
) -> None:
    start = data.draw(moments(zone))
    around = [offset(start + DAY * days, zone) for days in range(-2, 10)]
    assume(len(set(around)) == 1)
    minutes: set[int] = set()  # of the week, so that windows that overlap count once
    for window in rows:
        begins = window.weekday * 1440 + window.start.hour * 60 + window.start.minute
        lasts = (window.end.hour - window.start.hour) * 60 + window.end.minute - window.start.minute
        minutes |= {(begins + count) % (7 * 1440) for count in range(lasts if lasts > 0 else lasts + 1440)}

    found = open_intervals(rows, zone, [], start, start + 7 * DAY)

    assert sum((row.end - row.start for row in found), timedelta()) == timedelta(minutes=len(minutes))


@unhurried
@given(zones, st.data())
def test_hours_that_follow_one_another_on_the_wall_leave_no_gap(zone: str, data: st.DataObject) -> None:
    at = data.draw(moments(zone))
    handover = data.draw(times)
    rows = [
        Window(weekday, start, end) for weekday in range(7) for start, end in ((time(0), handover), (handover, time(0)))
    ]

    assert open_intervals(rows, zone, [], at - DAY, at + DAY) == [Interval(at - DAY, at + DAY)]


@unhurried
@given(zones, st.data())
def test_a_day_off_takes_out_its_local_day_and_nothing_else(zone: str, data: st.DataObject) -> None:
    at = data.draw(moments(zone))
    off = data.draw(date_ranges(local(at, zone).date()))
    day_off = any(row.contains(local(at, zone).date()) for row in off)

    assert is_open(ALWAYS, zone, off, at) is not day_off


@unhurried
@given(calendars(), zones)
def test_the_zone_in_which_a_moment_is_written_changes_nothing(
    calendar: tuple[list[Window], str, list[DateRange], datetime], written_in: str
) -> None:
    rows, zone, off, at = calendar
    elsewhere = at.astimezone(ZoneInfo(written_in))
    end = (at + DAY).astimezone(ZoneInfo(written_in))

    assert open_intervals(rows, zone, off, elsewhere, end) == open_intervals(rows, zone, off, at, at + DAY)
    assert is_open(rows, zone, off, elsewhere) == is_open(rows, zone, off, at)
    assert open_until(rows, zone, off, elsewhere) == open_until(rows, zone, off, at)
    assert next_open(rows, zone, off, elsewhere) == next_open(rows, zone, off, at)


def test_answers_are_in_utc() -> None:
    at = MONDAY.astimezone(timezone(timedelta(hours=5, minutes=45)))
    found = open_intervals(ALWAYS, "Asia/Kolkata", [], at, at + DAY)

    assert [(row.start.tzinfo, row.end.tzinfo) for row in found] == [(UTC, UTC)]


def test_hours_around_the_clock_are_open_to_the_horizon() -> None:
    assert open_until(ALWAYS, "Europe/Berlin", [], MONDAY) == MONDAY + 14 * DAY


def test_hours_of_several_days_end_when_the_last_of_them_ends() -> None:
    rows = [*ALWAYS[:3], Window(3, time(0), time(12))]  # Monday to Thursday noon

    assert open_until(rows, "Europe/Berlin", [], MONDAY) == datetime(2026, 11, 26, 11, tzinfo=UTC)


def test_stretches_of_no_length_vanish_when_merged() -> None:
    stretches = [Interval(MONDAY + DAY, MONDAY + DAY), Interval(MONDAY, MONDAY - DAY), Interval(MONDAY, MONDAY + TICK)]

    assert merged(stretches) == [Interval(MONDAY, MONDAY + TICK)]


def test_without_windows_nothing_is_ever_open() -> None:
    assert open_until([], "Europe/Berlin", [], MONDAY) is None
    assert next_open([], "Europe/Berlin", [], MONDAY) is None


def test_next_open_looks_no_further_than_its_horizon() -> None:
    rows = [Window(2, time(9), time(17))]  # Wednesday, 8:00 in UTC, 44 hours on

    assert next_open(rows, "Europe/Berlin", [], MONDAY) == MONDAY + timedelta(hours=44)
    assert next_open(rows, "Europe/Berlin", [], MONDAY, timedelta(hours=44)) is None
    assert next_open(rows, "Europe/Berlin", [], MONDAY, timedelta(hours=44) + TICK) == MONDAY + timedelta(hours=44)


def test_next_open_finds_the_end_of_a_long_leave_within_sixty_days() -> None:
    leave = [DateRange(date(2026, 11, 1), date(2027, 1, 19))]

    assert next_open(ALWAYS, "Europe/Berlin", leave, MONDAY) == datetime(2027, 1, 19, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "forever", [DateRange(date(2026, 1, 1), date.max), DateRange(date.min, date.max)], ids=["from 2026", "ever"]
)
def test_days_off_may_last_for_ever(forever: DateRange) -> None:
    assert not is_open(ALWAYS, "Pacific/Chatham", [forever], MONDAY)
    assert next_open(ALWAYS, "America/New_York", [forever], MONDAY) is None


def test_a_range_that_ends_before_it_starts_is_no_day_off() -> None:
    backwards = DateRange(date(2026, 11, 24), date(2026, 11, 22))

    assert is_open(ALWAYS, "Europe/Berlin", [backwards], MONDAY)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = MONDAY.replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        is_open(ALWAYS, "Europe/Berlin", [], naive)


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        is_open(ALWAYS, "Europe/Atlantis", [], MONDAY)


def test_the_zones_drawn_from_do_change_their_clocks() -> None:
    counts = {zone: len(clock_changes(zone)) for zone in ("Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata")}

    assert counts == {"Europe/Berlin": 6, "Australia/Lord_Howe": 6, "Asia/Kolkata": 0}
