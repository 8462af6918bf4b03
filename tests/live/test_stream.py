"""The stream itself: for whom, what was missed, what comes, and when it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import AsyncClient, Client

from tests.cast import Cast, make_cast
from tests.plain_pages import render_plainly
from wiseline.coaching.flows.ask import ask
from wiseline.live import bus, stream
from wiseline.live.publish import changes, last_seq, publish
from wiseline.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
Heard = list[tuple[int, str, dict[str, Any]]]


@pytest.fixture
def people(transactional_db: None, settings: Any) -> Cast:
    render_plainly(settings)
    return make_cast()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds in use takes a moment here."""
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(stream, "POLL_SECONDS", 0.05)


def signed_in(person: Person) -> AsyncClient:
    """A browser of the person."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    browser = AsyncClient()
    browser.cookies = client.cookies
    return browser


def say(person: Person, number: int) -> None:
    try:
        with changes():
            publish(to=[person.pk], kind="contact", n=number)
    finally:
        connections.close_all()


async def opened(browser: AsyncClient, path: str = "/live/", **headers: str) -> AsyncIterator[bytes]:
    """The open stream, from its first line on."""
    response = await browser.get(path, headers=headers)
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "text/event-stream"
    lines: AsyncIterator[bytes] = aiter(response.streaming_content)  # type: ignore[attr-defined]
    assert b"retry" in await anext(lines)
    return lines


async def hear(lines: AsyncIterator[bytes], count: int) -> Heard:
    """The next events, waited for; heartbeats are not events."""
    found: Heard = []
    while len(found) < count:
        chunk = (await asyncio.wait_for(anext(lines), 10)).decode()
        for block in chunk.strip().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "event" in fields:
                found.append((int(fields.get("id", -1)), fields["event"], json.loads(fields["data"])))
    return found


def run(story: Callable[[], Awaitable[None]]) -> None:
    """Play an asynchronous story to its end."""

    async def play() -> None:
        await asyncio.wait_for(story(), 30)

    asyncio.run(play())


def test_somebody_who_is_not_signed_in_is_refused(people: Cast) -> None:
    async def story() -> None:
        response = await AsyncClient().get("/live/")
        assert response.status_code == 401

    run(story)


def test_only_reading_is_possible(people: Cast) -> None:
    async def story() -> None:
        assert (await signed_in_mia.post("/live/")).status_code == 405

    signed_in_mia = signed_in(people.mia)
    run(story)


def test_a_device_that_was_away_gets_what_it_missed_and_then_what_comes(people: Cast) -> None:
    browser = signed_in(people.mia)
    for number in (1, 2, 3):
        say(people.mia, number)

    async def story() -> None:
        lines = await opened(browser, **{"Last-Event-ID": "1"})
        assert await hear(lines, 2) == [(2, "contact", {"n": 2}), (3, "contact", {"n": 3})]
        await asyncio.to_thread(say, people.mia, 4)
        assert await hear(lines, 1) == [(4, "contact", {"n": 4})]

    run(story)


def test_what_the_device_says_it_has_counts_more_than_what_the_page_was_rendered_with(people: Cast) -> None:
    browser = signed_in(people.mia)
    for number in (1, 2, 3):
        say(people.mia, number)

    async def story() -> None:
        assert (await hear(await opened(browser, "/live/?after=1"), 1))[0][0] == 2
        assert (await hear(await opened(browser, "/live/?after=1", **{"Last-Event-ID": "2"}), 1))[0][0] == 3

    run(story)


@pytest.mark.parametrize("place", ["", "-1", "x", "²", "9" * 30, "1; DROP TABLE"])
def test_a_place_that_makes_no_sense_means_from_now_on(people: Cast, place: str) -> None:
    browser = signed_in(people.mia)
    say(people.mia, 1)

    async def story() -> None:
        lines = await opened(browser, "/live/", **{"Last-Event-ID": place})
        await asyncio.to_thread(say, people.mia, 2)
        assert await hear(lines, 1) == [(2, "contact", {"n": 2})]

    run(story)


def test_a_place_that_lies_ahead_of_everything_means_looking_at_everything_anew(people: Cast) -> None:
    browser = signed_in(people.mia)
    say(people.mia, 1)

    async def story() -> None:
        lines = await opened(browser, "/live/?after=77")
        assert await hear(lines, 1) == [(1, "reset", {})]

    run(story)


def test_two_tabs_hear_the_same_in_the_same_order(people: Cast) -> None:
    first, second = signed_in(people.mia), signed_in(people.mia)

    async def story() -> None:
        one, other = await opened(first, "/live/?after=0"), await opened(second, "/live/?after=0")
        for number in range(10):
            await asyncio.to_thread(say, people.mia, number)
        assert await hear(one, 10) == await hear(other, 10)

    run(story)


def test_nobody_hears_what_is_meant_for_somebody_else(people: Cast) -> None:
    browsers = {person.pk: signed_in(person) for person in (people.eve, people.noah, people.toni)}

    def asked() -> None:
        try:
            ask(client=people.mia, safety="danger")
        finally:
            connections.close_all()

    async def story() -> None:
        streams = {key: await opened(browser, "/live/?after=0") for key, browser in browsers.items()}
        await asyncio.to_thread(asked)
        for person in (people.eve, people.noah, people.toni):
            await asyncio.to_thread(say, person, 1)
            assert await hear(streams[person.pk], 1) == [(1, "contact", {"n": 1})]

    run(story)


def test_a_lost_wake_up_only_delays(people: Cast, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(people.mia)
    monkeypatch.setattr(bus, "_wake_here", lambda _names: None)

    async def story() -> None:
        lines = await opened(browser)
        await asyncio.to_thread(say, people.mia, 1)
        assert await hear(lines, 1) == [(1, "contact", {"n": 1})]

    run(story)


def test_the_stream_ends_soon_after_the_sign_out(people: Cast, quick: None) -> None:
    browser = signed_in(people.mia)

    async def story() -> None:
        lines = await opened(browser)
        await browser.alogout()
        assert await hear(lines, 1) == [(-1, "signed-out", {})]
        with pytest.raises(StopAsyncIteration):
            await anext(lines)

    run(story)


def test_a_quiet_stream_gives_a_sign_of_life(people: Cast, quick: None) -> None:
    browser = signed_in(people.mia)

    async def story() -> None:
        lines = await opened(browser)
        assert await asyncio.wait_for(anext(lines), 5) == b": still here\n\n"

    run(story)


def test_a_stream_outlives_a_database_that_stumbles(people: Cast, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(people.mia)
    real, failures = stream.events_after, [OSError, OSError]

    def stumble(person_id: Any, after: int) -> Any:
        if failures:
            raise failures.pop()
        return real(person_id, after)

    monkeypatch.setattr(stream, "events_after", stumble)

    async def story() -> None:
        lines = await opened(browser, "/live/?after=0")
        await asyncio.to_thread(say, people.mia, 1)
        assert await hear(lines, 1) == [(1, "contact", {"n": 1})]

    run(story)


def test_nothing_holds_events_back_on_their_way(people: Cast) -> None:
    browser = signed_in(people.mia)

    async def story() -> None:
        response = await browser.get("/live/", headers={"Accept-Encoding": "gzip"})
        assert response["Content-Encoding"] == "identity"
        assert response["X-Accel-Buffering"] == "no"
        assert response["Cache-Control"] == "no-store"

    run(story)


def test_a_page_that_is_rendered_now_has_seen_everything_until_now(people: Cast) -> None:
    say(people.mia, 1)
    assert last_seq(people.mia.pk) == 1
    assert settings.ENGINE_IN_WEB is False, "tests run as one of several processes: the table is looked at as well"
