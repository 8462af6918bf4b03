"""Who is on call at every moment, and where the cover has holes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.rota.calendars import COACHES, TICK, moments, parts, rosters, slowly_on_call, unhurried, within, zones
from wiseline.rota.hours import Interval
from wiseline.rota.roster import (
    Absence,
    Override,
    Roster,
    Segment,
    Shift,
    holes,
    next_on_call,
    segments,
    until,
    who_is_on_call,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ANNA, BELA, CLEO, _ = COACHES
Case = tuple[Roster, datetime]
some = st.lists(parts, max_size=6)
minutes = st.lists(st.integers(-3000, 3000), min_size=1, max_size=8)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A rota, and a moment around which it is busy."""
    zone = draw(zones)
    at = draw(moments(zone))
    return draw(rosters(zone, at)), at


def _utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@unhurried
@given(cases(), minutes)
def test_who_is_on_call_is_what_a_minute_by_minute_reading_of_the_wall_says(case: Case, counts: list[int]) -> None:
    roster, at = case
    rows: list[Override | Absence] = [*roster.overrides, *roster.absences]
    edges = [edge + by for row in rows for edge in (row.start, row.end) for by in (timedelta(), -TICK)]

    for moment in [at, *(at + timedelta(minutes=count) for count in counts), *edges]:
        assert who_is_on_call(roster, moment) == slowly_on_call(roster, moment)


@unhurried
@given(cases(), st.integers(1, 10 * 24 * 60), some)
def test_segments_cut_time_exactly_where_the_answer_changes(case: Case, lasts: int, drawn: list[int]) -> None:
    roster, at = case
    start, end = at - DAY, at - DAY + timedelta(minutes=lasts)

    found = segments(roster, start, end)

    assert (found[0].start, found[-1].end) == (start, end)
    assert all(row.start < row.end for row in found)
    for left, right in pairwise(found):
        assert left.end == right.start
        assert left.coach_id != right.coach_id
    for row in found:
        inside = [within(row.start, row.end, part) for part in drawn]
        assert {who_is_on_call(roster, moment) for moment in (row.start, row.end - TICK, *inside)} == {row.coach_id}


@unhurried
@given(cases(), st.integers(1, 10 * 24 * 60))
def test_holes_are_where_nobody_is_on_call(case: Case, lasts: int) -> None:
    roster, at = case
    end = at + timedelta(minutes=lasts)

    found = holes(roster, at, end)

    assert found == [Interval(row.start, row.end) for row in segments(roster, at, end) if row.coach_id is None]
    assert all(who_is_on_call(roster, moment) is None for row in found for moment in (row.start, row.end - TICK))
    covered = end - at - sum((row.end - row.start for row in found), timedelta())
    assert covered == sum((row.end - row.start for row in segments(roster, at, end) if row.coach_id), timedelta())


@unhurried
@given(cases(), some)
def test_the_answer_holds_until_it_changes(case: Case, drawn: list[int]) -> None:
    roster, at = case
    present = who_is_on_call(roster, at)

    end = until(roster, at)

    assert at < end <= at + 14 * DAY
    assert all(who_is_on_call(roster, within(at, end, part)) == present for part in drawn)
    assert who_is_on_call(roster, end - TICK) == present
    assert end == at + 14 * DAY or who_is_on_call(roster, end) != present
    assert end == segments(roster, at, at + 14 * DAY)[0].end


@unhurried
@given(cases())
def test_the_next_on_call_is_the_first_stretch_with_somebody(case: Case) -> None:
    roster, at = case

    expected = next((row for row in segments(roster, at, at + 14 * DAY) if row.coach_id), None)

    assert next_on_call(roster, at) == expected


@unhurried
@given(cases(), st.integers(-3000, 3000))
def test_what_nobody_accepted_counts_for_nothing(case: Case, count: int) -> None:
    roster, at = case
    moment = at + timedelta(minutes=count)
    agreed = replace(
        roster,
        shifts=tuple(row for row in roster.shifts if row.accepted),
        overrides=tuple(row for row in roster.overrides if row.accepted),
    )

    assert who_is_on_call(roster, moment) == who_is_on_call(agreed, moment)
    assert segments(roster, at, at + 3 * DAY) == segments(agreed, at, at + 3 * DAY)
    willing = {row.coach_id for row in agreed.shifts} | {row.coach_id for row in agreed.overrides}
    assert who_is_on_call(roster, moment) in {None, *willing}


@unhurried
@given(cases(), st.integers(-3000, 3000))
def test_nobody_is_on_call_while_away(case: Case, count: int) -> None:
    roster, at = case
    moment = at + timedelta(minutes=count)

    on_call = who_is_on_call(roster, moment)

    assert on_call not in {row.coach_id for row in roster.absences if row.start <= moment < row.end}


@unhurried
@given(cases(), st.integers(-2000, 2000), st.integers(1, 2000), st.sampled_from([*COACHES, None]))
def test_an_override_holds_from_its_first_moment_to_its_last(
    case: Case, begins: int, lasts: int, coach: object
) -> None:
    roster, at = case
    start = at + timedelta(minutes=begins)
    end = start + timedelta(minutes=lasts)
    assume(not any(row.coach_id == coach and row.start < end and row.end > start for row in roster.absences))
    row = Override(coach, start, end, 99, True)  # type: ignore[arg-type]
    with_it = replace(roster, overrides=(row, *roster.overrides))

    assert who_is_on_call(with_it, start) == coach
    assert who_is_on_call(with_it, end - TICK) == coach
    assert who_is_on_call(with_it, start - TICK) == who_is_on_call(roster, start - TICK)
    assert who_is_on_call(with_it, end) == who_is_on_call(roster, end)
    assert segments(with_it, start, end) == [Segment(start, end, row.coach_id)]


@unhurried
@given(cases(), zones)
def test_the_zone_in_which_a_moment_is_written_changes_nothing(case: Case, written_in: str) -> None:
    roster, at = case
    zone = ZoneInfo(written_in)
    elsewhere, later = at.astimezone(zone), (at + 2 * DAY).astimezone(zone)
    rewritten = replace(
        roster,
        overrides=tuple(
            replace(row, start=row.start.astimezone(zone), end=row.end.astimezone(zone)) for row in roster.overrides
        ),
        absences=tuple(
            replace(row, start=row.start.astimezone(zone), end=row.end.astimezone(zone)) for row in roster.absences
        ),
    )

    assert who_is_on_call(rewritten, elsewhere) == who_is_on_call(roster, at)
    assert segments(rewritten, elsewhere, later) == segments(roster, at, at + 2 * DAY)
    assert until(rewritten, elsewhere) == until(roster, at)
    assert next_on_call(rewritten, elsewhere) == next_on_call(roster, at)


# A small rota in Berlin in the week of Monday, 23 November 2026, where 20:00 is 19:00 in UTC.
SINCE = date(2026, 11, 2)
EVENING = Shift(ANNA, 0, time(20), time(23), SINCE, None, True)
NIGHT = Shift(BELA, 0, time(22), time(6), SINCE, None, True)


def _rota(*shifts: Shift, overrides: tuple[Override, ...] = (), absences: tuple[Absence, ...] = ()) -> Roster:
    return Roster("Europe/Berlin", shifts, overrides, absences)


def test_of_two_shifts_the_one_that_began_last_counts() -> None:
    start, end = _utc("2026-11-23 18:00"), _utc("2026-11-24 06:00")

    assert segments(_rota(NIGHT, EVENING), start, end) == [
        Segment(start, _utc("2026-11-23 19:00"), None),
        Segment(_utc("2026-11-23 19:00"), _utc("2026-11-23 21:00"), ANNA),
        Segment(_utc("2026-11-23 21:00"), _utc("2026-11-24 05:00"), BELA),
        Segment(_utc("2026-11-24 05:00"), end, None),
    ]


def test_of_two_shifts_that_began_together_the_first_in_the_rota_counts() -> None:
    together = replace(EVENING, coach_id=CLEO)
    at = _utc("2026-11-23 19:00")

    assert who_is_on_call(_rota(EVENING, together), at) == ANNA
    assert who_is_on_call(_rota(together, EVENING), at) == CLEO


def test_shifts_by_the_same_coach_that_follow_one_another_are_one_stretch() -> None:
    after = replace(EVENING, start=time(23), end=time(2))

    assert next_on_call(_rota(EVENING, after), _utc("2026-11-23 12:00")) == Segment(
        _utc("2026-11-23 19:00"), _utc("2026-11-24 01:00"), ANNA
    )


@pytest.mark.parametrize(
    ("first", "last", "mondays"),
    [
        (date(2026, 11, 23), None, [False, True, True]),
        (date(2026, 11, 24), None, [False, False, True]),
        (date(2026, 11, 2), date(2026, 11, 23), [True, True, False]),
        (date(2026, 11, 2), date(2026, 11, 22), [True, False, False]),
        (date(2026, 11, 23), date(2026, 11, 23), [False, True, False]),
    ],
)
def test_a_shift_may_start_from_its_first_date_to_its_last(first: date, last: date | None, mondays: list[bool]) -> None:
    rota = _rota(replace(NIGHT, first=first, last=last))
    tuesday_mornings = [_utc("2026-11-17 02:00"), _utc("2026-11-24 02:00"), _utc("2026-12-01 02:00")]

    assert [who_is_on_call(rota, at) == BELA for at in tuesday_mornings] == mondays


@pytest.mark.parametrize(
    ("every", "first", "mondays"),
    [
        (1, date(2026, 11, 23), [0, 7, 14, 21, 28, 35]),
        (2, date(2026, 11, 23), [0, 14, 28]),
        (2, date(2026, 11, 25), [14, 28]),  # its first Monday lay before its first day
        (2, date(2026, 11, 16), [7, 21, 35]),
        (3, date(2026, 11, 29), [21]),
        (4, date(2025, 12, 29), [7, 35]),  # across the end of a year
    ],
)
def test_a_shift_of_every_so_many_weeks_is_counted_from_the_week_of_its_first_day(
    every: int, first: date, mondays: list[int]
) -> None:
    rota, start = _rota(replace(EVENING, first=first, every=every)), _utc("2026-11-23 00:00")
    found = [row.start for row in segments(rota, start, start + 42 * DAY) if row.coach_id == ANNA]
    assert found == [start + days * DAY + 19 * HOUR for days in mondays]


@unhurried
@given(zones, st.data(), st.integers(1, 4), st.integers(0, 6))
def test_coaches_who_take_whole_weeks_in_turn_leave_no_hole_and_are_never_two(
    zone: str, data: st.DataObject, every: int, begins: int
) -> None:
    at = data.draw(moments(zone))
    since = at.astimezone(ZoneInfo(zone)).date() - timedelta(weeks=6)
    monday = since - timedelta(days=since.weekday())
    shifts = tuple(
        Shift(coach, day, time(0), time(0), monday + timedelta(weeks=turn, days=begins), None, True, every)
        for turn, coach in enumerate(COACHES[:every])
        for day in range(7)
    )
    rota = Roster(zone, shifts, (), ())
    assert holes(rota, at - timedelta(days=3), at + timedelta(days=60)) == []
    alone = [replace(rota, shifts=tuple(row for row in shifts if row.coach_id == coach)) for coach in COACHES[:every]]
    assert [who_is_on_call(each, at) for each in alone].count(None) == every - 1


def test_a_shift_of_the_same_start_and_end_lasts_a_day() -> None:
    whole = replace(EVENING, end=EVENING.start)

    assert next_on_call(_rota(whole), _utc("2026-11-23 12:00")) == Segment(
        _utc("2026-11-23 19:00"), _utc("2026-11-24 19:00"), ANNA
    )


def test_the_highest_order_wins_and_of_the_same_the_first() -> None:
    start, end = _utc("2026-11-23 19:00"), _utc("2026-11-23 21:00")
    low, high, also_high = (
        Override(coach, start, end, order, True) for coach, order in ((BELA, 1), (CLEO, 2), (ANNA, 2))
    )

    assert who_is_on_call(_rota(overrides=(low, high, also_high)), start) == CLEO
    assert who_is_on_call(_rota(overrides=(also_high, high, low)), start) == ANNA


def test_an_override_may_say_that_nobody_is_on_call() -> None:
    closed = Override(None, _utc("2026-11-23 20:00"), _utc("2026-11-23 20:30"), 1, True)
    rota = _rota(EVENING, overrides=(closed,))

    assert holes(rota, _utc("2026-11-23 19:00"), _utc("2026-11-23 22:00")) == [Interval(closed.start, closed.end)]


def test_an_override_by_a_coach_who_is_away_falls_through_to_the_shift_and_not_to_another_override() -> None:
    start, end = _utc("2026-11-23 19:00"), _utc("2026-11-23 22:00")
    overrides = (Override(CLEO, start, end, 2, True), Override(BELA, start, end, 1, True))
    away = (Absence(CLEO, start + HOUR, end),)

    assert segments(_rota(EVENING, overrides=overrides, absences=away), start, end) == [
        Segment(start, start + HOUR, CLEO),
        Segment(start + HOUR, end, ANNA),
    ]


def test_when_the_coach_of_the_newest_shift_is_away_the_other_shift_of_that_hour_counts() -> None:
    start, end = _utc("2026-11-23 21:00"), _utc("2026-11-23 23:00")
    away = (Absence(BELA, start, end),)

    assert segments(_rota(EVENING, NIGHT, absences=away), start, end) == [
        Segment(start, start + HOUR, ANNA),
        Segment(start + HOUR, end, None),
    ]


def test_an_empty_rota_is_one_hole() -> None:
    at = _utc("2026-11-23 19:00")

    assert who_is_on_call(_rota(), at) is None
    assert holes(_rota(), at, at + DAY) == [Interval(at, at + DAY)]
    assert until(_rota(), at) == at + 14 * DAY
    assert next_on_call(_rota(), at) is None


def test_the_answer_changes_with_an_override_ten_days_ahead_and_never_beyond_fourteen() -> None:
    at = _utc("2026-11-23 19:00")
    soon = Override(CLEO, at + 10 * DAY, at + 11 * DAY, 1, True)
    late = Override(CLEO, at + 15 * DAY, at + 16 * DAY, 1, True)

    assert until(_rota(overrides=(soon,)), at) == at + 10 * DAY
    assert until(_rota(overrides=(late,)), at) == at + 14 * DAY


def test_moments_written_in_an_hour_that_happens_twice_keep_their_order() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first_half_past = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    second_quarter_past = datetime(2026, 10, 25, 2, 15, tzinfo=berlin, fold=1)
    rota = _rota(
        overrides=(
            Override(ANNA, first_half_past - DAY, first_half_past, 1, True),
            Override(BELA, first_half_past, second_quarter_past, 1, True),
        )
    )

    found = segments(rota, first_half_past - HOUR, second_quarter_past)

    assert found == [
        Segment(_utc("2026-10-24 23:30"), _utc("2026-10-25 00:30"), ANNA),
        Segment(_utc("2026-10-25 00:30"), _utc("2026-10-25 01:15"), BELA),
    ]
    assert {moment.tzinfo for row in found for moment in (row.start, row.end)} == {UTC}
    assert until(_rota(), first_half_past) == _utc("2026-11-08 00:30")


def test_the_next_on_call_is_looked_for_no_further_than_the_horizon() -> None:
    at = _utc("2026-11-23 12:00")

    assert next_on_call(_rota(EVENING), at, timedelta(hours=7)) is None
    assert next_on_call(_rota(EVENING), at, timedelta(hours=8)) == Segment(
        _utc("2026-11-23 19:00"), _utc("2026-11-23 20:00"), ANNA
    )


def test_a_stretch_that_ends_before_it_begins_has_no_segments() -> None:
    at = _utc("2026-11-23 19:00")

    assert segments(_rota(EVENING), at, at) == []
    assert segments(_rota(EVENING), at, at - DAY) == []


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = _utc("2026-11-23 19:00").replace(tzinfo=None)

    for ask in (who_is_on_call, until, next_on_call):
        with pytest.raises(ValueError, match="time zone"):
            ask(_rota(EVENING), naive)


def test_the_rules_need_no_framework() -> None:
    check = "import sys, wiseline.rota.roster, wiseline.rota.limits; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
