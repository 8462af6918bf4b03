"""A real Asterisk and real SIP phones, and Wiseline on them through either provider, for tests."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.fakes.twiml_pbx import Provider
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
    from pytest_django.live_server_helper import LiveServer

    from tests.fakes.asterisk import Running

MIA, DANA, SAM = NUMBERS["Mia"], NUMBERS["Dana"], NUMBERS["Sam"]
PROGRAMME = "+4930900900"
EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
HERS, THEIRS = 620, 1480
SECONDS = 40
"""Longer than anything here takes by itself: a test never hangs."""


@dataclass
class World:
    """Asterisk, the phones, and Wiseline. `turn` takes what happened at the PBX, where no webhook tells it."""

    pbx: Running
    phones: Phones
    turn: Callable[[], object]
    troubles: Callable[[], list[str]]
    time: time_machine.Traveller
    cast: Cast

    def until(self, is_so: Callable[[], object], what: str) -> None:
        """Let happen what happens until something is so."""
        end = time.perf_counter() + SECONDS
        while not is_so():
            log = self.pbx.log.read_text(errors="replace")[-2000:]
            assert time.perf_counter() < end, f"{what}\n{self.troubles()}\n{log}"
            self.turn()
            for cycle in CYCLES:
                if cycle.name in {"escalate", "phone", "phone_care"}:
                    cycle.run()
            send_due()

    def minutes_pass(self, is_so: Callable[[], object], what: str, most: int = 8) -> None:
        """Minute by minute, until something is so."""
        for _minute in range(most):
            self.time.shift(60)
            end = time.perf_counter() + 1
            self.until(lambda end=end: time.perf_counter() > end or is_so(), "time stands still")  # type: ignore[misc]
            if is_so():
                return
        raise AssertionError(what)

    def presses(self, number: str, key: str, is_so: Callable[[], object], what: str) -> None:
        """A key, and what comes of it."""
        self.phones.press(number, key)
        self.until(is_so, what)

    def line(self, number: str) -> PhoneLine | None:
        """The newest line of a number's person."""
        person = next(
            one for one in (self.cast.mia, self.cast.dana, self.cast.sam) if NUMBERS[one.first_name] == number
        )
        return PhoneLine.objects.filter(person=person).order_by("created_at").last()

    def at(self, number: str) -> str:
        """Where that line stands in its script."""
        row = self.line(number)
        return str(row.state.get("at")) if row else ""

    def dials(self, *, danger: bool = False) -> None:
        """Mia dials the programme, answers the question, and waits."""
        self.asked_whether_safe()
        key = "1" if danger else "2"
        self.presses(MIA, key, lambda: self.at(MIA) == "waiting", "her key was not heard")

    def asked_whether_safe(self) -> None:
        """Mia dials the programme, and is asked."""
        self.phones.dials(MIA, self.pbx.programme)
        self.until(lambda: self.at(MIA) == "safe?" and self.phones.talks(MIA), "nobody took her call")

    def greeted(self, coach: str) -> None:
        """A coach's phone rings, and is picked up."""
        self.until(lambda: self.phones.rings(coach), "the coach's phone did not ring")
        self.phones.picks_up(coach)
        self.until(lambda: self.at(coach) == "greet" and self.phones.talks(coach), "nothing was said to the coach")

    def offered(self, coach: str) -> None:
        """The coach pressed the first key."""
        self.greeted(coach)
        self.presses(coach, "1", lambda: self.at(coach) == "offer", "the first key was not heard")

    def connected(self, coach: str) -> None:
        """The coach pressed both keys; both are in one room and hear each other."""
        self.offered(coach)
        self.presses(coach, "1", lambda: Contact.objects.get().status == Status.LIVE, "the second key was not heard")
        self.until(lambda: self.at(MIA) == "talking", "the client was not put through")
        self.phones.sings(MIA, HERS)
        self.phones.sings(coach, THEIRS)
        self.until(lambda: self.phones.hears(coach, HERS), "the coach does not hear the client")
        self.until(lambda: self.phones.hears(MIA, THEIRS), "the client does not hear the coach")


@contextmanager
def _by_ari(
    pbx: Running, port: int, settings: Settings
) -> Iterator[tuple[Callable[[], object], Callable[[], list[str]]]]:
    settings.PHONE = pbx.address(port)
    provider = the_provider()
    assert isinstance(provider, Asterisk)
    talker = Talker(provider)
    assert talker.turn(0)
    yield lambda: talker.turn(0.01), list
    talker.stop()


@contextmanager
def _by_twiml(
    pbx: Running, port: int, settings: Settings, server: LiveServer
) -> Iterator[tuple[Callable[[], object], Callable[[], list[str]]]]:
    settings.BASE_URL = server.url
    with Provider(pbx, port, server.url, PROGRAMME) as provider:
        settings.PHONE = provider.address
        yield lambda: time.sleep(0.01), lambda: provider.problems
    assert not provider.problems


@contextmanager
def world(kind: str, settings: Settings, server: LiveServer) -> Iterator[World]:
    """Skips, and says why, where there is no Asterisk."""
    if not are_here():
        pytest.skip("NO REAL ASTERISK TESTED: there are no SIP phones (pjsua2 is not installed)")
    if not speech.can_speak():
        pytest.skip("NO REAL ASTERISK TESTED: espeak-ng is not installed")
    port = free_port(socket.SOCK_DGRAM)
    try:
        with asterisk() as pbx, Phones((MIA, DANA, SAM), port) as phones:
            settings.DATA_DIR = pbx.data
            settings.PHONE_NUMBER = PROGRAMME
            with time_machine.travel(EVENING, tick=True) as now:
                cast = make_cast()
                for person in (cast.mia, cast.dana, cast.sam):
                    give_number(person)
                by = _by_ari(pbx, port, settings) if kind == "asterisk" else _by_twiml(pbx, port, settings, server)
                with by as (turn, troubles):
                    yield World(pbx, phones, turn, troubles, now, cast)
    except Unavailable as error:
        pytest.skip(f"NO REAL ASTERISK TESTED: {error}")
