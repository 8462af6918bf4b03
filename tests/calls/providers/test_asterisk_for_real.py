"""A real Asterisk, and real SIP phones: she dials, her coach's phone rings, a key, and both hear each other."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from pytest_django import Settings

from tests.cast import Cast, make_cast
from tests.fakes.asterisk import Unavailable, asterisk, free_port
from tests.fakes.phones import NUMBERS, give_number
from tests.fakes.sip_phones import Phones, are_here
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import the_provider
from wiseline.calls.providers.asterisk import speech
from wiseline.calls.providers.asterisk.rest import Asterisk
from wiseline.calls.providers.asterisk.talker import Talker
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status
from wiseline.engine.switchboard import CYCLES
from wiseline.reach.flows.send import send_due

if TYPE_CHECKING:
    from tests.fakes.asterisk import Running

pytestmark = pytest.mark.slow
MIA, DANA, SAM = NUMBERS["Mia"], NUMBERS["Dana"], NUMBERS["Sam"]
EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
HERS, THEIRS = 620, 1480
SECONDS = 40
"""Longer than anything here takes by itself: a test never hangs."""


@dataclass
class World:
    """Asterisk, the phones, and Wiseline."""

    pbx: Running
    phones: Phones
    talker: Talker
    time: time_machine.Traveller
    cast: Cast

    def until(self, is_so: Callable[[], object], what: str) -> None:
        """Let happen what happens until something is so."""
        end = time.perf_counter() + SECONDS
        while not is_so():
            assert time.perf_counter() < end, f"{what}\n{self.pbx.log.read_text(errors='replace')[-2000:]}"
            self.talker.turn(0.01)
            for cycle in CYCLES:
                if cycle.name in {"escalate", "phone"}:
                    cycle.run()
            send_due()

    def presses(self, number: str, key: str, is_so: Callable[[], object], what: str) -> None:
        """A key, and what comes of it."""
        self.phones.press(number, key)
        self.until(is_so, what)

    def at(self, number: str) -> str:
        """Where the newest line of a number's person stands in its script."""
        person = next(
            one for one in (self.cast.mia, self.cast.dana, self.cast.sam) if NUMBERS[one.first_name] == number
        )
        row = PhoneLine.objects.filter(person=person).order_by("created_at").last()
        return str(row.state.get("at")) if row else ""


@pytest.fixture
def world(transactional_db: None, settings: Settings) -> Iterator[World]:
    """Skipped, and says why, where there is no Asterisk."""
    if not are_here():
        pytest.skip("NO REAL ASTERISK TESTED: there are no SIP phones (pjsua2 is not installed)")
    if not speech.can_speak():
        pytest.skip("NO REAL ASTERISK TESTED: espeak-ng is not installed")
    port = free_port(socket.SOCK_DGRAM)
    try:
        with asterisk() as pbx, Phones((MIA, DANA, SAM), port) as phones:
            settings.DATA_DIR = pbx.data
            settings.PHONE, settings.PHONE_NUMBER = pbx.address(port), "+4930900900"
            with time_machine.travel(EVENING, tick=True) as now:
                cast = make_cast()
                for person in (cast.mia, cast.dana, cast.sam):
                    give_number(person)
                provider = the_provider()
                assert isinstance(provider, Asterisk)
                talker = Talker(provider)
                assert talker.turn(0)
                yield World(pbx, phones, talker, now, cast)
                talker.stop()
    except Unavailable as error:
        pytest.skip(f"NO REAL ASTERISK TESTED: {error}")


def connected(world: World, coach: str) -> None:
    """The coach's phone rings and is picked up; two keys, and both are in one room and hear each other."""
    phones = world.phones
    world.until(lambda: phones.rings(coach), "the coach's phone did not ring")
    phones.picks_up(coach)
    world.until(lambda: world.at(coach) == "greet", "nothing was said to the coach")
    world.presses(coach, "1", lambda: world.at(coach) == "offer", "the first key was not heard")
    world.presses(coach, "1", lambda: Contact.objects.get().status == Status.LIVE, "the second key was not heard")
    world.until(lambda: world.at(MIA) == "talking", "the client was not put through")
    phones.sings(MIA, HERS)
    phones.sings(coach, THEIRS)
    world.until(lambda: phones.hears(coach, HERS), "the coach does not hear the client")
    world.until(lambda: phones.hears(MIA, THEIRS), "the client does not hear the coach")


def test_she_dials_her_coachs_phone_rings_a_key_and_both_hear_each_other(world: World) -> None:
    phones = world.phones
    phones.dials(MIA, world.pbx.programme)
    world.until(lambda: world.at(MIA) == "safe?", "nobody took her call")
    world.presses(MIA, "2", lambda: world.at(MIA) == "waiting", "her key was not heard")
    connected(world, DANA)
    phones.hangs_up(DANA)
    world.until(lambda: Contact.objects.get().status == Status.WRAPPING_UP, "the coach's end was not noticed")
    world.until(lambda: not phones.talks(MIA), "her line was left up")


def test_nobody_picks_up_and_the_backups_phone_rings(world: World) -> None:
    world.phones.dials(MIA, world.pbx.programme)
    world.until(lambda: world.at(MIA) == "safe?", "nobody took her call")
    world.presses(MIA, "2", lambda: world.at(MIA) == "waiting", "her key was not heard")
    world.until(lambda: world.phones.rings(DANA), "the coach's phone did not ring")
    for _minute in range(8):
        world.time.shift(60)
        end = time.perf_counter() + 1
        world.until(lambda end=end: time.perf_counter() > end or world.phones.rings(SAM), "time stands still")  # type: ignore[misc]
    connected(world, SAM)
    assert not world.phones.rings(DANA)
