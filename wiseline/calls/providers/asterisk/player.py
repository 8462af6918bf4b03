"""One line's instructions, carried out step by step. Pure: what happened goes in with the time, commands come out.

Everything that is begun has a name that is made of the line, the turn and the place in its reply. So what is
reported late, or twice, or of a reply that does not stand any more, is known as such and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wiseline.calls.line import Ask, Event, HangUp, Hold, Instruction, Join, Record, Reply, Say, Spoken, What

LONGEST_SPEECH = timedelta(seconds=120)
"""After so long a speech counts as over: the news of its end was lost."""
AFTER_TROUBLE = timedelta(seconds=2)
ENTER_KEY = "#"
MOST_BEGUN = 5
"""Speeches and recordings of one reply, at most."""


@dataclass(frozen=True, slots=True)
class Play:
    """Speak; without words, the tone that comes before a message."""

    ref: str
    words: Spoken
    language: str


@dataclass(frozen=True, slots=True)
class StopPlay:
    """Be silent."""

    ref: str


@dataclass(frozen=True, slots=True)
class Take:
    """Record."""

    ref: str
    seconds: int


@dataclass(frozen=True, slots=True)
class StopTake:
    """End a recording."""

    ref: str


@dataclass(frozen=True, slots=True)
class Enter:
    """Into the room."""

    room: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Out of it."""

    room: str


@dataclass(frozen=True, slots=True)
class End:
    """Hang up."""


@dataclass(frozen=True, slots=True)
class Tell:
    """The script is told, and its answer is performed."""

    event: Event
    turn: int | None


Command = Play | StopPlay | Take | StopTake | Enter | Leave | End | Tell


@dataclass
class Player:
    """One channel. `until`: when it wants to be looked at again, whatever happens."""

    name: str  # begins the names of what is begun
    turn: int = -1
    language: str = "en"
    todo: list[Instruction] = field(default_factory=list)
    doing: Instruction | None = None
    begun: int = 0
    playing: str = ""
    taking: str = ""
    room: str = ""
    keys: str = ""
    until: datetime | None = None

    def perform(self, reply: Reply, now: datetime) -> list[Command]:
        """A reply of the script. One that was performed already is let be."""
        if reply.turn <= self.turn:
            return []
        self.turn, self.language, self.begun = reply.turn, reply.language, 0
        last = reply.said[-1] if reply.said else HangUp()
        if self.room and reply.said == (Join(self.room),):
            self.todo, self.doing, self.until = [], last, None
            return []
        stop = self._stop()
        self.todo = list(reply.said)
        return [*stop, *self._next(now)]

    def _stop(self) -> list[Command]:
        stop: list[Command] = []
        if self.playing:
            stop.append(StopPlay(self.playing))
        if self.taking:
            stop.append(StopTake(self.taking))
        if self.room:
            stop.append(Leave(self.room))
        self.playing = self.taking = self.room = ""
        return stop

    def _next(self, now: datetime) -> list[Command]:
        self.doing = self.todo.pop(0) if self.todo else None
        self.keys, self.until = "", None
        match self.doing:
            case Say(words) | Ask(words):
                return self._play(words, now) if words else self._said(now)
            case Record():
                return self._play((), now)
            case Hold(seconds):
                self.until = now + timedelta(seconds=seconds)
            case Join(room):
                self.room = room
                return [Enter(room)]
            case HangUp():
                return [End()]
        return []

    def _name(self) -> str:
        self.begun += 1
        return f"{self.name}.{self.turn}.{self.begun}"

    def names(self) -> list[str]:
        """The names of all that may have been begun in this turn, by another process."""
        return [f"{self.name}.{self.turn}.{number}" for number in range(1, MOST_BEGUN + 1)]

    def _play(self, words: Spoken, now: datetime) -> list[Command]:
        self.playing, self.until = self._name(), now + LONGEST_SPEECH
        return [Play(self.playing, words, self.language)]

    def _said(self, now: datetime) -> list[Command]:
        """All was said."""
        self.playing, self.until = "", None
        match self.doing:
            case Ask(seconds=seconds):
                self.until = now + timedelta(seconds=seconds)
                return []
            case Record(seconds):
                self.taking = self._name()
                self.until = now + timedelta(seconds=seconds) + LONGEST_SPEECH
                return [Take(self.taking, seconds)]
            case _:
                return self._next(now)

    def finished(self, ref: str, now: datetime) -> list[Command]:
        """A speech is over, or could not be spoken."""
        return self._said(now) if ref and ref == self.playing else []

    def key(self, digit: str, now: datetime) -> list[Command]:
        """A key was pressed. It counts where one was asked for, and silences who asks."""
        if not isinstance(self.doing, Ask):
            return []
        stop: list[Command] = [StopPlay(self.playing)] if self.playing else []
        self.playing = ""
        self.keys += digit if digit != ENTER_KEY else ""
        if len(self.keys) >= self.doing.digits or (digit == ENTER_KEY and self.keys):
            return [*stop, *self._asked()]
        self.until = now + timedelta(seconds=self.doing.seconds)
        return stop

    def _asked(self) -> list[Command]:
        keys, self.keys, self.doing, self.until = self.keys, "", None, None
        return [Tell(Event(What.KEYS, keys=keys), self.turn)]

    def recorded(self, ref: str, seconds: int) -> list[Command]:
        """A recording is over; without a name or seconds, there is none."""
        if ref and ref != self.taking:
            return [Tell(Event(What.RECORDED, ref=ref, seconds=seconds), None)]
        self.taking, self.doing, self.until = "", None, None
        return [Tell(Event(What.RECORDED, ref=ref if seconds else "", seconds=seconds), self.turn)]

    def room_is_over(self) -> list[Command]:
        """The other side left."""
        self.room, self.doing, self.until = "", None, None
        return [Tell(Event(What.LEFT), self.turn)]

    def trouble(self, now: datetime) -> None:
        """Something went wrong: ask anew in a moment."""
        self.room, self.doing, self.until = "", Hold(0), now + AFTER_TROUBLE

    def due(self, now: datetime) -> list[Command]:
        """Time went by."""
        if self.until is None or now < self.until:
            return []
        self.until = None
        if self.playing:
            return [StopPlay(self.playing), *self._said(now)]
        match self.doing:
            case Ask():
                return self._asked()
            case Hold():
                self.doing = None
                return [Tell(Event(What.AGAIN), self.turn)]
            case Record():
                stop: list[Command] = [StopTake(self.taking)]
                return [*stop, *self.recorded("", 0)]
        return []
