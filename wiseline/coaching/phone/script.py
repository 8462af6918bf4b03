"""What phone scripts have in common: the state of a line, the acts that a script asks for, and one step's result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from wiseline.calls.line import Event, HangUp, Instruction, Say, Spoken

TRIES = 3
"""So often a question is asked before the line is ended, or goes on without the answer."""


class Do(StrEnum):
    """What a script wants done in the switchboard. Its outcome comes back as an event."""

    ASK = "ask"  # store the request
    SAFETY = "safety"  # `value`: a value of coaching.models.Safety
    CALL_BACK = "call_back"  # the caller does not wait on the line
    MESSAGE = "message"  # keep a spoken message; `value`: the provider's name for it
    PIN = "pin"  # `value`: the digits; outcome ok, wrong
    ACCEPT = "accept"  # outcome yes, taken, over
    PROMISE = "promise"  # outcome yes, taken, over
    PASS = "pass"  # noqa: S105 not a password; outcome yes, taken, over
    RING_CLIENT = "ring_client"  # outcome yes, no
    RING_COACH = "ring_coach"  # the phone of the coach who took it elsewhere; outcome yes, no
    RING_BACK = "ring_back"  # the phone of a coach who rang in
    END = "end"  # the talk is over


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do, and what about."""

    do: Do
    value: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Where a line stands in its script. No word of the client's is in it."""

    at: str = "start"
    count: int = 0  # tries at this place, or rounds waited
    told: str = ""  # what the caller was told last: a digest, not the words
    safety: str = ""  # answered before the caller was known by their PIN
    asked: bool = False  # their request is stored

    def to_json(self) -> dict[str, Any]:
        """As it is kept in the line's row."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> State:
        """The inverse of `to_json`; what another version kept beside is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one event: where the line stands now, what is said, and at most one act to be done first."""

    state: State
    said: Sequence[Instruction] = ()
    act: Act | None = None


def bye(state: State, *words: str | int) -> Turn:
    """Say it, and hang up."""
    spoken: Spoken = tuple(words)
    return Turn(state, ((Say(spoken),) if spoken else ()) + (HangUp(),))


__all__ = ["TRIES", "Act", "Do", "Event", "State", "Turn", "bye"]
