"""Scores and changes: by tables with their sources, and by properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiseline.chart.questionnaires import shipped
from wiseline.chart.questionnaires.change import (
    CLEAR,
    FEWEST,
    Verdict,
    band,
    by_norms,
    difference_error,
    reliable_change,
    within,
)
from wiseline.chart.questionnaires.definition import Definition, Norms, Score
from wiseline.chart.questionnaires.scoring import score


def answered(*values: int | None) -> dict[str, int]:
    return {f"q{place}": value for place, value in enumerate(values, start=1) if value is not None}


def total(slug: str) -> tuple[Definition, Score]:
    definition = shipped()[slug]
    return definition, definition.scores[0]


# Source of the first line: the example of a GAD-7 response in the guide for patient-reported outcomes of the
# Medizininformatik-Initiative (build.fhir.org, mii-exa-pro-gad-7-response): 1, 1, 1, 2, 2, 0, 0 make 7.
# Ranges of both: Kroenke 2001 (0 to 27), Spitzer 2006 (0 to 21).
SUMS = [
    ("gad-7", (1, 1, 1, 2, 2, 0, 0), 7),
    ("gad-7", (0,) * 7, 0),
    ("gad-7", (3,) * 7, 21),
    ("gad-7", (3, 3, 3, 3, 3, 3, None), None),
    ("phq-9", (0,) * 9, 0),
    ("phq-9", (3,) * 9, 27),
    ("phq-9", (1, 2, 3, 0, 1, 2, 3, 0, 1), 13),
    ("phq-9", (3, 3, 3, 3, 3, 3, 3, 3, None), None),
    ("phq-9", (None,) * 9, None),
]


@pytest.mark.parametrize(("slug", "values", "expected"), SUMS)
def test_instruments_are_summed_as_they_say(slug: str, values: tuple[int | None, ...], expected: float | None) -> None:
    _definition, rule = total(slug)
    assert score(rule, answered(*values)) == expected


@pytest.mark.parametrize(("slug", "least", "most"), [("phq-9", 0, 27), ("gad-7", 0, 21)])
def test_the_range_is_that_of_the_paper(slug: str, least: int, most: int) -> None:
    definition, rule = total(slug)
    assert definition.range_of(rule) == (least, most)


def test_the_question_on_difficulty_is_not_counted() -> None:
    for slug in ("phq-9", "gad-7"):
        _definition, rule = total(slug)
        assert "difficulty" not in rule.questions


TEN = Score.model_validate(
    {"id": "t", "name": "T", "questions": [f"q{n}" for n in range(1, 11)], "most_missing": 1, "better": "lower"}
)


# One of ten left out counts as the mean of the nine.
@pytest.mark.parametrize(
    ("values", "expected"),
    [((2,) * 10, 20), ((2,) * 9 + (None,), 20), ((1,) * 8 + (2, None), 10 / 9 * 10), ((2,) * 8 + (None, None), None)],
)
def test_what_is_left_out_counts_as_the_mean_within_the_limit(
    values: tuple[int | None, ...], expected: float | None
) -> None:
    found = score(TEN, answered(*values))
    assert found == (pytest.approx(expected) if expected is not None else None)


@given(st.lists(st.integers(0, 3), min_size=9, max_size=9), st.integers(0, 8))
def test_a_score_lies_in_its_range_and_vanishes_when_one_is_left_out(values: list[int], gap: int) -> None:
    definition, rule = total("phq-9")
    found = score(rule, answered(*values))
    assert found == sum(values)
    least, most = definition.range_of(rule)
    assert least <= found <= most
    assert score(rule, answered(*(None if place == gap else value for place, value in enumerate(values)))) is None


# Jacobson & Truax 1991, table 1 and text: x1 32.5, x2 47.5, s 7.5, r .80 give S_diff 4.74 and RC 3.16. (The numbers
# were recalled, not read in a stored copy; they agree with each other.) The second: the LDQ, SD 7.6 and r .95
# (Raistrick 1994, as quoted on online.flipbuilder.com/redjo/fjez, p. 191), worked by hand.
@pytest.mark.parametrize(
    ("norms", "scores", "error", "change"),
    [((7.5, 0.80), (32.5, 47.5), 4.74, 3.16), ((7.6, 0.95), (20, 10), 2.40, -4.16)],
)
def test_reliable_change_is_that_of_jacobson_and_truax(
    norms: tuple[float, float], scores: tuple[float, float], error: float, change: float
) -> None:
    known = Norms(sd=norms[0], reliability=norms[1], source="see above")
    assert difference_error(known) == pytest.approx(error, abs=0.005)
    assert reliable_change(*scores, known) == pytest.approx(change, abs=0.005)


# The IAPT manual takes 6 points of the PHQ-9 and 4 of the GAD-7 as reliable (as quoted on cbtwatch.com).
@pytest.mark.parametrize(
    ("slug", "before", "after", "verdict"),
    [
        ("phq-9", 18, 12, Verdict.BETTER),
        ("phq-9", 18, 13, Verdict.NOT_CLEAR),
        ("phq-9", 12, 18, Verdict.WORSE),
        ("phq-9", 12, 17, Verdict.NOT_CLEAR),
        ("phq-9", 12, 12, Verdict.NOT_CLEAR),
        ("gad-7", 14, 10, Verdict.BETTER),
        ("gad-7", 14, 11, Verdict.NOT_CLEAR),
        ("gad-7", 10, 14, Verdict.WORSE),
    ],
)
def test_a_change_is_clear_from_the_published_points_on(
    slug: str, before: float, after: float, verdict: Verdict
) -> None:
    _definition, rule = total(slug)
    assert rule.norms is not None
    assert by_norms(before, after, rule.norms, rule.better) == verdict


norms_of_any_kind = st.builds(Norms, sd=st.floats(0.5, 30), reliability=st.floats(0.05, 0.99), source=st.just("x"))


@given(st.floats(-50, 50), st.floats(-50, 50), norms_of_any_kind)
def test_forth_and_back_are_opposite_and_the_band_says_the_same(before: float, after: float, norms: Norms) -> None:
    there, back = by_norms(before, after, norms, "lower"), by_norms(after, before, norms, "lower")
    opposite = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER, Verdict.NOT_CLEAR: Verdict.NOT_CLEAR}
    assert opposite[there] == back
    assert by_norms(before, after, norms, "higher") == opposite[there]
    low, high = band(before, norms)
    if not (math.isclose(after, low) or math.isclose(after, high)):
        assert (low <= after <= high) == (there == Verdict.NOT_CLEAR)


@given(st.floats(0.05, 0.9), st.floats(0.01, 0.09))
def test_a_more_reliable_instrument_needs_less_change(reliability: float, more: float) -> None:
    def points(value: float) -> float:
        return CLEAR * difference_error(Norms(sd=5, reliability=value, source="x"))

    assert points(reliability + more) < points(reliability)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([3], Verdict.TOO_EARLY),
        ([1, 1, 1, 1, 5, 5, 5], Verdict.TOO_EARLY),
        ([1, 2, 1, 2, 1, 4, 5, 4], Verdict.BETTER),
        ([4, 5, 4, 5, 4, 1, 2, 1], Verdict.WORSE),
        ([3, 3, 3, 3, 3, 3, 3, 3, 3], Verdict.NOT_CLEAR),
        ([2, 3, 2, 4, 3, 2, 3, 3, 4], Verdict.NOT_CLEAR),
    ],
)
def test_answers_without_norms_are_compared_with_ones_own(values: list[float], verdict: Verdict) -> None:
    assert within(values, "higher").verdict == verdict
    turned = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert within(values, "lower").verdict == turned.get(verdict, verdict)


def test_three_against_five_are_dealt_in_fifty_six_ways() -> None:
    found = within([1, 2, 1, 2, 1, 4, 5, 4], "higher")
    assert found.chance == pytest.approx(1 / 56)  # only the hand that lies there is as far above the rest
    assert found.before == FEWEST - 3


@given(st.lists(st.integers(0, 5), min_size=1, max_size=14))
def test_the_middle_half_lies_among_the_answers(values: list[int]) -> None:
    found = within(values, "higher")
    assert min(values) <= found.low <= found.high <= max(values)
    assert (found.verdict == Verdict.TOO_EARLY) == (len(values) < FEWEST)
    assert found.chance is None or 0 < found.chance <= 1


def test_no_answers_are_no_course() -> None:
    with pytest.raises(ValueError, match="no answers"):
        within([], "higher")
