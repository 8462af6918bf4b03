"""Measures over time, each with how sure it is; and that fewer contacts and low use are never shown as success."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.map_events import alone, coached, day, practised, worked
from wiseline.insight.generalisation.measures import PERIOD_DAYS, Trend, Verdict, measure, verdict, waited
from wiseline.insight.generalisation.rules import Event
from wiseline.insight.intervals import Share, difference, median, per, share_of, wilson

UP, DOWN, UNCLEAR = Trend.UP, Trend.DOWN, Trend.UNCLEAR
VERDICTS = [
    # contacts, use, effect: what may be said (issue 5; Chalker et al. 2015: less contact is not better by itself)
    (DOWN, UP, UP, Verdict.PROGRESS),
    (DOWN, UP, UNCLEAR, Verdict.ASK),
    (DOWN, UP, DOWN, Verdict.ASK),
    (DOWN, UNCLEAR, UP, Verdict.ASK),
    (DOWN, UNCLEAR, UNCLEAR, Verdict.ASK),
    (DOWN, UNCLEAR, DOWN, Verdict.ASK),
    (DOWN, DOWN, UP, Verdict.ASK),
    (DOWN, DOWN, UNCLEAR, Verdict.ASK),
    (DOWN, DOWN, DOWN, Verdict.ASK),
    (UNCLEAR, UP, UP, Verdict.GROWING),
    (UNCLEAR, UP, UNCLEAR, Verdict.UNCLEAR),
    (UNCLEAR, UP, DOWN, Verdict.UNCLEAR),
    (UNCLEAR, UNCLEAR, UP, Verdict.UNCLEAR),
    (UNCLEAR, UNCLEAR, UNCLEAR, Verdict.UNCLEAR),
    (UNCLEAR, UNCLEAR, DOWN, Verdict.UNCLEAR),
    (UNCLEAR, DOWN, UP, Verdict.ASK),
    (UNCLEAR, DOWN, UNCLEAR, Verdict.ASK),
    (UNCLEAR, DOWN, DOWN, Verdict.ASK),
    (UP, UP, UP, Verdict.GROWING),
    (UP, UP, UNCLEAR, Verdict.UNCLEAR),
    (UP, UP, DOWN, Verdict.UNCLEAR),
    (UP, UNCLEAR, UP, Verdict.UNCLEAR),
    (UP, UNCLEAR, UNCLEAR, Verdict.UNCLEAR),
    (UP, UNCLEAR, DOWN, Verdict.UNCLEAR),
    (UP, DOWN, UP, Verdict.ASK),
    (UP, DOWN, UNCLEAR, Verdict.ASK),
    (UP, DOWN, DOWN, Verdict.ASK),
]


@pytest.mark.parametrize(("contacts", "use", "effect", "said"), VERDICTS)
def test_fewer_contacts_are_progress_only_where_use_and_effect_rise(
    contacts: Trend, use: Trend, effect: Trend, said: Verdict
) -> None:
    assert verdict(contacts=contacts, use=use, effect=effect) == said


def test_every_case_is_in_the_table() -> None:
    assert {row[:3] for row in VERDICTS} == set(product(Trend, Trend, Trend))
    assert len(VERDICTS) == 27


def weeks(early: tuple[int, int], late: tuple[int, int]) -> list[Event]:
    """Two periods: in each, so many uses and so many of them that helped, spread over its days."""
    events = []
    for start, (uses, helps) in ((0, early), (PERIOD_DAYS, late)):
        for number in range(uses):
            on = start + number * PERIOD_DAYS // uses
            made = worked(on, "home") if number * helps // uses != (number + 1) * helps // uses else None
            events.append(made or alone(on, "home", helped=False))
    return events


LAST = 2 * PERIOD_DAYS - 1
SEEN = [
    # uses and helps in four weeks, then in the next; contacts in each; what is said
    ("more use, more effect, fewer contacts", (14, 3), (42, 36), (6, 2), Verdict.PROGRESS),
    ("fewer contacts and nothing noted any more", (28, 20), (1, 1), (6, 0), Verdict.ASK),
    ("fewer contacts and everything else the same", (28, 14), (28, 14), (6, 2), Verdict.ASK),
    ("less of everything, and what there is helps", (28, 10), (7, 7), (6, 1), Verdict.ASK),
    ("more use, more effect, as many contacts", (14, 3), (42, 36), (4, 4), Verdict.GROWING),
    ("more use, more effect, more contacts", (14, 3), (42, 36), (2, 6), Verdict.GROWING),
    ("more contacts alone are nothing bad", (28, 14), (28, 14), (2, 6), Verdict.UNCLEAR),
    ("a little more, as chance would have it", (14, 7), (16, 9), (3, 3), Verdict.UNCLEAR),
]


@pytest.mark.parametrize(("early", "late", "contacts", "said"), [pytest.param(*row[1:], id=row[0]) for row in SEEN])
def test_what_is_said_of_eight_weeks(
    early: tuple[int, int], late: tuple[int, int], contacts: tuple[int, int], said: Verdict
) -> None:
    asked = [day(4 * n) for n in range(contacts[0])] + [day(PERIOD_DAYS + 4 * n) for n in range(contacts[1])]
    assert measure(weeks(early, late), day(LAST), contacts=asked).verdict == said


def test_nothing_is_said_beside_a_part_of_four_weeks() -> None:
    """Somebody who began five weeks ago has not done more than before: there was no before."""
    events = [alone(24, "home", helped=False), *weeks((28, 28), (28, 28))[28:]]
    found = measure(events, day(LAST), contacts=[day(25)])
    assert found.verdict == Verdict.UNCLEAR
    assert [(period.first, period.last) for period in found.periods] == [
        (day(28).date(), day(55).date()),
        (day(24).date(), day(27).date()),
    ]


@given(st.integers(1, 28), st.integers(0, 8), st.integers(0, 8))
def test_less_use_is_never_shown_as_success(uses: int, before: int, after: int) -> None:
    """Whatever the contacts do and however well the rest goes."""
    asked = [day(n) for n in range(before)] + [day(PERIOD_DAYS + n) for n in range(after)]
    found = measure(weeks((28, 0), (uses, uses)), day(LAST), contacts=asked)
    assert found.verdict in {Verdict.ASK, Verdict.UNCLEAR}


def test_the_measures_of_four_weeks_can_be_counted_by_hand() -> None:
    events = [
        worked(1, "home")._replace(prompted=False),
        worked(2, "home", "alone")._replace(prompted=True),
        alone(3, "work", helped=False),
        coached(4, "friends", helped=True),
        coached(5, "friends", helped=None),
        practised(6, "online"),
    ]
    (period,) = measure(events, day(20), contacts=[day(4), day(5)]).periods
    assert (period.uses, period.breadth, period.contacts) == (5, 2, 2)
    assert period.unprompted is not None
    assert period.unprompted[:2] == (1, 2)
    assert period.uncoached is not None
    assert period.uncoached[:2] == (3, 5)
    assert period.helped is not None
    assert period.helped[:2] == (3, 4)
    assert period.contacts_per_success is not None
    assert period.contacts_per_success.value == pytest.approx(2 / 3)
    assert period.urge_to_skill is None
    assert not measure([], day(20)).periods


def test_from_urge_to_skill() -> None:
    uses = [alone(0), alone(1), alone(5)._replace(of_day=True)]
    urges = [
        day(0) - timedelta(minutes=40),
        day(0) - timedelta(minutes=10),  # the same skill answers both: one episode, from its beginning
        day(1) - timedelta(minutes=20),
        day(1) + timedelta(hours=3),  # nothing followed
        day(5) - timedelta(minutes=5),  # a skill of that day, at which hour is not known
    ]
    found = waited(urges, uses)
    assert found is not None
    assert found.followed[:2] == (2, 4)
    assert found.minutes is not None
    assert found.minutes.value == 30
    assert found.minutes.high == math.inf  # two are too few to say how sure
    assert waited([], uses) is None


@pytest.mark.parametrize(
    ("share", "count", "low", "high"),
    [(0.1, 10, 0.0179, 0.4042), (0.5, 10, 0.2366, 0.7634), (0.0, 10, 0.0, 0.2775), (0.9, 10, 0.5958, 0.9821)],
)
def test_wilsons_interval_is_the_published_one(share: float, count: int, low: float, high: float) -> None:
    """As in Brown, Cai & DasGupta 2001 and any table of Wilson's interval."""
    assert wilson(share, count) == pytest.approx((low, high), abs=5e-4)


def test_newcombes_difference_is_the_published_one() -> None:
    """Newcombe 1998, table II, example (a): 56/70 beside 48/80, method 10: 0.0524 to 0.3339."""
    one, other = (Share(hits, of, *wilson(hits / of, of)) for hits, of in ((48, 80), (56, 70)))
    assert difference(one, other) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-4)


def test_the_median_of_ten_lies_between_the_second_and_the_ninth() -> None:
    """Order statistics: the 95 % interval of a median of ten values (Conover, table)."""
    assert median([float(n) for n in range(1, 11)]) == (5.5, 2.0, 9.0)
    assert median([3.0, 1.0, 2.0]) == (2.0, 0.0, math.inf)
    assert median([]) is None


def test_contacts_per_success() -> None:
    found = per(5, 10)
    assert found is not None
    assert found.value == 0.5
    assert found.low < 0.5 < found.high
    assert per(5, 0) is None


@given(st.lists(st.integers(1, 6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=40))
def test_a_share_lies_in_its_interval_and_less_is_less_sure(days: list[tuple[int, int]]) -> None:
    found = share_of(days)
    if not days:
        assert found is None
        return
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    narrowest = wilson(found.value, found.of)
    assert found.high - found.low >= narrowest[1] - narrowest[0] - 1e-9


@pytest.mark.parametrize(("days", "true"), [(12, 0.5), (20, 0.3), (28, 0.7)])
def test_the_interval_covers_the_truth_where_days_differ(days: int, true: float) -> None:
    """Days on which a person does well or badly as a whole: entries taken as independent would cover far less."""
    rng = np.random.default_rng(5)
    covered = plain = 0
    for _ in range(600):
        of = rng.integers(1, 5, size=days)
        hits = rng.binomial(of, rng.beta(true * 2, (1 - true) * 2, size=days))
        found = share_of(list(zip(hits.tolist(), of.tolist(), strict=True)))
        assert found is not None
        low, high = wilson(found.value, found.of)
        covered += found.low <= true <= found.high
        plain += low <= true <= high
    assert covered / 600 >= 0.93
    assert plain < covered


def test_a_day_is_the_persons_own() -> None:
    late = datetime.fromisoformat("2026-03-28T23:30:00+01:00")
    event = worked(0, "home")._replace(at=late)
    (period,) = measure([event], late).periods
    assert period.uses == 1
