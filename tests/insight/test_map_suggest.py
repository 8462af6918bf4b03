"""One small step, what is stuck, and a group's summary that names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.map_events import alone, came_to_nothing, coached, day, practised, taught, worked
from tests.insight.test_map_rules import EVENTS
from wiseline.insight.generalisation.rules import NOT_SAID, Event, Level, Stuck
from wiseline.insight.generalisation.skill_map import map_from
from wiseline.insight.generalisation.suggest import FEWEST_PEOPLE, Again, Kind, Step, next_step, stuck_cells, sum_up

PLACES = ("home", "work", "friends")
FAILING_AT_WORK = [worked(0, "home"), *[alone(n, "work", helped=False) for n in (1, 2, 3)]]
STEPS = [
    ("it helped at home, and life is at work too", [worked(0, "home"), alone(1, "work", helped=False)],
     Step(Kind.ONE_MORE_PLACE, "stop", "work", "home")),
    ("where it keeps failing is for the coach", [*FAILING_AT_WORK, worked(4, "home")], None),
    ("and then the next place", [*FAILING_AT_WORK, worked(4, "home"), alone(4, "friends")],
     Step(Kind.ONE_MORE_PLACE, "stop", "friends", "home")),
    ("what fails lately, wherever, is not pushed", FAILING_AT_WORK, None),
    ("nothing else is known of their life", [worked(0, "home")], None),
    ("a place that was taken off the list", [worked(0, "home"), alone(1, "moon")], None),
    ("with help so far", [coached(0, "work")], Step(Kind.BY_YOURSELF, "stop", "work")),
    ("practised so far", [taught(0), practised(1, "home")], Step(Kind.TRY, "stop")),
    ("taught only", [taught(0)], Step(Kind.PRACTISE, "stop")),
    ("not used for long", [taught(0), worked(-40, "home")], Step(Kind.AGAIN, "stop", "home")),
    ("nothing", [], None),
]  # fmt: skip


@pytest.mark.parametrize(("events", "step"), [pytest.param(*row[1:], id=row[0]) for row in STEPS])
def test_one_small_step_follows_on_what_went_well(events: list[Event], step: Step | None) -> None:
    """Shaping by small steps (GK)."""
    assert next_step(map_from(events, day(5)), contexts=PLACES, allowed=lambda _skill: True) == step


def test_what_a_client_must_mind_is_never_suggested() -> None:
    found = map_from([taught(0)], day(5))
    assert next_step(found, contexts=PLACES, allowed=lambda skill: skill != "stop") is None


@given(EVENTS)
def test_a_step_is_where_it_can_be_taken(events: list[Event]) -> None:
    found = map_from(events, day(120))
    step = next_step(found, contexts=PLACES, allowed=lambda skill: skill == "stop")
    if step is not None:
        row = found.rows[step.skill]
        assert step.skill == "stop"
        assert row.whole.stuck != Stuck.FAILING
        if step.kind == Kind.ONE_MORE_PLACE:
            assert step.context in PLACES
            assert row.cell(step.context).level < Level.HELPED
            assert row.cell(step.known).level == Level.HELPED


def test_what_is_stuck_is_told_once_and_what_fails_first() -> None:
    events = [
        *[came_to_nothing(n, "work", obstacle="too_upset") for n in (1, 2, 3)],
        taught(-30, skill="give"),
        *[coached(n, "home") for n in (-25, -10, 4)],
    ]
    found = [(row.skill, name, cell.stuck) for row, name, cell in stuck_cells(map_from(events, day(5)))]
    assert found == [
        ("stop", "work", Stuck.FAILING),
        ("stop", "home", Stuck.LEANING),
        ("give", NOT_SAID, Stuck.NOT_BEGUN),
    ]


def test_below_three_people_nothing_of_a_group_is_counted() -> None:
    one = map_from([taught(0), worked(1, "home")], day(30))
    assert sum_up([one, one]) == ()
    other = map_from([taught(0, skill="give")], day(30))
    assert sum_up([one, one, other]) == ()  # three in the group, and two were taught it
    (row,) = sum_up([one, one, one])
    assert (row.skill, row.taught, row.helped) == ("stop", 3, 3)


def test_a_group_says_what_to_teach_again_and_not_who() -> None:
    begun = map_from([taught(0), worked(1, "home")], day(30))
    waits = map_from([taught(0)], day(30))
    failing = map_from([taught(0), *[came_to_nothing(n, "home") for n in (1, 2, 3)]], day(30))
    (row,) = sum_up([begun, begun, waits, waits, waits, failing, failing, failing])
    assert (row.taught, row.alone, row.not_begun, row.failing) == (8, None, 3, 3)
    assert row.obstacles == (("not_known", 3),)
    assert set(row.again) == {Again.NOT_BEGUN, Again.FAILING, Again.FEW_ALONE}
    (row,) = sum_up([begun, begun, waits, failing])
    assert (row.taught, row.alone, row.not_begun, row.failing, row.obstacles) == (4, None, None, None, ())


@given(st.lists(EVENTS, max_size=6))
def test_no_number_of_a_group_stands_for_fewer_than_three(people: list[list[Event]]) -> None:
    for row in sum_up([map_from([taught(0), *events], day(120)) for events in people]):
        numbers = [row.taught, row.tried, row.alone, row.helped, row.generalised, row.not_begun, row.failing]
        assert all(number is None or FEWEST_PEOPLE <= number <= len(people) for number in numbers)
        assert all(number >= FEWEST_PEOPLE for _name, number in row.obstacles)
