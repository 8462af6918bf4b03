"""A call that speaks a code, or is only a test. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wiseline.calls.line import Ask, Event, What
from wiseline.coaching.phone import words
from wiseline.coaching.phone.script import State, Turn, bye


@dataclass(frozen=True, slots=True)
class Facts:
    """The code that is spoken; none in a test call."""

    code: str = ""


def step(state: State, event: Event, facts: Facts) -> Turn:
    """Speak it on a key or after a while, twice: not every phone is at the ear when it is picked up."""
    if event.what is What.GONE or state.at == "bye":
        return bye(replace(state, at="bye"))
    if not facts.code:
        return bye(replace(state, at="bye"), *words.test_call())
    if state.at == "start":
        return Turn(replace(state, at="code"), (Ask(words.the_code(facts.code), seconds=4),))
    return bye(replace(state, at="bye"), *words.the_code(facts.code))
