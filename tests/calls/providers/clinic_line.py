"""A clinic's PBX and Wiseline at its other end, moved step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import time_machine

from tests.fakes.pbx import Channel, Pbx
from tests.fakes.phones import NUMBERS
from wiseline.calls.providers import the_provider
from wiseline.calls.providers.asterisk.rest import Asterisk
from wiseline.calls.providers.asterisk.talker import Talker
from wiseline.engine.switchboard import CYCLES
from wiseline.lib.ids import new_id
from wiseline.reach.flows.send import send_due

LEAST_ROUNDS = 2
STEP = 30
MIA, DANA, SAM = NUMBERS["Mia"], NUMBERS["Dana"], NUMBERS["Sam"]


def talker() -> Talker:
    """A process' chance to hold the lines."""
    found = the_provider()
    assert isinstance(found, Asterisk)
    return Talker(found)


@dataclass
class Line:
    """The PBX, and Wiseline at its other end."""

    pbx: Pbx
    talker: Talker
    now: time_machine.Traveller

    def settle(self) -> None:
        """Everything that is due is done, and every event has arrived."""
        for number in range(8):
            self.hear(number)
            for cycle in CYCLES:
                if cycle.name in {"escalate", "phone", "phone_care", "follow_up"}:
                    cycle.run()
            before = len(self.pbx.asked)
            sent = send_due()
            self.hear(number)
            if number >= LEAST_ROUNDS and not sent and len(self.pbx.asked) == before:
                return

    def hear(self, number: int = 0) -> None:
        """Every event has arrived."""
        if not self.talker.holds or self.pbx.deaf:
            self.talker.turn(0)
            return
        last = self.pbx.send({"type": "Sync", "number": f"{number}-{len(self.pbx.asked)}-{new_id()}"})
        for _time in range(100):
            if not self.talker.turn(1) or last in self.talker._known:
                return
        raise AssertionError("an event did not arrive")

    def passes(self, seconds: float) -> None:
        """Time goes by."""
        for _part in range(max(1, int(seconds / STEP))):
            self.now.shift(timedelta(seconds=min(seconds, STEP)))
            self.settle()

    def press(self, channel: Channel, *keys: str) -> None:
        """Keys, and what comes of them."""
        self.pbx.press(channel, *keys)
        self.settle()

    def dials(self, number: str = MIA) -> Channel:
        """Somebody dials in."""
        channel = self.pbx.dials(number)
        self.settle()
        return channel

    def picks_up(self, number: str) -> Channel:
        """A phone that rings is picked up."""
        channel = self.pbx.picks_up(number)
        self.settle()
        return channel

    def hangs_up(self, channel: Channel) -> None:
        """A phone is hung up."""
        self.pbx.ends(channel)
        self.settle()

    def connected(self) -> tuple[Channel, Channel]:
        """Mia dialled, Dana took it: both in one room."""
        mia = self.dials()
        self.press(mia, "2")
        dana = self.picks_up(DANA)
        self.press(dana, "1")
        self.press(dana, "1")
        return mia, dana
