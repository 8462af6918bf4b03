"""The coach's page rings for as long as someone waits, and says so when the browser keeps it silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import Someone, page_with

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

COACH = Someone(is_staff_member=True, is_client=False)
_WATCH = """
globalThis.notes = 0;
globalThis.buzzes = 0;
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { globalThis.notes += 1; begin.call(this, at); };
new MutationObserver(() => {
  if (document.querySelector("[data-sound-on]:not([hidden])")) console.log("sound is offered");
}).observe(document, { attributes: true, subtree: true });
navigator.vibrate = (pattern) => { if (pattern) globalThis.buzzes += 1; };
"""
RING = '<section class="ring" data-ringing="contact-1"><h2>Mia asks</h2></section>'


def _open(page: Page, server: StandIn, ring: str = "") -> None:
    page.add_init_script(_WATCH)
    page.clock.install()
    server.pages["/"] = page_with(
        "<h1>Board</h1>", base="web/base_staff.html", user=COACH, ring_url="/ring/", live_after=1
    )
    server.pages["/ring/"] = ring
    page.goto(server.url)


def _rings(server: StandIn) -> None:
    server.next_stream()
    server.pages["/ring/"] = RING
    server.say(2, "ring", id="contact-1")


def test_a_page_that_was_touched_rings_until_nobody_waits(page: Page, server: StandIn) -> None:
    _open(page, server)
    page.get_by_role("heading", name="Board").click()
    _rings(server)
    until(page, "notes === 3")
    page.clock.run_for(3_000)
    until(page, "notes === 6")
    assert page.evaluate("buzzes") == 2
    server.pages["/ring/"] = ""
    server.say(3, "ring", id="contact-1")
    page.get_by_role("heading", name="Mia asks").wait_for(state="detached")
    page.clock.run_for(9_000)
    assert page.evaluate("notes") == 6
    assert page.locator("[data-ring-sound]").is_hidden()


# Until the click below nothing may look into the page: through Playwright that would count as touching it.
def test_a_page_that_nobody_touched_offers_to_turn_on_the_sound(page: Page, server: StandIn) -> None:
    _open(page, server)
    with page.expect_console_message(lambda message: message.text == "sound is offered"):
        _rings(server)
    page.get_by_role("button", name="Turn on sound").click()
    until(page, "notes >= 3")
    page.get_by_role("button", name="Turn on sound").wait_for(state="hidden")


def test_a_ring_can_be_silenced_and_the_next_one_is_heard(page: Page, server: StandIn) -> None:
    _open(page, server)
    page.get_by_role("heading", name="Board").click()
    _rings(server)
    page.get_by_role("button", name="Silence this ring").click()
    before = page.evaluate("notes")
    page.clock.run_for(9_000)
    assert page.evaluate("notes") == before
    server.pages["/ring/"] = RING.replace("asks", "asks, and says more")
    server.say(3, "contact", id="contact-1")
    page.get_by_role("heading", name="Mia asks, and says more").wait_for()
    assert page.evaluate("notes") == before
    server.pages["/ring/"] = RING + RING.replace("contact-1", "contact-2").replace("Mia", "Jo")
    server.say(4, "ring", id="contact-2")
    page.get_by_role("heading", name="Jo asks").wait_for()
    until(page, f"notes > {before}")
    assert page.get_by_role("heading", name="Mia asks").is_visible()
