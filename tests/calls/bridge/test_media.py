"""Sound through the bridge: a tone at one end is that tone at the other, both ways; and what comes in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from aiortc.codecs.g711 import PcmuDecoder
from aiortc.jitterbuffer import JitterFrame
from hypothesis import given
from hypothesis import strategies as st

from tests.calls.bridge.browser import Browser, Pbx, hears
from wiseline.calls.bridge.page import Page
from wiseline.calls.bridge.rtp import Rtp, read
from wiseline.calls.bridge.sound import from_mulaw, to_mulaw

HERS, THEIRS = 620, 1480
SECONDS = 10.0


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


class Bridged:
    """A browser, a page's end, a phone's end, and a PBX."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.phone, self.pbx = Rtp(), Pbx(THEIRS)
        self.page = Page(ice=[], say=lambda kind, body: self.said.append((kind, body)), take=self.phone.send)
        self.browsers: list[Browser] = []

    async def open(self) -> None:
        port, there = await self.phone.open("127.0.0.1"), await self.pbx.open()
        self.phone.talk_to("127.0.0.1", there, self.page.push)
        self.pbx.begin(port)

    def browser(self, hertz: int = HERS) -> Browser:
        self.browsers.append(Browser(hertz))
        return self.browsers[-1]

    async def close(self) -> None:
        for one in self.browsers:
            await one.pc.close()
        await self.page.close()
        self.phone.close()
        self.pbx.close()

    async def both_hear(self, browser: Browser, hertz: int = HERS) -> None:
        await until(lambda: hears(browser.heard, THEIRS), "the page does not hear the phone")
        await until(lambda: hears(self.pbx.heard, hertz), "the phone does not hear the page")


async def until(is_so: Callable[[], object], what: str) -> None:
    end = asyncio.get_running_loop().time() + SECONDS
    while not is_so():
        assert asyncio.get_running_loop().time() < end, what
        await asyncio.sleep(0.02)


def bridged(test: Callable[[Bridged], Awaitable[None]]) -> None:
    async def run() -> None:
        here = Bridged()
        await here.open()
        try:
            await test(here)
        finally:
            await here.close()

    asyncio.run(run())


def test_a_page_that_offers_and_a_phone_hear_each_others_tone() -> None:
    async def test(here: Bridged) -> None:
        browser = here.browser()
        await here.page.signal("offer", {"session": "a", "description": await browser.offer()})
        kind, body = here.said[-1]
        assert (kind, body["session"]) == ("answer", "a")
        await browser.take(body["description"])
        await here.both_hear(browser)
        assert here.page.connected

    bridged(test)


def test_a_page_that_answers_and_a_phone_hear_each_others_tone() -> None:
    async def test(here: Bridged) -> None:
        browser = here.browser()
        await here.page.offer()
        kind, body = here.said[-1]
        assert kind == "offer"
        answer = await browser.answer(body["description"])
        await here.page.signal("answer", {"session": body["session"], "description": answer})
        await here.both_hear(browser)

    bridged(test)


def test_a_page_that_looks_for_a_new_path_gets_a_new_connection_and_is_heard_again() -> None:
    async def test(here: Bridged) -> None:
        browser, again = here.browser(), here.browser(HERS + 300)
        await here.page.signal("offer", {"session": "a", "description": await browser.offer()})
        await browser.take(here.said[-1][1]["description"])
        await here.both_hear(browser)
        await here.page.signal("offer", {"session": "a", "description": {"type": "offer", "sdp": "whatever"}})
        kind, body = here.said[-1]
        assert (kind, body["session"] != "a") == ("offer", True)
        answer = await again.answer(body["description"])
        await here.page.signal("answer", {"session": body["session"], "description": answer})
        await here.both_hear(again, HERS + 300)

    bridged(test)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("offer", {}),
        ("offer", {"session": "b", "description": {"type": "offer", "sdp": "v=0"}}),
        ("offer", {"session": "b", "description": "nothing"}),
        ("answer", {"session": "", "description": {}}),
        ("candidates", {"session": "", "candidates": [{"candidate": "candidate:rubbish", "sdpMid": "0"}]}),
        ("candidates", {"candidates": 7}),
        ("shout", {}),
    ],
)
def test_what_makes_no_sense_ends_nothing(kind: str, body: dict[str, Any]) -> None:
    async def test(here: Bridged) -> None:
        await here.page.signal(kind, body)
        browser = here.browser()
        await here.page.signal("offer", {"session": "a", "description": await browser.offer()})
        await browser.take(here.said[-1][1]["description"])
        await here.both_hear(browser)

    bridged(test)


def test_a_stranger_who_sends_sound_to_the_port_is_not_heard() -> None:
    async def test() -> None:
        mine, stranger, pbx = Rtp(), Rtp(), Rtp()
        heard: list[bytes] = []
        port, there = await mine.open("127.0.0.1"), await pbx.open("127.0.0.1")
        await stranger.open("127.0.0.1")
        mine.talk_to("127.0.0.1", there, heard.append)
        for sender, sound in ((stranger, b"stranger"), (pbx, b"the PBX")):
            sender.talk_to("127.0.0.1", port, heard.append)
            sender.send(sound, 0)
        await until(lambda: heard, "nothing came")
        await asyncio.sleep(0.1)
        for one in (mine, stranger, pbx):
            one.close()
        assert heard == [b"the PBX"]

    asyncio.run(test())


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=400))
def test_mu_law_says_each_sample_to_about_three_in_a_hundred(samples: list[int]) -> None:
    said = np.array(samples, dtype=np.int16)
    wanted = np.clip(said.astype(int), -32635, 32635)
    assert np.all(np.abs(from_mulaw(to_mulaw(said)) - wanted) <= 4 + np.abs(wanted) / 31)


def test_mu_law_is_that_of_the_standard_as_ffmpeg_has_it() -> None:
    codes = bytes(range(256))
    [theirs] = PcmuDecoder().decode(JitterFrame(data=codes, timestamp=0))
    assert list(from_mulaw(codes)) == list(theirs.to_ndarray()[0])
    assert to_mulaw(from_mulaw(codes)) == codes.replace(b"\x7f", b"\xff"), "there are two zeros"


@given(st.binary(max_size=40))
def test_no_packet_is_too_odd_to_be_read(packet: bytes) -> None:
    found = read(packet)
    assert found is None or (0 <= found[0] < 1 << 16 and found[1])
