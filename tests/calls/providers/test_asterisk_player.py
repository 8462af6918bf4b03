"""One line's instructions, step by step: whatever is reported, late or twice, it never does two things at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wiseline.calls.line import Ask, Event, HangUp, Hold, Instruction, Join, Record, Reply, Say, What
from wiseline.calls.providers.asterisk.player import (
    LONGEST_SPEECH,
    Command,
    End,
    Enter,
    Leave,
    Play,
    Player,
    StopPlay,
    StopTake,
    Take,
    Tell,
)

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
LINE = UUID("01a210b5-277a-7515-a88d-650b4059af67")


def reply(turn: int, *said: Instruction) -> Reply:
    return Reply(LINE, turn, "en", said)


def test_what_is_said_comes_in_its_order_and_then_keys_are_waited_for() -> None:
    player = Player("line")
    assert player.perform(reply(1, Say(("one",)), Ask(("two",), seconds=6)), NOW) == [Play("line.1.1", ("one",), "en")]
    assert player.finished("line.1.1", NOW) == [Play("line.1.2", ("two",), "en")]
    assert player.finished("line.1.1", NOW) == [], "it came twice"
    assert player.finished("line.1.2", NOW) == []
    assert player.due(NOW + timedelta(seconds=5)) == []
    assert player.due(NOW + timedelta(seconds=6)) == [Tell(Event(What.KEYS), 1)]
    assert player.due(NOW + timedelta(seconds=60)) == [], "and only once"


def test_keys_end_at_their_number_or_with_the_hash() -> None:
    player = Player("line")
    player.perform(reply(1, Ask(("pin",), digits=4)), NOW)
    assert player.key("1", NOW) == [StopPlay("line.1.1")]
    assert player.key("2", NOW) == []
    assert player.key("#", NOW) == [Tell(Event(What.KEYS, keys="12"), 1)]
    assert player.key("3", NOW) == [], "nobody asks"


def test_two_who_talk_are_not_torn_out_of_their_room() -> None:
    player = Player("line")
    assert player.perform(reply(1, Join("room")), NOW) == [Enter("room")]
    assert player.perform(reply(2, Join("room")), NOW) == []
    assert player.perform(reply(3, Say(("bye",)), HangUp()), NOW) == [Leave("room"), Play("line.3.1", ("bye",), "en")]
    assert player.finished("line.3.1", NOW) == [End()]


def test_a_message_begins_after_the_tone() -> None:
    player = Player("line")
    assert player.perform(reply(1, Record(120)), NOW) == [Play("line.1.1", (), "en")]
    assert player.finished("line.1.1", NOW) == [Take("line.1.2", 120)]
    spoken = Event(What.RECORDED, ref="line.1.2", seconds=3)
    assert player.recorded("line.1.2", 3) == [Tell(spoken, 1)]
    assert player.recorded("line.1.2", 3) == [Tell(spoken, None)], "of no turn: the script keeps it once"


def test_a_speech_whose_end_nobody_told_is_over_some_time() -> None:
    player = Player("line")
    player.perform(reply(1, Say(("one",)), HangUp()), NOW)
    assert player.due(NOW + LONGEST_SPEECH) == [StopPlay("line.1.1"), End()]


LASTS: tuple[Instruction, ...] = (Ask(("?",)), Hold(3), Join("room"), Record(9), HangUp())
said = st.sampled_from([(*[Say(("word",))] * before, last) for before in range(3) for last in LASTS])
step = st.one_of(
    st.tuples(st.just("perform"), said),
    st.tuples(st.just("finished"), st.integers(0, 3)),
    st.tuples(st.just("recorded"), st.integers(0, 3)),
    st.tuples(st.just("key"), st.sampled_from("12#")),
    st.tuples(st.just("time"), st.integers(0, 300)),
    st.tuples(st.just("left"), st.none()),
    st.tuples(st.just("repeat"), st.none()),
)


@dataclass
class Phone:
    """What the channel at the PBX does: at most one thing."""

    playing: str = ""
    taking: str = ""
    room: str = ""
    begun: set[str] = field(default_factory=set)

    def obeys(self, command: Command, turn: int) -> None:
        """One command; it must fit."""
        match command:
            case Play(ref):
                assert self.is_free
                assert ref not in self.begun, "a name is given once"
                self.playing = ref
                self.begun.add(ref)
            case StopPlay(ref):
                assert ref == self.playing
                self.playing = ""
            case Take(ref):
                assert self.is_free
                self.taking = ref
            case StopTake(ref):
                assert ref == self.taking
                self.taking = ""
            case Enter(room):
                assert self.is_free
                self.room = room
            case Leave(room):
                assert room == self.room
                self.room = ""
            case Tell(_, told):
                assert told in {turn, None}

    @property
    def is_free(self) -> bool:
        """Nothing is going on."""
        return not (self.playing or self.taking or self.room)

    def ends(self, what: str, ref: str) -> None:
        """What has this name is over."""
        if what == "finished" and ref == self.playing:
            self.playing = ""
        if what == "recorded" and ref == self.taking:
            self.taking = ""


@given(st.lists(step, max_size=30))
def test_whatever_comes_in_whatever_order_one_thing_is_done_at_a_time(steps: list[tuple[str, Any]]) -> None:
    player, now, turn, phone = Player("line"), NOW, 0, Phone()
    latest = reply(0, HangUp())
    for what, value in steps:
        commands: list[Command] = []
        if what == "perform":
            turn += 1
            latest = reply(turn, *value)
        if what in {"perform", "repeat"}:
            commands = player.perform(latest, now)
            assert commands == player.perform(latest, now) + commands, "the second time nothing"
        elif what in {"finished", "recorded"}:
            ref = f"line.{turn}.{value}"
            phone.ends(what, ref)
            commands = player.finished(ref, now) if what == "finished" else player.recorded(ref, 2)
        elif what == "key":
            commands = player.key(value, now)
        elif what == "time":
            now += timedelta(seconds=value)
            commands = player.due(now)
        elif player.room:
            phone.room = ""
            commands = player.room_is_over()
        for command in commands:
            phone.obeys(command, turn)
