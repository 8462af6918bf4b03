"""Patterns of one person: found where there are some, not where there are none, and missing days stay missing."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.patterns.__main__ import is_it
from bench.patterns.clients import PLANTED, SORTS, with_pattern, without_pattern
from wiseline.insight.course import course, rmssd
from wiseline.insight.days import FEWEST_DAYS, Circumstance, Days, Moment, Use
from wiseline.insight.patterns import Kind, find_patterns
from wiseline.insight.resampling import carried_over, lost_in_blocks, orders

FIRST = date(2026, 1, 5)
GAP = float("nan")
ratings = st.lists(st.none() | st.integers(0, 5), min_size=1, max_size=60)


def series(values: list[int | None]) -> np.ndarray:
    return np.array([GAP if value is None else value for value in values], dtype=float)


def planted(name: str, size: float, seed: int) -> tuple[object, Days]:
    what = next(row for row in PLANTED if row.name == name)
    return what, with_pattern(what, size, 56, np.random.default_rng(seed))


def test_the_same_days_give_the_same_answer() -> None:
    _what, days = planted("conflict, a stronger urge that day", 2.0, 1)
    assert find_patterns(days) == find_patterns(days)


def test_few_are_shown_a_pattern_where_there_is_none() -> None:
    rng = np.random.default_rng(5)
    shown = sum(bool(find_patterns(without_pattern(sort, 56, rng))) for sort in SORTS for _client in range(14))
    assert shown <= 9  # of 84; at 5 of 100, more than nine come once in 50 runs. `make eval` measures it closely


@pytest.mark.parametrize("what", PLANTED, ids=lambda row: row.name)
def test_a_strong_pattern_is_found_as_what_it_is(what: object) -> None:
    rng = np.random.default_rng(8)
    hits = 0
    for _client in range(4):
        found = find_patterns(with_pattern(what, 2.6, 56, rng))  # type: ignore[arg-type]
        hits += any(is_it(row, what) for row in found)  # type: ignore[arg-type]
    assert hits >= 3


def test_what_is_counted_can_be_counted_by_hand() -> None:
    short = np.zeros(42)
    short[2::4] = 1
    rng = np.random.default_rng(1)
    level = np.where(short == 1, 4.0, 1.0) + rng.integers(0, 2, 42)
    level[[2, 9, 20]] = GAP
    days = Days(FIRST, {"misery": level}, {"conflict": Circumstance(short)})
    found = next(row for row in find_patterns(days) if row.kind == Kind.PRECEDES)
    exposed = [day for day in range(42) if short[day] == 1 and not math.isnan(level[day])]
    assert (found.of, found.lag, found.higher) == ("conflict", 0, True)
    assert list(found.days) == exposed
    usual = float(np.median([level[day] for day in found.others]))
    assert (found.times, found.out_of) == (sum(level[day] > usual for day in exposed), len(exposed))
    assert found.low <= found.effect <= found.high


def test_a_missing_day_is_never_read_as_a_good_one() -> None:
    """Days of conflict that were not filled say nothing: filling them with zeros would hide the pattern."""
    _what, days = planted("conflict, a stronger urge that day", 2.6, 4)
    level = days.targets["urge.self_harm"]
    for row in find_patterns(days):
        if row.kind == Kind.PRECEDES:
            assert not any(math.isnan(days.targets[row.target][day]) for day in (*row.days, *row.others))
    assert np.isnan(level).sum() > 5


@given(st.integers(0, FEWEST_DAYS - 1), st.integers(0, 400))
@settings(max_examples=25, deadline=None)
def test_under_the_fewest_days_nothing_is_claimed(known: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    level = np.full(60, GAP)
    on = rng.choice(60, size=known, replace=False)
    circumstance = (rng.random(60) < 0.5).astype(float)
    level[on] = 5 * circumstance[on]
    days = Days(FIRST, {"misery": level}, {"conflict": Circumstance(circumstance)})
    assert find_patterns(days) == []


def test_five_with_and_five_without_is_the_least() -> None:
    rare = np.zeros(50)
    rare[[3, 17, 30, 44]] = 1
    days = Days(FIRST, {"misery": 5 * rare}, {"conflict": Circumstance(rare)})
    assert [row for row in find_patterns(days) if row.kind == Kind.PRECEDES] == []


@pytest.mark.parametrize("shift", [-3, -1, 2])
def test_a_scale_that_begins_elsewhere_shows_the_same(shift: int) -> None:
    _what, days = planted("conflict, a stronger urge that day", 2.0, 2)
    moved = replace(days, targets={name: values + shift for name, values in days.targets.items()})
    assert [(row.of, row.lag, row.times) for row in find_patterns(moved)] == [
        (row.of, row.lag, row.times) for row in find_patterns(days)
    ]


def test_a_rise_that_something_else_precedes_is_not_laid_at_a_good_nights_door() -> None:
    """Only little sleep is asked about: somebody who sleeps more before hard days is shown nothing of it."""
    rng = np.random.default_rng(3)
    sleep = 420 + 60 * rng.normal(size=80)
    level = np.clip(np.round(2 + 1.5 * (sleep > 440) + rng.normal(0, 0.5, 80)), 0, 5)
    days = Days(FIRST, {"misery": level}, {"sleep": Circumstance(sleep, less=True)})
    assert [row for row in find_patterns(days) if row.kind == Kind.PRECEDES] == []


def test_a_skill_is_claimed_only_where_distress_falls_beyond_chance() -> None:
    fell = tuple(Use("paced-breathing", 70, 70 - fall) for fall in (20, 15, 30, 10, 25, 5, 20, 15, 30, 12))
    rose = tuple(Use("observe", 60, 60 + step) for step in (10, -10, 5, -5, 12, -12, 3, -3))
    found = find_patterns(Days(FIRST, {}, {}, uses=fell + rose))
    assert [(row.of, row.times, row.out_of) for row in found] == [("paced-breathing", 10, 10)]
    assert found[0].effect == pytest.approx(18.2)


def test_a_skill_that_helps_at_one_strength_only_is_told_so() -> None:
    strong = tuple(Use("tipp", 85, 85 - fall) for fall in (30, 25, 35, 28, 22, 31, 27, 33, 26, 29))
    weak = tuple(Use("tipp", 45, 45 + step) for step in (8, -8, 6, -6, 9, -9, 4, -4))
    (found,) = find_patterns(Days(FIRST, {}, {}, uses=strong + weak))
    assert (found.target, found.times) == ("strong", 10)


def test_moments_are_compared_within_their_day_only() -> None:
    """Hard days with evenings alone must not make evenings hard."""
    rows = []
    for day in range(20):
        hard = 3 if day % 2 else 0
        rows += [
            Moment("misery", hard + (day + part) % 2, day, name) for part, name in enumerate(("morning", "evening"))
        ]
    assert find_patterns(Days(FIRST, {}, {}, moments=tuple(rows))) == []
    worse = tuple(replace(row, value=row.value + 2) if row.part == "evening" else row for row in rows)
    found = find_patterns(Days(FIRST, {}, {}, moments=worse))
    assert ("evening", True) in {(row.of, row.higher) for row in found}


def test_the_jumps_are_those_of_a_hand_computed_example() -> None:
    values = series([1, 3, 2, None, 5, 5, 1, 0, 2])  # steps of neighbours: 2, -1, 0, -4, -1, 2
    assert rmssd(values) == pytest.approx(math.sqrt((4 + 1 + 0 + 16 + 1 + 4) / 6))


def test_a_gap_is_no_step() -> None:
    assert rmssd(series([0, 0, 0, None, 5, 5, 5, 5, 5])) == 0
    assert rmssd(series([0, 5, None, 0, 5, None, 0, 5])) is None  # three pairs are too few


@given(ratings)
def test_a_course_never_invents_what_is_not_known(values: list[int | None]) -> None:
    found = course(series(values))
    known = [value for value in values if value is not None]
    assert found.known == len(known)
    assert (found.level is None) == (not known)
    if known:
        assert found.level == pytest.approx(sum(known) / len(known))
    if len(known) < FEWEST_DAYS:
        assert found.change is None


def test_no_clear_change_is_said_where_that_is_the_truth() -> None:
    rng = np.random.default_rng(2)
    level = rng.integers(0, 6, 80).astype(float)
    assert not course(level).changed
    level[40:] = np.clip(level[40:] - 3, 0, 5)
    assert course(level).changed


@given(st.integers(15, 90), st.integers(0, 50))
@settings(max_examples=20)
def test_dealing_anew_keeps_every_day_once(length: int, seed: int) -> None:
    for order in orders(length, 5, np.random.default_rng(seed)):
        assert sorted(order.tolist()) == list(range(length))


def test_dealing_in_blocks_keeps_most_neighbours_together() -> None:
    dealt = orders(84, 50, np.random.default_rng(0))
    assert np.mean(np.abs(np.diff(dealt, axis=1)) == 1) > 0.8


def test_what_is_left_of_one_day_on_the_next_is_measured() -> None:
    rng = np.random.default_rng(4)
    level = np.zeros(2000)
    for day in range(1, 2000):
        level[day] = 0.6 * level[day - 1] + rng.normal()
    assert carried_over(level) == pytest.approx(0.6, abs=0.05)
    level[rng.random(2000) < 0.3] = GAP
    assert carried_over(level) == pytest.approx(0.6, abs=0.08)
    assert lost_in_blocks(0.0) == 1.0 < lost_in_blocks(0.5) < lost_in_blocks(0.8)
