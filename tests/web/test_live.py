"""The live stream in a real page: nothing missed, nothing told twice, and the truth about the connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import page_with

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

_HEARD = """
window.heard = [];
for (const kind of ["contact", "message", "reset"]) {
  document.body.addEventListener(`wl:${kind}`, (event) => window.heard.push([kind, event.detail]));
}
"""


def _open(page: Page, server: StandIn, main: str = "<h1>Home</h1>") -> None:
    server.pages["/"] = page_with(main, live_after=7)
    page.goto(server.url)
    page.evaluate(_HEARD)


def test_a_page_hears_what_happened_after_it_was_rendered(page: Page, server: StandIn) -> None:
    _open(page, server)
    assert server.next_stream() == "7"
    server.say(8, "contact", id="c1", status="ringing")
    until(page, "window.heard.length === 1")
    assert page.evaluate("window.heard") == [["contact", {"id": "c1", "status": "ringing"}]]
    assert page.evaluate("document.documentElement.dataset.live") == "open"


def test_what_happens_while_a_part_of_the_page_is_still_to_come_is_shown_on_it(page: Page, server: StandIn) -> None:
    late: list[Route] = []
    page.route("**/late.js", lambda route: late.append(route))  # noqa: PLW0108 Playwright takes no builtin
    script = '<script type="module" src="/late.js"></script>'
    server.pages |= {
        "/": page_with(script + '<p hx-get="/rows/" hx-trigger="wl:contact from:body">Old</p>', live_after=7),
        "/rows/": "New",
    }
    page.goto(server.url, wait_until="commit")
    until(page, "document.documentElement.dataset.ready === ''")
    page.wait_for_timeout(300)
    server.say(8, "contact")  # to whoever listens already
    late[0].fulfill(content_type="text/javascript", body="")
    assert server.next_stream() == "7"
    server.say(8, "contact")  # as the server says it to whoever asks for what came after 7
    page.get_by_text("New").wait_for()


def test_a_page_that_lost_its_stream_asks_for_what_it_missed(page: Page, server: StandIn) -> None:
    _open(page, server)
    server.next_stream()
    server.say(8, "contact", n=8)
    until(page, "window.heard.length === 1")
    server.drop()
    assert server.next_stream() == "8"
    server.say(9, "contact", n=9)
    until(page, "window.heard.length === 2")
    assert page.evaluate("document.querySelector('[data-live-lost]').hidden")


def test_an_event_that_is_replayed_is_not_told_twice(page: Page, server: StandIn) -> None:
    _open(page, server)
    server.next_stream()
    server.say(8, "contact", n=8)
    server.say(8, "contact", n=8)
    server.say(7, "message", n=7)
    server.say(9, "message", n=9)
    until(page, "window.heard.length >= 2")
    assert page.evaluate("window.heard.map(([kind, { n }]) => kind + n)") == ["contact8", "message9"]


def test_a_page_without_connection_says_so_after_four_seconds_and_takes_it_back(page: Page, server: StandIn) -> None:
    page.clock.install()
    _open(page, server)
    server.next_stream()
    until(page, "document.documentElement.dataset.live === 'open'")
    server.streams_refused_with = 503
    server.drop()
    page.clock.run_for(3_000)
    assert page.locator("[data-live-lost]").is_hidden()
    page.clock.run_for(2_000)
    page.locator("[data-live-lost]").wait_for(state="visible")
    assert page.evaluate("document.documentElement.dataset.live") == "lost"
    server.streams_refused_with = None
    page.clock.run_for(12_000)
    page.locator("[data-live-lost]").wait_for(state="hidden")
    assert page.evaluate("document.documentElement.dataset.live") == "open"


def test_a_network_that_comes_back_connects_at_once(page: Page, server: StandIn) -> None:
    page.clock.install()  # nothing below lets time pass, so only the event can have done it
    _open(page, server)
    server.next_stream()
    server.say(8, "contact", n=8)
    until(page, "window.heard.length === 1")
    page.context.set_offline(True)
    page.context.set_offline(False)
    assert server.next_stream() == "8"


def test_a_reset_reloads_everything_that_listens(page: Page, server: StandIn) -> None:
    main = '<h1>Home</h1><div hx-get="/part/" hx-trigger="wl:contact from:body, wl:message from:body">old</div>'
    server.pages["/part/"] = "new"
    _open(page, server, main)
    server.next_stream()
    server.say(3, "reset")
    page.get_by_text("new", exact=True).wait_for()
    assert page.evaluate("window.heard.map(([kind]) => kind).sort()") == ["contact", "message", "reset"]
    server.drop()
    assert server.next_stream() == "3"


def test_a_refused_stream_says_that_the_person_is_signed_out_and_stops(page: Page, server: StandIn) -> None:
    server.streams_refused_with = 401
    page.clock.install()
    _open(page, server)
    server.next_stream()
    page.locator("[data-signed-out]").wait_for(state="visible")
    page.clock.run_for(60_000)
    assert server.no_more_streams()
    assert page.locator("[data-live-lost]").is_hidden()


def test_a_stream_that_falls_silent_is_given_up(page: Page, server: StandIn) -> None:
    page.clock.install()
    _open(page, server)
    server.next_stream()
    until(page, "document.documentElement.dataset.live === 'open'")
    page.clock.run_for(50_000)  # the real server says something every fifteen seconds
    assert server.next_stream() == "7"
