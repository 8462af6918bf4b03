"""A client dials the programme's number: what they hear and what their keys do. Pure.

The first sentence names help in danger. The request is stored as soon as the caller is known, so that a line that
drops, or a shaking hand, loses nothing (RingRx stores before it dials; features.md, B1). No menu has more than two
keys (Spruce advises at most four; longer ones make people hang up: features.md, B7), and 1 means danger in all of
them. Danger asks for no PIN.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from wiseline.calls.line import Ask, Event, Hold, Instruction, Join, Record, Say, Spoken, What
from wiseline.coaching.models import Safety
from wiseline.coaching.phone import words
from wiseline.coaching.phone.script import TRIES, Act, Do, State, Turn, bye
from wiseline.coaching.transitions import SEARCHING, Status

MESSAGE_SECONDS = 120
APP_ROUNDS = 2
"""So many pauses a coach who took it in the app has to be on the line there, before their phone is rung."""
COMING_ROUNDS = 12
"""So many pauses of five seconds a coach who took the request elsewhere has to come to the phone."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the script depends on. `truth` is what the client's own screen would say at this moment."""

    known: bool
    pin_digits: int = 0  # the length of the caller's PIN; 0 where they chose none
    status: str = ""  # of the caller's open contact
    truth: tuple[str, ...] = ()
    looking: bool = True  # where a coach is sought: somebody is rung, and it does not wait for a later time
    coach: str = ""  # who holds it
    coach_on_line: bool = False  # the coach's phone is in the room, or a page of theirs can be put there
    by_app: bool = False  # a page can talk on this line
    coach_rings: bool = False  # a phone of theirs rings, or can be rung
    hung_up: bool = False  # the coach ended the call, and not the network
    room: str = ""
    emergency: str = "112"
    clinic: str = ""
    records: bool = False
    staff: bool = False  # no client rings in, and whether
    wanted: bool = False  # something waits for them, and
    rung_back: bool = False  # their phone can be rung


def step(state: State, event: Event, facts: Facts) -> Turn:
    """The answer to one event."""
    if facts.staff:
        return _staff(state, event, facts)
    if event.what is What.GONE:
        waits = state.asked and facts.status in SEARCHING and state.at != "gone"
        return Turn(replace(state, at="gone"), act=Act(Do.CALL_BACK) if waits else None)
    if not facts.known:
        return bye(replace(state, at="bye"), *words.stranger(facts.emergency, facts.clinic))
    return _PLACES.get(state.at, _waiting)(state, event, facts)


def _staff(state: State, event: Event, facts: Facts) -> Turn:
    """Their phone is rung, which they alone can pick up; a number that calls could have been set by anybody."""
    if event.what is What.GONE:
        back = state.told == "back" and state.at != "gone"
        return Turn(replace(state, at="gone"), act=Act(Do.RING_BACK) if back else None)
    told = "back" if facts.wanted and facts.rung_back else ""
    said = words.to_staff(wanted=facts.wanted, rung_back=facts.rung_back)
    return bye(replace(state, at="bye", told=told), *said)


def _greet(state: State, event: Event, facts: Facts) -> Turn:
    """The request is stored before the first question is answered; a PIN comes after the question about danger."""
    if event.what is What.OUTCOME or facts.pin_digits:
        asked = not facts.pin_digits
        return Turn(replace(state, at="safe?", count=0, asked=asked), (Ask(words.are_you_safe()),))
    return Turn(state, act=Act(Do.ASK))


def _safe(state: State, event: Event, facts: Facts) -> Turn:
    if event.what is What.OUTCOME:  # the answer is kept
        return _begin_waiting(replace(state, asked=True), facts)
    if event.keys == "1":
        state = replace(state, safety=str(Safety.DANGER))
        return Turn(state, act=Act(Do.SAFETY, state.safety))
    if event.keys == "2":
        state = replace(state, safety=str(Safety.SAFE))
        return _ask_pin(state, facts) if facts.pin_digits else Turn(state, act=Act(Do.SAFETY, state.safety))
    if state.count + 1 < TRIES:
        return Turn(replace(state, count=state.count + 1), (Ask(words.are_you_safe()),))
    return _ask_pin(state, facts) if facts.pin_digits else _begin_waiting(state, facts)


def _ask_pin(state: State, facts: Facts) -> Turn:
    return Turn(replace(state, at="pin?", count=0), (Ask(words.your_pin(), digits=facts.pin_digits, seconds=10),))


def _pin(state: State, event: Event, facts: Facts) -> Turn:
    if event.what is What.OUTCOME and event.outcome == "ok":
        act = Act(Do.SAFETY, state.safety) if state.safety else Act(Do.ASK)
        return Turn(state, act=act)
    if event.what is What.OUTCOME and event.outcome == "stored":
        return _begin_waiting(replace(state, asked=True), facts)
    if event.what is What.KEYS and event.keys:
        return Turn(state, act=Act(Do.PIN, event.keys))
    if state.count + 1 < TRIES:
        again = (Ask((words.not_right(), *words.your_pin()), digits=facts.pin_digits, seconds=10),)
        return Turn(replace(state, count=state.count + 1), again)
    return bye(replace(state, at="bye"), *words.no_pin(facts.emergency, facts.clinic))


def _begin_waiting(state: State, facts: Facts) -> Turn:
    state = replace(state, at="waiting", count=0, told="")
    first = (Say(words.danger(facts.emergency)),) if state.safety == Safety.DANGER else ()
    turn = _wait(state, facts)
    return Turn(turn.state, (*first, *turn.said), turn.act)


def _left_open(state: State, event: Event, facts: Facts) -> Turn:
    """Nothing rings yet, and the question whether they are safe goes on being asked, with the keys it began with."""
    safety = {"1": Safety.DANGER, "2": Safety.SAFE}.get(event.keys)
    if event.what is What.KEYS and safety is not None:
        return Turn(replace(state, safety=str(safety)), act=Act(Do.SAFETY, str(safety)))
    return _wait(state, facts) if facts.status == Status.ASKED else _begin_waiting(state, facts)


def _waiting(state: State, event: Event, facts: Facts) -> Turn:
    if event.what is What.OUTCOME:
        return _done(state, event, facts)
    if event.keys == "1" and state.safety != Safety.DANGER:
        state = replace(state, safety=str(Safety.DANGER))
        return Turn(state, act=Act(Do.SAFETY, state.safety))
    if event.keys == "2" and facts.status in SEARCHING:
        return Turn(state, act=Act(Do.CALL_BACK))
    return _wait(state, facts)


def _done(state: State, event: Event, facts: Facts) -> Turn:
    if event.outcome == "call_back":
        return bye(replace(state, at="bye"), *words.we_call_you(looking=facts.looking), *facts.truth)
    if state.told == "coming":
        return Turn(state)  # their phone rings, or a page of theirs may come: what was said holds
    if state.told == "cannot":
        return _wait(replace(state, told=""), facts)  # once more: no coach is looked for
    return _begin_waiting(state, facts)


def _wait(state: State, facts: Facts) -> Turn:
    """What is true now, once; and a round of breathing in between. No music."""
    match facts.status:
        case Status.LIVE if facts.coach_on_line:
            said: tuple[Instruction, ...] = (Say(words.connected(facts.coach)), Join(facts.room))
            return Turn(replace(state, at="talking"), said)
        case Status.LIVE:
            return _coming(state, facts)
        case Status.PROMISED:
            return bye(replace(state, at="bye"), *facts.truth, *words.you_can_hang_up())
        case Status.UNREACHED:
            return _nobody(state, facts)
        case Status.ASKED | Status.RINGING:
            return _go_on_waiting(state, facts)
        case _:
            return bye(replace(state, at="bye"), *words.over())


def _keys(state: State, facts: Facts) -> Spoken:
    danger_said = state.safety == Safety.DANGER
    return words.while_waiting(danger_said=danger_said) if facts.looking or danger_said else words.until_then()


def _go_on_waiting(state: State, facts: Facts) -> Turn:
    news = _digest(facts.truth)
    told = facts.truth if news != state.told else ()
    round_ = words.breathe(looking=facts.looking) if told or state.count % 2 else words.breathe_on()
    waiting = replace(state, told=news, count=state.count + 1)
    if facts.status == Status.ASKED:
        return Turn(replace(waiting, at="open?"), (Ask((*words.still_open(), *told, *round_), seconds=2),))
    keys = _keys(state, facts) if state.count % 3 == 0 else ()
    return Turn(waiting, (Ask((*told, *keys, *round_), seconds=2),))


def _coming(state: State, facts: Facts) -> Turn:
    if not (facts.by_app or facts.coach_rings):
        return _cannot_come(state, facts)
    if state.told == "coming" and state.count >= COMING_ROUNDS:
        return bye(replace(state, at="bye"), *words.coach_calls_you(facts.coach))
    ring = Act(Do.RING_COACH)
    if state.told != "coming":
        said = (Say(words.coming(facts.coach)), Hold(5))
        return Turn(replace(state, told="coming", count=0), said, None if facts.by_app else ring)
    late = facts.by_app and state.count + 1 == APP_ROUNDS  # no page of theirs came
    return Turn(replace(state, count=state.count + 1), (Hold(5),), ring if late else None)


def _cannot_come(state: State, facts: Facts) -> Turn:
    """Said at once. The line stays a while, in which the coach, who reads it too, may pass the request on."""
    if state.told != "cannot":
        told = words.can_not_come(facts.coach, facts.emergency)
        return Turn(replace(state, told="cannot", count=0), (Say(told), Hold(5)))
    if state.count >= COMING_ROUNDS:
        told = (*words.you_can_hang_up(), *words.in_danger_call(facts.emergency))
        return bye(replace(state, at="bye"), *told)
    return Turn(replace(state, count=state.count + 1), (Hold(5),))


def _nobody(state: State, facts: Facts) -> Turn:
    told = (*facts.truth, *words.in_danger_call(facts.emergency))
    if not facts.records:
        return bye(replace(state, at="bye"), *told)
    return Turn(replace(state, at="message"), (Say((*told, *words.leave_message())), Record(MESSAGE_SECONDS)))


def _message(state: State, event: Event, facts: Facts) -> Turn:
    if event.what is What.RECORDED and event.ref and event.seconds:
        return Turn(state, act=Act(Do.MESSAGE, event.ref, event.seconds))
    if event.what is What.OUTCOME and facts.status == Status.UNREACHED:
        return bye(replace(state, at="bye"), *words.message_kept())
    if facts.status != Status.UNREACHED:  # somebody came in the meantime
        return _begin_waiting(state, facts)
    return bye(replace(state, at="bye"), *words.you_can_hang_up())


def _talking(state: State, event: Event, facts: Facts) -> Turn:
    if facts.status == Status.LIVE and facts.coach_on_line and event.what is not What.LEFT:
        return Turn(state, (Join(facts.room),))
    if facts.status == Status.LIVE and not facts.hung_up:
        return _coming(replace(state, at="waiting", told="", count=0), facts)
    if facts.status in SEARCHING:
        return _begin_waiting(state, facts)
    return bye(replace(state, at="bye"), *words.talk_over())


def _digest(told: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def _goodbye(state: State, event: Event, facts: Facts) -> Turn:
    del event, facts
    return bye(state)


_PLACES = {
    "start": _greet,
    "safe?": _safe,
    "pin?": _pin,
    "open?": _left_open,
    "message": _message,
    "talking": _talking,
    "bye": _goodbye,
}
