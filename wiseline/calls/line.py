"""The words that phone scripts and providers share: what happens on a line, and what is to be done on it.

A script (coaching/phone) is pure: it answers an event with instructions. A provider (calls/providers) turns its own
dialect into events and instructions into its own dialect. Neither knows the other: they meet in `heard`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

Spoken = tuple[str | int, ...]
"""Sentences, and between them pauses in whole seconds."""


class What(StrEnum):
    """What happened on a line."""

    ANSWERED = "answered"  # somebody, or a machine, picked up; or an incoming call was taken
    KEYS = "keys"  # keys were pressed; none where the time ran out
    AGAIN = "again"  # all was said, or something changed elsewhere: ask anew
    RECORDED = "recorded"
    LEFT = "left"  # the room is over, and this line is still up
    GONE = "gone"  # hung up, not answered, busy, failed
    OUTCOME = "outcome"  # of an act of the script's own


NO_SUCH_NUMBER = "no such number"
NOT_RUNG = frozenset({"busy", "failed", "rejected", "unreachable", NO_SUCH_NUMBER})
"""Ends of a call that nobody could have answered, or did not want to; "no-answer" is a phone that rang."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `ref` is the provider's name of a recording, or why a line is gone."""

    what: What
    keys: str = ""
    ref: str = ""
    seconds: int = 0
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak, and go on with the next instruction."""

    words: Spoken


@dataclass(frozen=True, slots=True)
class Ask:
    """Speak, and take keys meanwhile and for `seconds` after; then KEYS, with none where none came."""

    words: Spoken
    digits: int = 1
    seconds: int = 6


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay silent for so many seconds; then AGAIN."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Join:
    """Into the room where the two talk. Not recorded. LEFT when the room is over."""

    room: str


@dataclass(frozen=True, slots=True)
class Record:
    """Keep what is spoken after a tone, for at most so many seconds; then RECORDED."""

    seconds: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the line."""


Instruction = Say | Ask | Hold | Join | Record | HangUp
ENDINGS = (Ask, Hold, Join, Record, HangUp)
"""Exactly one of these ends every answer to an event."""
_KINDS: dict[str, Callable[..., Instruction]] = {kind.__name__: kind for kind in (Say, Ask, Hold, Join, Record, HangUp)}


def to_json(said: tuple[Instruction, ...]) -> list[dict[str, Any]]:
    """As it is kept in the line's row."""
    return [{"do": type(instruction).__name__, **asdict(instruction)} for instruction in said]


def from_json(rows: list[dict[str, Any]]) -> tuple[Instruction, ...]:
    """The inverse of `to_json`."""
    said = []
    for row in rows:
        given = {name: tuple(value) if name == "words" else value for name, value in row.items() if name != "do"}
        said.append(_KINDS[row["do"]](**given))
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is to be done on a line, in which language it is spoken, and the turn that the next event belongs to."""

    line_id: UUID
    turn: int
    language: str
    said: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A call that a provider reports: its own id for it, who calls, and which number was dialled."""

    provider: str
    external_id: str
    number: str
    dialled: str


@dataclass(frozen=True, slots=True)
class TextIn:
    """A text message that a provider reports."""

    provider: str
    external_id: str
    number: str
    body: str


class Listener:
    """Where the scripts are. Filled in by the app that owns them (see coaching.apps)."""

    take: Callable[[UUID, Event, int | None], Reply | None]
    comes_in: Callable[[Incoming], Reply]
    text_in: Callable[[TextIn], None]
    text_became: Callable[[UUID, str, int], None]


_listener = Listener()


def listen(*, take: Callable[[UUID, Event, int | None], Reply | None], comes_in: Callable[[Incoming], Reply]) -> None:
    """Register who answers events and incoming calls."""
    _listener.take, _listener.comes_in = take, comes_in


def listen_to_texts(*, text_in: Callable[[TextIn], None], became: Callable[[UUID, str, int], None]) -> None:
    """Register who takes text messages, and who is told what became of those sent."""
    _listener.text_in, _listener.text_became = text_in, became


def text_in(text: TextIn) -> None:
    """A text came. The same one again changes nothing."""
    _listener.text_in(text)


def text_became(text_id: UUID, status: str, code: int) -> None:
    """The provider says what became of a text that we sent."""
    _listener.text_became(text_id, status, code)


def heard(line_id: UUID, event: Event, turn: int | None = None) -> Reply | None:
    """Something happened on a line; answers with what is to be done, None for a line that nobody knows.

    `turn` is that of the reply which the event belongs to. An event of an earlier turn is a repeat, or came late: it
    changes nothing, and is answered as the line stands. None is for what belongs to no turn (AGAIN, GONE).
    """
    return _listener.take(line_id, event, turn)


def comes_in(call: Incoming) -> Reply:
    """A provider reports an incoming call. The same call again is answered as the first time."""
    return _listener.comes_in(call)
