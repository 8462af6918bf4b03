"""What a rota will bring is told before it happens; and what a change brings is told before it is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rota.calendars import COACHES, moments, rosters, unhurried, zones
from wiseline.rota.foresight import Concern, Foreseen, brought_by, everybody_says_yes, foresee
from wiseline.rota.hours import DateRange, Window
from wiseline.rota.limits import Limits
from wiseline.rota.roster import Absence, Override, Roster, Shift, holes, who_is_on_call

ANNA, BELA, *_ = COACHES
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = (MONDAY, MONDAY + timedelta(days=7))


def shift(coach: UUID, weekday: int, start: int, end: int, *, accepted: bool = True) -> Shift:
    return Shift(coach, weekday, time(start), time(end % 24), date(2026, 1, 1), None, accepted)


def around_the_clock(*more: Shift) -> tuple[Shift, ...]:
    return (*(shift(ANNA if day % 2 else BELA, day, 0, 0) for day in range(7)), *more)


def limits(coach: UUID, start: int, end: int) -> Limits:
    windows = tuple(Window(day, time(start), time(end % 24)) for day in range(7))
    return Limits(coach, "UTC", windows, (), frozenset(), 60)


def found(roster: Roster, known: dict[UUID, Limits] | None = None) -> list[tuple[str, int, int, UUID | None]]:
    rows = foresee(roster, known or {}, *WEEK)
    return [(str(row.concern), int((row.start - MONDAY) / HOUR), hours_of(row), row.coach_id) for row in rows]


def hours_of(row: Foreseen) -> int:
    return int((row.end - row.start) / HOUR)


CASES = {
    "all is well": (Roster("UTC", around_the_clock(), (), ()), {}, []),
    "a hole": (
        Roster("UTC", around_the_clock()[1:], (), ()),
        {},
        [("hole", 0, 24, None)],
    ),
    "two at once": (
        Roster("UTC", around_the_clock(shift(ANNA, 0, 8, 12)), (), ()),
        {},
        [("double", 8, 4, ANNA)],
    ),
    "two stretches at once, of which the newer one is rung": (
        Roster(
            "UTC",
            around_the_clock(),
            (
                Override(ANNA, MONDAY + 8 * HOUR, MONDAY + 20 * HOUR, 2, True),
                Override(BELA, MONDAY + 6 * HOUR, MONDAY + 10 * HOUR, 1, True),
                Override(ANNA, MONDAY + 18 * HOUR, MONDAY + 20 * HOUR, 3, True),
            ),
            (),
        ),
        {},
        [("double", 8, 2, ANNA)],
    ),
    "a shift that was given counts as if it were accepted": (
        Roster("UTC", around_the_clock(shift(ANNA, 0, 8, 12, accepted=False)), (), ()),
        {},
        [("double", 8, 4, ANNA)],
    ),
    "a shift that was given, and without whose yes nobody is on call": (
        Roster("UTC", (*around_the_clock()[1:], shift(ANNA, 0, 8, 12, accepted=False)), (), ()),
        {},
        [("hole", 0, 8, None), ("not_taken", 8, 4, ANNA), ("hole", 12, 12, None)],
    ),
    "an offer that hangs on a yes": (
        Roster("UTC", around_the_clock()[1:], (Override(ANNA, MONDAY, MONDAY + timedelta(days=1), 1, False),), ()),
        {},
        [("not_taken", 0, 24, ANNA), ("long", 0, 48, ANNA)],
    ),
    "a shift on a day off": (
        Roster("UTC", around_the_clock(), (), (Absence(BELA, MONDAY, MONDAY + timedelta(days=1)),)),
        {},
        [("away", 0, 24, BELA), ("hole", 0, 24, None)],
    ),
    "outside of own hours": (
        Roster("UTC", around_the_clock(), (), ()),
        {ANNA: limits(ANNA, 0, 0), BELA: limits(BELA, 8, 20)},
        [("stretched", 24 * day, 24, BELA) for day in (0, 2, 4, 6)],
    ),
    "little rest": (
        Roster("UTC", (shift(ANNA, 0, 0, 8), shift(BELA, 0, 8, 16), shift(ANNA, 0, 16, 0)), (), ()),
        {},
        [("short_rest", 8, 8, ANNA), ("hole", 24, 144, None)],
    ),
    "too long in one go": (
        Roster("UTC", around_the_clock(), (Override(BELA, MONDAY, MONDAY + timedelta(days=3), 1, True),), ()),
        {},
        [("long", 0, 72, BELA)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_foreseen(name: str) -> None:
    roster, known, expected = CASES[name]
    assert [row for row in found(roster, known) if row[0] != "short_rest" or name == "little rest"] == expected


def test_own_hours_that_follow_one_another_cover_a_duty_together() -> None:
    windows = (Window(0, time(8), time(12)), Window(0, time(12), time(20)))
    roster = Roster("UTC", (shift(ANNA, 0, 9, 19),), (), ())
    known = {ANNA: Limits(ANNA, "UTC", windows, (DateRange(date(2026, 12, 1), date(2026, 12, 2)),), frozenset(), 60)}
    assert Concern.STRETCHED not in {row.concern for row in foresee(roster, known, *WEEK)}


def test_a_change_is_told_only_what_it_brings() -> None:
    before = Roster("UTC", around_the_clock()[1:], (), ())
    after = Roster("UTC", (*around_the_clock()[1:], shift(ANNA, 1, 8, 9)), (), ())
    assert found(before) != []
    new = brought_by(foresee(before, {}, *WEEK), foresee(after, {}, *WEEK))
    assert {row.concern for row in new} <= {Concern.DOUBLE, Concern.SHORT_REST}
    assert brought_by(foresee(before, {}, *WEEK), foresee(before, {}, *WEEK)) == []
    smaller = Roster("UTC", (*around_the_clock()[1:], shift(ANNA, 0, 8, 18)), (), ())
    assert Concern.HOLE not in {
        row.concern for row in brought_by(foresee(before, {}, *WEEK), foresee(smaller, {}, *WEEK))
    }


@st.composite
def cases(draw: st.DrawFn) -> tuple[Roster, datetime]:
    zone = draw(zones)
    at = draw(moments(zone))
    return draw(rosters(zone, at)), at


@unhurried
@given(cases())
def test_holes_are_the_rotas_and_every_concern_lies_in_the_time_asked_for(
    case: tuple[Roster, datetime],
) -> None:
    roster, at = case
    start, end = at - timedelta(days=2), at + timedelta(days=5)
    rows = foresee(roster, {}, start, end)
    all_yes = everybody_says_yes(roster)
    assert [(row.start, row.end) for row in rows if row.concern is Concern.HOLE] == [
        (hole.start, hole.end) for hole in holes(all_yes, start, end)
    ]
    assert all(start <= row.start < row.end <= end for row in rows)
    for row in rows:
        if row.concern is Concern.LONG:
            assert {who_is_on_call(all_yes, row.start), who_is_on_call(all_yes, row.end - timedelta(seconds=1))} == {
                row.coach_id
            }
