"""A client's phone is rung because a coach calls them: what it says and what its key does. Pure.

Until a key is pressed it says nothing but a name: somebody else, or a voicemail, may have picked up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wiseline.calls.line import Ask, Event, Join, Say, What
from wiseline.coaching.phone import words
from wiseline.coaching.phone.script import TRIES, State, Turn, bye


@dataclass(frozen=True, slots=True)
class Facts:
    """What the script depends on."""

    live: bool  # a coach holds the contact
    coach: str = ""
    coach_on_line: bool = False
    in_app: bool = False  # the client is on the line already, with a page that can talk to phones
    room: str = ""


def step(state: State, event: Event, facts: Facts) -> Turn:
    """The answer to one event."""
    if event.what is What.GONE:
        return Turn(replace(state, at="gone"))
    if state.at == "bye":
        return bye(state)
    return (_talking if state.at == "talking" else _greet)(state, event, facts)


def _greet(state: State, event: Event, facts: Facts) -> Turn:
    taken = event.what is What.KEYS and event.keys == "1"
    if not facts.live or (taken and not facts.coach_on_line):
        return bye(replace(state, at="bye"), *words.over())
    if taken:
        return Turn(replace(state, at="talking"), (Say(words.connected(facts.coach)), Join(facts.room)))
    if state.count >= TRIES:
        return bye(replace(state, at="bye"))
    return Turn(replace(state, at="greet", count=state.count + 1), (Ask(words.a_call_for_you(), seconds=6),))


def _talking(state: State, event: Event, facts: Facts) -> Turn:
    if event.what is What.LEFT or not (facts.live and facts.coach_on_line):
        return bye(replace(state, at="bye"), *words.talk_over())
    return Turn(state, (Join(facts.room),))
