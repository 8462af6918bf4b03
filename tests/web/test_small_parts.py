"""Sliders, forms that are sent once, the way out, and times in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import answer_json, page_of, page_with

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

SLIDER = (
    '<form method="post" action="/save/"><label for="d">How strong is it?</label>'
    '{% include "web/partials/range.html" with id="d" name="distress" value=answer %}<button>Save</button></form>'
)
_SENT = "Object.fromEntries(new FormData(document.querySelector('form')))"


def _open(page: Page, server: StandIn, html: str) -> None:
    server.pages["/"] = html
    page.goto(server.url)
    until(page, "'ready' in document.documentElement.dataset")


def test_a_slider_that_nobody_touched_sends_nothing(page: Page, server: StandIn) -> None:
    _open(page, server, page_with(SLIDER))
    assert page.evaluate(_SENT) == {}
    assert page.locator("output").inner_text() == "Not answered"
    assert page.get_by_label("How strong is it?").get_attribute("aria-valuetext") == "Not answered"


def test_a_slider_that_was_moved_sends_its_value(page: Page, server: StandIn) -> None:
    _open(page, server, page_with(SLIDER))
    page.get_by_label("How strong is it?").press("ArrowRight")
    assert page.evaluate(_SENT) == {"distress": "51"}
    assert page.locator("output").inner_text() == "51"


def test_the_middle_is_an_answer_when_it_is_tapped(page: Page, server: StandIn) -> None:
    _open(page, server, page_with(SLIDER))
    page.get_by_label("How strong is it?").click()
    assert page.evaluate(_SENT) == {"distress": "50"}


def test_a_slider_keeps_an_earlier_answer_and_can_take_it_back(page: Page, server: StandIn) -> None:
    _open(page, server, page_with(SLIDER, answer=0))
    assert page.evaluate(_SENT) == {"distress": "0"}
    page.get_by_role("button", name="Take the answer back").click()
    assert page.evaluate(_SENT) == {}


def test_a_slider_that_arrives_later_works_the_same(page: Page, server: StandIn) -> None:
    server.pages["/part/"] = page_with(SLIDER).split("<form", 1)[1].join(["<form", ""]).split("</form>")[0] + "</form>"
    _open(page, server, page_with('<div hx-get="/part/" hx-trigger="load">…</div>'))
    page.get_by_label("How strong is it?").press("ArrowLeft")
    assert page.evaluate(_SENT) == {"distress": "49"}


def test_a_second_tap_sends_nothing_while_the_first_is_on_its_way(page: Page, server: StandIn) -> None:
    server.answers = [answer_json({}, 503)]
    main = '<form data-once hx-post="/save/" hx-swap="none"><button>Save</button></form>'
    _open(page, server, page_with(main))
    page.evaluate("for (let tap = 0; tap < 3; tap++) document.querySelector('form button').click()")
    server.wait_for_posts(1)
    page.locator("[data-request-failed]").wait_for(state="visible")
    assert len(server.posts) == 1
    page.get_by_role("button", name="Save").click()
    server.wait_for_posts(2)
    page.locator("[data-request-failed]").wait_for(state="hidden")
    assert server.posts[1].headers["X-CSRFToken"] == "token-of-the-page"


def test_leaving_shows_a_bland_page_and_going_back_shows_it_again(page: Page, server: StandIn) -> None:
    server.pages["/away/"] = page_of("web/away.html")
    server.pages["/plan/"] = page_with("<h1>My plan</h1>")
    _open(page, server, page_with('<h1>Home</h1><a href="/plan/">Plan</a>'))
    page.get_by_role("link", name="Plan").click()
    page.get_by_role("heading", name="My plan").wait_for()
    until(page, "'ready' in document.documentElement.dataset")
    page.get_by_role("link", name="Leave").click()
    page.get_by_role("link", name="Back").wait_for()
    assert "Wiseline" not in page.title()
    page.evaluate("history.back()")
    page.wait_for_url("**/away/")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("heading", name="Home").wait_for()
    assert page.get_by_role("heading", name="Home").is_visible()


def test_waiting_time_is_told_in_words_by_the_servers_clock(page: Page, server: StandIn) -> None:
    page.clock.install(time="2026-11-23T10:00:00Z")  # this phone is thirteen hours slow
    html = page_with('<time data-since datetime="2026-11-23T22:56:00Z" data-under="a moment">…</time>')
    now = "1795474800"  # 2026-11-23 23:00 UTC
    html = html.replace(html.split('data-server-now="')[1].split('"')[0], now)
    _open(page, server, html)
    assert page.locator("time").inner_text() == "4 minutes"
    page.clock.run_for(60_000)
    assert page.locator("time").inner_text() == "5 minutes"


def test_a_running_clock_counts_seconds(page: Page, server: StandIn) -> None:
    page.clock.install(time="2026-11-23T23:00:00Z")
    html = page_with('<time data-since="clock" datetime="2026-11-23T22:55:55Z">…</time>')
    html = html.replace(html.split('data-server-now="')[1].split('"')[0], "1795474800")
    _open(page, server, html)
    assert page.locator("time").inner_text().startswith("4:0")


def test_the_offline_strip_is_true(page: Page, server: StandIn) -> None:
    _open(page, server, page_with("<h1>Home</h1>"))
    strip = page.locator("[data-offline-strip]")
    assert strip.is_hidden()
    page.context.set_offline(True)
    strip.wait_for(state="visible")
    page.context.set_offline(False)
    strip.wait_for(state="hidden")
