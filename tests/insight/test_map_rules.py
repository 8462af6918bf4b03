"""The rules of the map as a table, each with where it comes from; and what must hold whatever was noted.

Sources: mission.md, aim 2 ("taught, to practised, to used with coaching, to used alone, to used alone in several
contexts"); Ruork & Rizvi 2021 ([41] in the clinical notes: used in the natural environment, not just known); GK stands
for general knowledge that a clinician has to confirm; the issue that asked for the map.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.map_events import alone, came_to_nothing, coached, day, practised, taught, worked
from wiseline.insight.generalisation import rules
from wiseline.insight.generalisation.rules import NOT_SAID, Event, Fade, Level, Stuck, helped_by, level_of
from wiseline.insight.generalisation.skill_map import Change, Moved, changes_from, map_from

CELLS = [
    # what was noted, the day of the map, the cell at home: level, and why
    ("nothing at all: nothing", [], 0, Level.NOTHING, "mission aim 2"),
    ("taught: it waits in every context", [taught(0)], 0, Level.TAUGHT, "mission aim 2"),
    ("practised here", [taught(0), practised(1, "home")], 2, Level.PRACTISED, "mission aim 2"),
    ("practice is not use, however often", [practised(n, "home") for n in range(9)], 9, Level.PRACTISED, "[41]"),
    ("practised elsewhere: here it is taught", [taught(0), practised(1, "work")], 2, Level.TAUGHT, "[41]"),
    ("used with coaching", [coached(1, "home")], 2, Level.COACHED, "mission aim 2"),
    ("coached and helped is not alone and helped", [coached(1, "home", helped=True)], 2, Level.COACHED, "GK"),
    ("used alone, effect not said", [alone(1, "home")], 2, Level.ALONE, "mission aim 2"),
    ("used alone, did not help", [alone(1, "home", helped=False)], 2, Level.ALONE, "issue 5"),
    ("used alone and it helped", [worked(1, "home")], 2, Level.HELPED, "issue 5"),
    ("a step is not lost by a worse day", [worked(1, "home"), alone(2, "home", helped=False)], 3, Level.HELPED, "GK"),
    ("a try that came to nothing moves nothing", [taught(0), came_to_nothing(1, "home")], 2, Level.TAUGHT, "GK"),
    ("used where nobody said: no context moves", [taught(0), worked(1)], 2, Level.TAUGHT, "[41]"),
    ("tomorrow is not known today", [taught(0), worked(5, "home")], 4, Level.TAUGHT, "GK"),
    ("used before it was taught", [worked(1, "home"), taught(3)], 4, Level.HELPED, "GK"),
]


@pytest.mark.parametrize(("events", "today", "level"), [pytest.param(*row[1:4], id=row[0]) for row in CELLS])
def test_a_cell_moves_by_the_rules(events: list[Event], today: int, level: Level) -> None:
    row = map_from(events, day(today)).rows.get("stop")
    assert (row.cell("home").level if row else Level.NOTHING) == level


GENERALISED = [
    # what was noted, the day of the map, generalised on which day (None: not), and why
    ("three contexts over three weeks", [worked(0, "home"), worked(7, "work"), worked(21, "friends")], 21, 21),
    ("a day short of three weeks", [worked(0, "home"), worked(7, "work"), worked(20, "friends")], 27, None),
    (
        "then once more, anywhere",
        [worked(0, "home"), worked(7, "work"), worked(20, "online"), worked(30, "home")],
        30,
        30,
    ),
    ("two contexts only", [worked(0, "home"), worked(7, "work"), worked(30, "home")], 30, None),
    ("one of three was coached", [worked(0, "home"), coached(7, "work"), worked(30, "friends")], 30, None),
    ("one of three did not help", [worked(0, "home"), alone(7, "work", helped=False), worked(30, "friends")], 30, None),
    ("one evening is not three contexts", [worked(0, "home", "partner", "alone"), worked(30, "home")], 30, None),
    (
        "evenings stand for a context each",
        [worked(0, "home", "partner"), worked(9, "home", "partner"), worked(30, "home", "alone")],
        30,
        30,
    ),
    ("where nobody said does not count", [worked(0, "home"), worked(7), worked(9, "work"), worked(30)], 30, None),
    ("not used for long: it is no longer", [worked(0, "home"), worked(7, "work"), worked(21, "friends")], 21 + 85, 21),
]


@pytest.mark.parametrize(("events", "today", "on"), [pytest.param(*row[1:], id=row[0]) for row in GENERALISED])
def test_a_skill_generalises_by_the_rule(events: list[Event], today: int, on: int | None) -> None:
    """At least three contexts over at least three weeks, alone and with effect (issue 5; the numbers GK)."""
    row = map_from(events, day(today)).rows["stop"]
    assert row.generalised_on == (day(on).date() if on is not None else None)
    assert row.is_generalised == (on is not None and today - on <= rules.FADED_AFTER_DAYS)


@pytest.mark.parametrize(
    ("idle", "fade"),
    [(0, Fade.FRESH), (28, Fade.FRESH), (29, Fade.FADING), (84, Fade.FADING), (85, Fade.FADED)],
)
def test_what_was_not_used_for_long_fades_and_keeps_its_step(idle: int, fade: Fade) -> None:
    cell = map_from([worked(0, "home")], day(idle)).rows["stop"].cell("home")
    assert (cell.fade, cell.level) == (fade, Level.HELPED)


def test_what_was_never_used_does_not_fade() -> None:
    row = map_from([taught(0)], day(300)).rows["stop"]
    assert row.whole.fade == Fade.FRESH


STUCK = [
    ("three tries in a row did not help", [alone(n, "home", helped=False) for n in range(3)], 3, Stuck.FAILING),
    ("with a coach beside it as well", [coached(n, "home", helped=False) for n in range(3)], 3, Stuck.FAILING),
    ("tries that came to nothing count here", [came_to_nothing(n, "home") for n in range(3)], 3, Stuck.FAILING),
    ("two are not yet", [alone(n, "home", helped=False) for n in range(2)], 3, Stuck.NO),
    ("the last one helped", [*[alone(n, "home", helped=False) for n in range(3)], worked(4, "home")], 5, Stuck.NO),
    ("where nobody said how it went", [alone(n, "home") for n in range(5)], 6, Stuck.NO),
    ("long ago", [alone(n, "home", helped=False) for n in range(3)], 60, Stuck.NO),
    ("with help only, for three weeks", [coached(n, "home") for n in (0, 10, 21)], 22, Stuck.LEANING),
    ("with help only, within a week", [coached(n, "home") for n in (0, 3, 6)], 22, Stuck.NO),
    ("alone once", [*[coached(n, "home") for n in (0, 10, 21)], alone(22, "home")], 22, Stuck.NO),
]


@pytest.mark.parametrize(("events", "today", "stuck"), [pytest.param(*row[1:], id=row[0]) for row in STUCK])
def test_a_cell_is_stuck_by_the_rules(events: list[Event], today: int, stuck: Stuck) -> None:
    """Front Psychiatry 2018;9:152: use that failed is a reason to coach. The numbers GK."""
    assert map_from(events, day(today)).rows["stop"].cell("home").stuck == stuck


def test_taught_long_ago_and_never_tried_is_said() -> None:
    assert map_from([taught(0)], day(20)).rows["stop"].whole.stuck == Stuck.NO
    assert map_from([taught(0)], day(21)).rows["stop"].whole.stuck == Stuck.NOT_BEGUN
    assert map_from([taught(0), practised(3)], day(21)).rows["stop"].whole.stuck == Stuck.NO


def test_what_got_in_the_way_is_counted_where_it_did() -> None:
    events = [
        came_to_nothing(1, "home"),
        alone(2, "home", helped=False, obstacle="too_upset"),
        came_to_nothing(3, "home"),
    ]
    assert map_from(events, day(4)).rows["stop"].cell("home").obstacles == (("not_known", 2), ("too_upset", 1))


@pytest.mark.parametrize(
    ("how", "source", "effect", "level"),
    [
        ("alone", "log", "helped", Level.HELPED),
        ("alone", "log", "some", Level.HELPED),
        ("alone", "log", "not", Level.ALONE),
        ("alone", "diary", "", Level.ALONE),
        ("tried", "contact", "", Level.ALONE),
        ("coached", "contact", "helped", Level.COACHED),
        ("with_help", "log", "helped", Level.COACHED),
        ("alone", "practice", "helped", Level.PRACTISED),
        ("coached", "practice", "helped", Level.COACHED),
    ],
)
def test_a_use_is_read_as_a_step(how: str, source: str, effect: str, level: Level) -> None:
    assert level_of(how=how, source=source, helped=helped_by(effect)) == level


def test_what_has_a_day_and_no_hour_counts_from_the_morning_on() -> None:
    event = worked(3, "home")._replace(of_day=True)
    assert map_from([event], day(3) - timedelta(hours=4)).rows["stop"].cell("home").level == Level.HELPED
    assert not map_from([event], day(2)).rows


def test_changes_are_told_from_the_greatest_to_the_least() -> None:
    events = [
        taught(0),
        worked(1, "home"),
        worked(30, "work"),
        worked(31, "friends"),
        worked(2, "online", skill="give"),
    ]
    assert changes_from(events, day(29), day(32)) == [
        Change(Moved.GENERALISED, "stop", NOT_SAID, Level.HELPED, Level.HELPED),
        Change(Moved.ROSE, "stop", "friends", Level.TAUGHT, Level.HELPED),
        Change(Moved.ROSE, "stop", "work", Level.TAUGHT, Level.HELPED),
        Change(Moved.FADED, "give", NOT_SAID, Level.HELPED, Level.HELPED),
        Change(Moved.FADED, "give", "online", Level.HELPED, Level.HELPED),
        Change(Moved.FADED, "stop", "home", Level.HELPED, Level.HELPED),
    ]
    assert [change.kind for change in changes_from(events, day(29), day(29))] == []
    back = [*events, worked(33, "home")]
    assert Change(Moved.BACK, "stop", "home", Level.HELPED, Level.HELPED) in changes_from(back, day(32), day(34))


CONTEXTS = st.frozensets(st.sampled_from(["home", "work", "friends", "alone"]), max_size=3)
EVENTS = st.lists(
    st.builds(
        Event,
        skill=st.sampled_from(["stop", "give"]),
        at=st.integers(0, 120).map(day),
        level=st.sampled_from([Level.PRACTISED, Level.COACHED, Level.ALONE]),
        contexts=CONTEXTS,
        helped=st.sampled_from([True, False, None]),
        done=st.booleans(),
    ).map(lambda event: event._replace(level=Level.HELPED) if event.level == Level.ALONE and event.helped else event),
    max_size=25,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_is_of_no_matter(events: list[Event], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = map_from(events, day(120)), map_from(shuffled, day(120))
    assert one.rows.keys() == other.rows.keys()
    for skill, row in one.rows.items():
        assert {name: replace(cell, obstacles=()) for name, cell in row.cells.items()} == {
            name: replace(cell, obstacles=()) for name, cell in other.rows[skill].cells.items()
        }
        assert (row.breadth, row.generalised_on) == (other.rows[skill].breadth, other.rows[skill].generalised_on)


@given(EVENTS, st.integers(0, 120), st.integers(0, 60))
def test_time_takes_no_step_away(events: list[Event], today: int, later: int) -> None:
    before, after = map_from(events, day(today)), map_from(events, day(today + later))
    for skill, row in before.rows.items():
        for name, cell in row.cells.items():
            assert after.rows[skill].cells[name].level >= cell.level
        assert after.rows[skill].breadth >= row.breadth
        if row.generalised_on:
            assert after.rows[skill].generalised_on == row.generalised_on


@given(EVENTS)
def test_the_map_says_no_more_than_was_noted(events: list[Event]) -> None:
    for skill, row in map_from(events, day(120)).rows.items():
        mine = [event for event in events if event.skill == skill]
        for name, cell in row.cells.items():
            here = [event for event in mine if (name in event.contexts if name else not event.contexts)]
            done = [event for event in here if event.done]
            assert (cell.uses, cell.tries) == (len(done), len(here) - len(done))
            assert cell.level == max((event.level for event in done), default=Level.NOTHING)
        helped = [event for event in mine if event.done and event.level == Level.HELPED and event.contexts]
        assert row.breadth <= min(len(helped), len({name for event in helped for name in event.contexts}))
        if row.generalised_on:
            days = [event.at.date() for event in helped]
            assert row.breadth >= rules.CONTEXTS_TO_GENERALISE
            assert max(days) - min(days) >= timedelta(days=rules.DAYS_TO_GENERALISE)


@given(EVENTS, EVENTS)
def test_one_skill_says_nothing_about_another(events: list[Event], more: list[Event]) -> None:
    own = [event for event in events if event.skill == "stop"]
    others = [event._replace(skill="give") for event in more]
    assert map_from([*own, *others], day(120)).rows.get("stop") == map_from(own, day(120)).rows.get("stop")


@given(EVENTS, st.integers(0, 120), st.integers(0, 60))
def test_no_change_is_told_where_the_map_is_the_same(events: list[Event], today: int, later: int) -> None:
    told = {(change.skill, change.context) for change in changes_from(events, day(today), day(today + later))}
    before, after = map_from(events, day(today)), map_from(events, day(today + later))
    for skill, row in after.rows.items():
        old = before.rows.get(skill)
        for name, cell in row.cells.items():
            same = old is not None and (old.cell(name).level, old.cell(name).fade) == (cell.level, cell.fade)
            if name:
                assert ((skill, name) in told) != same or (old is None and not cell.level)
