"""How far apart a practice is asked for, and on which day: a table of cases, and what holds for every history.

Source of the rule: Landauer & Bjork 1978; Leitner 1972 (see `chart/practice_plan/spacing.py`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from wiseline.chart.practice_plan.days import Past, Quiet, days_ahead, ends_at, first_day, next_day, remind_at
from wiseline.chart.practice_plan.spacing import BOXES, HIGHEST, SILENT_AFTER, Outcome, pace
from wiseline.chart.practice_plan.when import Kind, Part, When, due_at

HELPED, DONE, NOT_HELPED = Outcome.HELPED, Outcome.DONE, Outcome.NOT_HELPED
HARDER, NOT_TODAY, UNKNOWN = Outcome.HARDER, Outcome.NOT_TODAY, Outcome.UNKNOWN
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC")
outcomes = some.lists(some.sampled_from(list(Outcome)), max_size=30)
walls = some.times().map(lambda at: at.replace(microsecond=0))
dates = some.dates(date(2025, 1, 1), date(2028, 12, 31))
zones = some.sampled_from(ZONES)
weekdays = some.integers(1, 127).map(lambda bits: tuple(day for day in range(7) if bits >> day & 1))


@pytest.mark.parametrize(
    ("history", "gap"),
    [
        ([], 1),
        ([HELPED], 2),
        ([HELPED, HELPED], 4),
        ([HELPED] * 3, 7),
        ([HELPED] * 4, 14),
        ([HELPED] * 20, 14),  # never longer than two weeks
        ([DONE], 1),
        ([DONE, DONE], 2),  # done without a word is half a box
        ([HELPED, HELPED, HARDER], 2),  # one box down, not back to the first
        ([HELPED, HELPED, NOT_HELPED], 2),
        ([HELPED, HELPED, NOT_TODAY], 1),  # it comes back the next day ...
        ([HELPED, HELPED, NOT_TODAY, DONE], 4),  # ... and once says nothing
        ([HELPED, HELPED, NOT_TODAY, NOT_TODAY, DONE], 2),  # twice in a row is a box down
        ([HELPED, HELPED, UNKNOWN, UNKNOWN], 4),  # nobody answered: it moves nothing
        ([HARDER] * 5, 1),
    ],
)
def test_the_distance_grows_as_it_settles_and_shrinks_when_it_slips(history: list[Outcome], gap: int) -> None:
    assert pace(history).gap == gap


@given(outcomes)
def test_the_distance_is_always_one_of_the_boxes(history: list[Outcome]) -> None:
    found = pace(history)
    assert found.gap in BOXES
    assert 0 <= found.step <= HIGHEST


@given(outcomes, some.integers(0, 29), some.sampled_from([(HARDER, DONE), (DONE, HELPED), (NOT_HELPED, DONE)]))
def test_had_one_day_gone_better_the_distance_would_not_be_shorter(
    history: list[Outcome], at: int, better: tuple[Outcome, Outcome]
) -> None:
    if at >= len(history):
        return
    worse = [*history[:at], better[0], *history[at + 1 :]]
    assert pace([*history[:at], better[1], *history[at + 1 :]]).step >= pace(worse).step
    assert pace([*history[:at], better[1], *history[at + 1 :]]).gap >= pace(worse).gap


@given(outcomes)
def test_it_falls_silent_only_when_nobody_answered_several_times_in_a_row(history: list[Outcome]) -> None:
    assert pace(history).silent == (history[-SILENT_AFTER:] == [UNKNOWN] * SILENT_AFTER)


@given(outcomes, dates, weekdays, some.booleans(), some.integers(0, 40))
def test_the_next_day_comes_after_every_day_that_is_over(
    history: list[Outcome], first: date, days: tuple[int, ...], spaced: bool, later: int
) -> None:
    when = When(kind=Kind.CUE, cue="when I come home", weekdays=days, spaced=spaced)
    past = [Past(first + timedelta(days=index), outcome) for index, outcome in enumerate(history)]
    earliest = first + timedelta(days=later)
    found = next_day(when, past, earliest, "Europe/Berlin")
    assert found is not None
    assert found >= earliest
    assert found.weekday() in days
    if past:
        assert past[-1].day < found <= max(earliest, past[-1].day + timedelta(days=BOXES[-1])) + timedelta(days=6)


@given(walls, dates, zones)
def test_a_reminder_rings_on_its_own_day_and_never_in_quiet_hours(wall: time, day: date, zone: str) -> None:
    quiet = Quiet(time(21, 30), time(8))
    when = When(kind=Kind.CLOCK, time=wall)
    moment = remind_at(when, day, quiet, zone)
    if moment is None:
        assert wall >= quiet.start
        return
    local = moment.astimezone(ZoneInfo(zone))
    assert local.date() == day
    assert not quiet.covers(local.time())


@given(walls, dates, zones)
def test_due_times_of_days_in_a_row_are_in_order_also_where_the_clocks_change(wall: time, day: date, zone: str) -> None:
    when = When(kind=Kind.CLOCK, time=wall)
    moments = [due_at(when, day + timedelta(days=ahead), zone) for ahead in range(3)]
    assert all(moments)
    assert moments == sorted(moments, key=lambda each: each or datetime.max.replace(tzinfo=UTC))
    assert all(each and each < ends_at(day + timedelta(days=ahead), zone) for ahead, each in enumerate(moments))


def test_a_time_that_the_clock_skips_is_when_it_skips() -> None:
    when = When(kind=Kind.CLOCK, time=time(2, 30))
    assert due_at(when, date(2026, 3, 29), "Europe/Berlin") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_quiet_hours_move_an_early_reminder_to_their_end_and_drop_a_late_one() -> None:
    day, quiet = date(2026, 11, 24), Quiet(time(21, 30), time(8))
    early, late = When(kind=Kind.CLOCK, time=time(6)), When(kind=Kind.CLOCK, time=time(22))
    assert remind_at(early, day, quiet, "Europe/Berlin") == datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert remind_at(late, day, quiet, "Europe/Berlin") is None
    assert remind_at(early, day, Quiet(time(8), time(8)), "Europe/Berlin") == datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_a_cue_never_rings() -> None:
    when = When(kind=Kind.CUE, cue="when I come home")
    assert remind_at(when, date(2026, 11, 24), Quiet(), "Europe/Berlin") is None


def test_a_hard_event_is_rehearsed_two_days_and_a_day_before_and_two_hours_ahead() -> None:
    event = datetime(2026, 11, 27, 17, tzinfo=UTC)
    when = When(kind=Kind.EVENT, event_at=event)
    ahead = days_ahead(when, [], date(2026, 11, 23), date(2026, 12, 5), "Europe/Berlin")
    assert ahead == [date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)]
    assert remind_at(when, ahead[1], Quiet(), "Europe/Berlin") == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert remind_at(when, ahead[2], Quiet(), "Europe/Berlin") == event - timedelta(hours=2)


@given(dates, walls, some.integers(0, 9), zones)
def test_nothing_is_rehearsed_or_reminded_of_after_the_event(day: date, wall: time, before: int, zone: str) -> None:
    event = datetime.combine(day, wall, UTC)
    when = When(kind=Kind.EVENT, event_at=event)
    first = day - timedelta(days=before)
    for rehearsal in days_ahead(when, [], first, first + timedelta(days=30), zone):
        assert rehearsal <= event.astimezone(ZoneInfo(zone)).date()
        moment = remind_at(when, rehearsal, Quiet(time(1), time(1)), zone)
        assert moment is None or moment < event


def test_what_is_written_after_its_time_begins_tomorrow() -> None:
    now = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # 19:30 in Berlin
    today = date(2026, 11, 23)
    assert first_day(When(kind=Kind.CLOCK, time=time(20)), now, today, "Europe/Berlin") == today
    assert first_day(When(kind=Kind.CLOCK, time=time(19)), now, today, "Europe/Berlin") == date(2026, 11, 24)
    assert first_day(When(kind=Kind.CUE, cue="home"), now, today, "Europe/Berlin") == today


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "clock"},
        {"kind": "part"},
        {"kind": "cue", "cue": "  "},
        {"kind": "event"},
        {"kind": "event", "event_at": "2026-11-27T17:00:00"},
        {"kind": "part", "part": Part.MORNING, "weekdays": []},
        {"kind": "part", "part": Part.MORNING, "weekdays": [7]},
    ],
)
def test_a_when_that_does_not_say_when_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        When.model_validate(wrong)
