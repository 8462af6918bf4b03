"""The scripts themselves, as tables and properties: whatever happens on a line, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.phones import words_of
from wiseline.calls.line import ENDINGS, Ask, Event, HangUp, Instruction, Join, Record, What, from_json, to_json
from wiseline.coaching.phone import called, caller, coach, spoken_code
from wiseline.coaching.phone.coach import Other
from wiseline.coaching.phone.script import Do, State, Turn
from wiseline.coaching.transitions import Status

PLACES = [
    "start",
    "safe?",
    "pin?",
    "open?",
    "waiting",
    "message",
    "talking",
    "greet",
    "offer",
    "ring?",
    "after",
    "bye",
    "gone",
]
INITIALS = "Q X"
states = st.builds(
    State,
    at=st.sampled_from(PLACES),
    count=st.integers(0, 20),
    told=st.sampled_from(["", "coming", "cannot", "ring?", "promise", "pass"]),
    safety=st.sampled_from(["", "safe", "danger"]),
    asked=st.booleans(),
)
events = st.builds(
    Event,
    what=st.sampled_from(list(What)),
    keys=st.sampled_from(["", "1", "2", "3", "9", "4711", "#"]),
    ref=st.sampled_from(["", "rec"]),
    seconds=st.sampled_from([0, 12]),
    outcome=st.sampled_from(["", "yes", "no", "taken", "over", "ok", "wrong", "stored", "call_back", "kept"]),
)
statuses = st.sampled_from(["", *(str(status) for status in Status)])
caller_facts = st.builds(
    caller.Facts,
    known=st.booleans(),
    pin_digits=st.sampled_from([0, 4]),
    status=statuses,
    truth=st.just(("We are ringing Dana.",)),
    looking=st.booleans(),
    coach=st.just("Dana"),
    coach_on_line=st.booleans(),
    by_app=st.booleans(),
    coach_rings=st.booleans(),
    room=st.just("room-1"),
    clinic=st.sampled_from(["", "+353 1"]),
    records=st.booleans(),
    staff=st.booleans(),
    wanted=st.booleans(),
    rung_back=st.booleans(),
)
coach_facts = st.builds(
    coach.Facts,
    rings_me=st.booleans(),
    sought=st.booleans(),
    mine=st.booleans(),
    holder=st.sampled_from(["", "Sam"]),
    pin_digits=st.sampled_from([0, 4]),
    initials=st.just(INITIALS),
    safety=st.sampled_from(["", "safe", "unsure", "danger"]),
    said_at=st.sampled_from(["", "Friday 27 November, 23:10"]),
    spoke=st.booleans(),
    wrote=st.booleans(),
    promise_at=st.just("19:45"),
    other=st.sampled_from(list(Other)),
    talked=st.booleans(),
    in_app=st.booleans(),
    on_page=st.booleans(),
    room=st.just("room-1"),
)
called_facts = st.builds(
    called.Facts, live=st.booleans(), coach=st.just("Dana"), coach_on_line=st.booleans(), room=st.just("room-1")
)
scripts = st.sampled_from(
    [(caller.step, caller_facts), (coach.step, coach_facts), (called.step, called_facts)]
) | st.just((spoken_code.step, st.just(spoken_code.Facts(code="123456"))))


@st.composite
def steps(draw: st.DrawFn) -> tuple[Event, Turn]:
    """Any script, anywhere, whatever happens."""
    step, facts = draw(scripts)
    event = draw(events)
    return event, step(draw(states), event, draw(facts))


@given(steps())
def test_every_event_is_answered_by_one_ending_or_by_an_act(found: tuple[Event, Turn]) -> None:
    event, turn = found
    endings = [one for one in turn.said if isinstance(one, ENDINGS)]
    assert len(endings) <= 1
    if endings:
        assert turn.said[-1] == endings[0], "what follows an ending would never be spoken"
    if event.what not in {What.GONE, What.OUTCOME} and turn.act is None:
        assert endings, "a line without an ending would fall silent"


@given(steps())
def test_what_is_said_is_kept_and_read_again_as_it_was(found: tuple[Event, Turn]) -> None:
    said: tuple[Instruction, ...] = tuple(found[1].said)
    assert from_json(to_json(said)) == said


@given(states)
def test_a_state_is_kept_and_read_again_as_it_was(state: State) -> None:
    assert State.from_json(state.to_json()) == state


@given(state=states, event=events, facts=coach_facts)
def test_no_coachs_phone_says_whom_it_is_about_before_a_key_or_the_pin(
    state: State, event: Event, facts: coach.Facts
) -> None:
    state = replace(state, at="start" if state.at not in {"start", "greet"} else state.at)
    turn = coach.step(state, event, facts)
    spoken = words_of(tuple(turn.said))
    key = event.what is What.KEYS and event.keys == "1" and not facts.pin_digits
    if INITIALS in spoken or "They " in spoken:
        assert key or (event.what is What.OUTCOME and event.outcome == "ok")


@given(st.lists(st.sampled_from([What.ANSWERED, What.AGAIN, What.LEFT]) | st.just(What.KEYS), max_size=30), coach_facts)
def test_a_voicemail_never_takes_promises_or_passes(happened: list[What], facts: coach.Facts) -> None:
    """It picks up, speaks, and presses nothing."""
    state = State()
    for what in happened:
        turn = coach.step(state, Event(what), facts)
        state = turn.state
        assert turn.act is None
        assert not any(isinstance(one, Join) for one in turn.said)


@given(st.lists(st.sampled_from([What.ANSWERED, What.AGAIN]) | st.just(What.KEYS), max_size=30), called_facts)
def test_a_clients_voicemail_is_never_talked_to_and_hears_no_name(happened: list[What], facts: called.Facts) -> None:
    state = State()
    for what in happened:
        turn = called.step(state, Event(what), facts)
        state = turn.state
        assert "Dana" not in words_of(tuple(turn.said))
        assert not any(isinstance(one, Join) for one in turn.said)


@given(facts=coach_facts)
def test_a_question_that_nobody_answers_ends(facts: coach.Facts) -> None:
    state = State()
    said: Any = ()
    for _time in range(8):
        turn = coach.step(state, Event(What.KEYS if said else What.ANSWERED), facts)
        state, said = turn.state, turn.said
    assert isinstance(said[-1], HangUp)


@given(state=states, facts=caller_facts.filter(lambda facts: facts.known and not facts.staff))
def test_danger_is_one_key_away_wherever_keys_are_taken_before_a_coach_is_there(
    state: State, facts: caller.Facts
) -> None:
    state = replace(state, at=state.at if state.at in {"safe?", "open?"} else "waiting", safety="", told="")
    facts = replace(facts, status=str(Status.RINGING))
    turn = caller.step(state, Event(What.KEYS, keys="1"), facts)
    assert turn.act is not None
    assert (turn.act.do, turn.act.value) == (Do.SAFETY, "danger")


@given(state=states, event=events, facts=caller_facts)
def test_no_menu_of_a_caller_has_more_than_two_keys(state: State, event: Event, facts: caller.Facts) -> None:
    turn = caller.step(state, event, facts)
    spoken = words_of(tuple(one for one in turn.said if isinstance(one, Ask)))
    assert spoken.count("press ") <= 2


@given(state=states, event=events, facts=caller_facts)
def test_a_message_is_asked_for_only_where_nobody_was_reached_and_it_can_be_kept(
    state: State, event: Event, facts: caller.Facts
) -> None:
    turn = caller.step(state, event, facts)
    if any(isinstance(one, Record) for one in turn.said):
        assert facts.status == Status.UNREACHED
        assert facts.records


@given(state=states, event=events, facts=caller_facts)
def test_nobody_is_put_into_a_room_where_no_coach_is(state: State, event: Event, facts: caller.Facts) -> None:
    turn = caller.step(state, event, facts)
    if any(isinstance(one, Join) for one in turn.said):
        assert facts.status == Status.LIVE
        assert facts.coach_on_line


@pytest.mark.parametrize(("key", "act"), [("1", Do.ACCEPT), ("2", Do.PROMISE), ("3", Do.PASS), ("4", None), ("", None)])
def test_the_keys_of_a_coach(key: str, act: Do | None) -> None:
    facts = coach.Facts(rings_me=True, mine=False, initials="M B", safety="safe", promise_at="19:45")
    turn = coach.step(State(at="offer"), Event(What.KEYS, keys=key), facts)
    assert (turn.act.do if turn.act else None) == act


def test_while_waiting_she_hears_the_truth_and_breathing_and_nothing_else() -> None:
    facts = caller.Facts(known=True, status="ringing", truth=("We are ringing Dana Reyes.",))
    state = State(at="waiting", asked=True)
    heard = []
    for _round in range(4):
        turn = caller.step(state, Event(What.AGAIN), facts)
        state = turn.state
        heard.append(words_of(tuple(turn.said)))
    assert heard[0].startswith("We are ringing Dana Reyes. If you are in danger, press 1.")
    assert "Breathe in." in heard[0]
    assert "ringing" not in heard[1], "the same truth is not told again and again"
