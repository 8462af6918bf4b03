"""A suggested month never breaks a limit, leaves open rather than giving to who can't, and shares fairly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rota.calendars import COACHES, zones
from wiseline.rota.allocation import Broken, Duty, Rule, Wish, broken_limits, held
from wiseline.rota.fairness import Load, balance, load_of, loads
from wiseline.rota.hours import Interval
from wiseline.rota.roster import Segment
from wiseline.rota.suggest import suggest

ANNA, BELA, CLEO, *_ = COACHES
HOUR = timedelta(hours=1)
SPRING = datetime(2026, 3, 23, 7, tzinfo=UTC)  # the clock changes on the 29th in Europe
ALL = frozenset({"day", "night"})


def days(count: int, start: datetime = SPRING) -> list[Duty]:
    """A day's and a night's duty for each day."""
    return [
        duty
        for number in range(count)
        for duty in (
            Duty(start + number * 24 * HOUR, start + (number * 24 + 11) * HOUR, "day"),
            Duty(start + (number * 24 + 11) * HOUR, start + (number + 1) * 24 * HOUR, "night"),
        )
    ]


@st.composite
def wishes(draw: st.DrawFn) -> list[Wish]:
    found = []
    for coach in COACHES[: draw(st.integers(1, 4))]:
        busy = [
            Interval(SPRING + begin * HOUR, SPRING + (begin + length) * HOUR)
            for begin, length in draw(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=3))
        ]
        found.append(
            Wish(
                coach,
                draw(st.sampled_from([ALL, frozenset({"day"}), frozenset({"night"}), frozenset()])),
                draw(st.sampled_from([0.0, 0.5, 1.0])),
                draw(st.one_of(st.none(), st.floats(0, 200))),
                draw(st.one_of(st.none(), st.integers(0, 6))),
                tuple(busy),
                Load(draw(st.floats(0, 100))),
            )
        )
    return found


@st.composite
def besides(draw: st.DrawFn) -> list[Duty]:
    """Stretches that coaches have anyway: before, under, between and after the blocks, none twice at a moment."""
    edges = sorted(draw(st.sets(st.integers(-24, 264), max_size=14)))
    return [
        Duty(
            SPRING + start * HOUR,
            SPRING + end * HOUR,
            "",
            draw(st.sampled_from(COACHES)),
            gives_way=draw(st.booleans()),
            beyond=end <= 0 or start >= 240,
        )
        for start, end in pairwise(edges)
        if end - start <= 20 and draw(st.booleans())
    ]


BLOCKS = {
    "a day and a night": [],
    "with a piece that lies across both": [Duty(SPRING + 8 * HOUR, SPRING + 14 * HOUR, "night")],
    "one that ends with the day, begun later": [Duty(SPRING + 35 * HOUR, SPRING + 48 * HOUR, "day")],
}


@settings(max_examples=80, deadline=None)
@given(
    wishes(),
    zones,
    st.lists(st.tuples(st.integers(0, 19), st.sampled_from(COACHES)), max_size=4),
    besides(),
    st.sampled_from(list(BLOCKS)),
)
def test_a_suggestion_breaks_no_limit(
    said: list[Wish], zone: str, taken: list[tuple[int, UUID]], more: list[Duty], across: str
) -> None:
    duties = [*days(10), *BLOCKS[across], *more]
    for number, coach in taken:
        duties[number] = replace(duties[number], fixed=coach)
    found = suggest(duties, said, zone, seconds=2)
    broken = broken_limits(duties, found.coaches, {wish.coach_id: wish for wish in said}, zone)
    assert set(broken) <= set(_own_choice(duties, said, zone))
    assert all(coach == duty.fixed for duty, coach in zip(duties, found.coaches, strict=True) if duty.fixed)


def _own_choice(duties: list[Duty], said: list[Wish], zone: str) -> list[Broken]:
    """What the coaches' own duties break already where nothing is suggested to anybody."""
    alone = [duty for rows in held(duties, [duty.fixed for duty in duties]).values() for duty in rows]
    unfixed = [replace(duty, fixed=None, gives_way=False) for duty in alone]
    return broken_limits(unfixed, [duty.fixed for duty in alone], {wish.coach_id: wish for wish in said}, zone)


def test_pieces_that_touch_in_another_order_than_they_begin_are_one_time_on_call() -> None:
    first, short, long, last = (
        Duty(SPRING + start * HOUR, SPRING + end * HOUR, block)
        for start, end, block in ((0, 12, "a"), (12, 20, "c"), (12, 24, "b"), (24, 36, "d"))
    )
    said = [Wish(ANNA, frozenset("abd")), Wish(BELA, frozenset("c"))]
    found = suggest([first, short, long, last], said, "UTC")
    assert found.coaches.count(ANNA) == 2


def test_a_weekly_shift_is_its_coachs_until_the_hours_are_given_to_somebody_else() -> None:
    night = Duty(SPRING, SPRING + 12 * HOUR, "night")
    day = Duty(SPRING + 20 * HOUR, SPRING + 28 * HOUR, "day")
    weekly = Duty(night.start, night.end, "", ANNA, gives_way=True)
    anna, bela = Wish(ANNA, frozenset({"day"})), Wish(BELA, frozenset({"night"}))
    assert suggest([night, day, weekly], [anna], "UTC").coaches == (None, None, ANNA), "eight hours after her shift"
    assert suggest([night, day, weekly], [anna, bela], "UTC").coaches == (BELA, ANNA, ANNA), "which is Bela's then"


def carried_by(duties: list[Duty], coaches: tuple[UUID | None, ...]) -> dict[UUID, Load]:
    rows = [Segment(duty.start, duty.end, coach) for duty, coach in zip(duties, coaches, strict=True)]
    return loads(rows, "Europe/Berlin")


def test_what_nobody_can_take_is_left_open() -> None:
    duties = days(3)
    found = suggest(duties, [Wish(ANNA, frozenset({"day"}))], "Europe/Berlin")
    assert [coach for duty, coach in zip(duties, found.coaches, strict=True) if duty.block == "night"] == [None] * 3
    assert [coach for duty, coach in zip(duties, found.coaches, strict=True) if duty.block == "day"] == [ANNA] * 3


def test_everything_that_can_be_covered_is_covered() -> None:
    found = suggest(days(14), [Wish(coach, ALL) for coach in (ANNA, BELA, CLEO)], "Europe/Berlin")
    assert None not in found.coaches


def test_who_carried_more_before_is_given_less() -> None:
    duties = days(14)
    said = [Wish(ANNA, ALL, carried=Load(hours=120)), Wish(BELA, ALL), Wish(CLEO, ALL)]
    found = suggest(duties, said, "Europe/Berlin")
    carried = carried_by(duties, found.coaches)
    whole = {wish.coach_id: wish.carried.plus(carried.get(wish.coach_id, Load())) for wish in said}
    parts = balance(whole, {wish.coach_id: wish.share for wish in said})
    assert carried.get(ANNA, Load()).hours < min(carried[BELA].hours, carried[CLEO].hours)
    assert all(part == pytest.approx(1, abs=0.12) for part in parts.values())


def test_half_a_post_carries_about_half() -> None:
    duties = days(28)
    found = suggest(duties, [Wish(ANNA, ALL, 0.5), Wish(BELA, ALL), Wish(CLEO, ALL)], "Europe/Berlin")
    carried = carried_by(duties, found.coaches)
    assert carried[ANNA].weight / carried[BELA].weight == pytest.approx(0.5, abs=0.1)


BREAKS = {
    "not wished for": ([ANNA], {ANNA: Wish(ANNA, frozenset({"night"}))}, [Broken(ANNA, Rule.CANNOT, SPRING)]),
    "somebody who has said nothing": ([ANNA], {}, [Broken(ANNA, Rule.CANNOT, SPRING)]),
    "busy": (
        [ANNA],
        {ANNA: Wish(ANNA, ALL, busy=(Interval(SPRING + HOUR, SPRING + 2 * HOUR),))},
        [Broken(ANNA, Rule.CANNOT, SPRING)],
    ),
    "too many hours": ([ANNA], {ANNA: Wish(ANNA, ALL, most_hours=10)}, [Broken(ANNA, Rule.HOURS)]),
    "too many nights": ([None, ANNA], {ANNA: Wish(ANNA, ALL, most_nights=0)}, [Broken(ANNA, Rule.NIGHTS)]),
    "a day and its night are a day": ([ANNA, ANNA], {ANNA: Wish(ANNA, ALL)}, []),
    "more than a day": (
        [ANNA, ANNA, ANNA],
        {ANNA: Wish(ANNA, ALL)},
        [Broken(ANNA, Rule.LONG, SPRING + 24 * HOUR)],
    ),
    "two days with a night between": ([ANNA, None, ANNA], {ANNA: Wish(ANNA, ALL)}, []),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_a_hand_made_month_breaks_is_named(name: str) -> None:
    chosen, said, expected = BREAKS[name]
    duties = days(3)
    assert broken_limits(duties, [*chosen, *[None] * (6 - len(chosen))], said, "Europe/Berlin") == expected


def test_too_little_rest_is_named() -> None:
    duties = [Duty(SPRING, SPRING + 8 * HOUR, "day"), Duty(SPRING + 16 * HOUR, SPRING + 24 * HOUR, "day")]
    said = {ANNA: Wish(ANNA, ALL)}
    assert broken_limits(duties, [ANNA, ANNA], said, "UTC") == [Broken(ANNA, Rule.REST, SPRING + 16 * HOUR)]


def test_a_time_in_one_go_is_named_where_what_was_given_is_only_its_beginning() -> None:
    own = [Duty(SPRING + start * HOUR, SPRING + (start + 10) * HOUR, "", ANNA) for start in (10, 20)]
    duties = [Duty(SPRING, SPRING + 10 * HOUR, "day"), *own]
    named = broken_limits(duties, [ANNA] * 3, {ANNA: Wish(ANNA, ALL)}, "UTC")
    assert named == [Broken(ANNA, Rule.LONG, own[1].start)]


def test_what_a_coach_took_by_themselves_is_not_held_against_them() -> None:
    duties = [replace(duty, fixed=ANNA) for duty in days(2)]
    assert broken_limits(duties, [ANNA] * 4, {}, "UTC") == []


LOADS = [
    # (start, end, zone): hours, at night, on the weekend, nights
    ("2026-11-24T18:00", "2026-11-25T08:00", "UTC", Load(14, 9, 0, 1)),
    ("2026-11-24T08:00", "2026-11-24T18:00", "UTC", Load(10, 0, 0, 0)),
    ("2026-11-24T21:00", "2026-11-25T00:00", "UTC", Load(3, 2, 0, 0)),
    ("2026-11-27T18:00", "2026-11-28T08:00", "UTC", Load(14, 9, 8, 1)),
    ("2026-10-24T16:00", "2026-10-25T07:00", "Europe/Berlin", Load(15, 10, 15, 1)),  # a night of ten hours
    ("2026-03-28T17:00", "2026-03-29T06:00", "Europe/Berlin", Load(13, 8, 13, 1)),  # an hour less of night
]


@pytest.mark.parametrize(("start", "end", "zone", "expected"), LOADS)
def test_what_a_duty_weighs(start: str, end: str, zone: str, expected: Load) -> None:
    moments = [datetime.fromisoformat(words).replace(tzinfo=UTC) for words in (start, end)]
    assert load_of(*moments, zone) == expected


def test_a_fair_part_is_one() -> None:
    assert balance({ANNA: Load(10), BELA: Load(10)}, {ANNA: 1, BELA: 1}) == {ANNA: 1, BELA: 1}
    assert balance({ANNA: Load(10), BELA: Load(5)}, {ANNA: 1, BELA: 0.5}) == {ANNA: 1, BELA: 1}
    assert balance({ANNA: Load(10)}, {ANNA: 1, BELA: 1}) == {ANNA: 2, BELA: 0}
    assert balance({}, {ANNA: 1}) == {}
