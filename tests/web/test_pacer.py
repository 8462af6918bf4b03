"""The breathing pacer: words and a circle that anyone can follow, without a network and without moving pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import page_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

_SCALE = "document.querySelector('[data-pacer-circle]').style.getPropertyValue('--pacer-scale')"
_WORD = "document.querySelector('[data-pacer-word]').textContent"


@pytest.fixture(autouse=True)
def _breathe(page: Page, server: StandIn) -> None:
    server.pages["/"] = page_of("web/breathe.html")
    page.clock.install()
    page.goto(server.url)
    until(page, "document.querySelector('[data-pacer-ready]')")


def _start(page: Page) -> None:
    page.get_by_role("button", name="Start").click()


def test_it_begins_at_a_tap_and_not_before(page: Page) -> None:
    page.clock.run_for(10_000)
    assert page.evaluate(_WORD) == "When you are ready"
    _start(page)
    assert page.evaluate(_WORD) == "Breathe in"


def test_it_breathes_in_for_four_seconds_and_out_for_six(page: Page) -> None:
    _start(page)
    seen = []
    for _ in range(11):
        count = page.locator("[data-pacer-count]").inner_text()
        seen.append((page.evaluate(_WORD), count, float(page.evaluate(_SCALE)) == 1))
        page.clock.run_for(1_000)
    breath_in = [("Breathe in", str(left), True) for left in (4, 3, 2, 1)]
    breath_out = [("Breathe out", str(left), False) for left in (6, 5, 4, 3, 2, 1)]
    assert seen == [*breath_in, *breath_out, breath_in[0]]


def test_it_stops_at_a_second_tap(page: Page) -> None:
    _start(page)
    page.get_by_role("button", name="Stop").click()
    page.clock.run_for(30_000)
    assert page.evaluate(_WORD) == "When you are ready"


def test_a_pace_that_was_changed_is_kept_on_this_device(page: Page) -> None:
    page.get_by_text("Change the pace").click()
    longer = page.get_by_role("button", name="Longer out-breath")
    longer.click()
    longer.click()
    page.reload()
    until(page, "document.querySelector('[data-pacer-ready]')")
    assert page.locator("[data-pacer-seconds=out]").text_content() == "8"
    _start(page)
    page.clock.run_for(11_900)
    assert page.evaluate(_WORD) == "Breathe out"
    page.clock.run_for(200)
    assert page.evaluate(_WORD) == "Breathe in"


def test_a_pace_can_not_become_one_that_nobody_can_breathe(page: Page) -> None:
    page.get_by_text("Change the pace").click()
    shorter, longer = (page.get_by_role("button", name=f"{word} in-breath") for word in ("Shorter", "Longer"))
    for _ in range(5):
        shorter.click()
    assert page.locator("[data-pacer-seconds=in]").text_content() == "2"
    for _ in range(15):
        longer.click()
    assert page.locator("[data-pacer-seconds=in]").text_content() == "12"


def test_it_works_without_a_network(page: Page, server: StandIn) -> None:
    server.down = True
    page.context.set_offline(True)
    _start(page)
    page.clock.run_for(4_000)
    assert page.evaluate(_WORD) == "Breathe out"


def test_with_reduced_motion_a_bar_and_words_take_the_circles_place(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    _start(page)
    page.clock.run_for(2_000)
    assert page.locator("[data-pacer-circle]").is_hidden()
    assert page.locator(".pacer-bar").is_visible()
    part = page.evaluate("document.querySelector('[data-pacer-bar]').style.getPropertyValue('--pacer-part')")
    assert float(part) == 0.75
    assert page.locator("[data-pacer-word]").is_visible()


def test_a_screen_reader_hears_the_turns_only_when_asked_to(page: Page) -> None:
    word = page.locator("[data-pacer-word]")
    assert word.get_attribute("aria-live") == "off"
    page.get_by_text("Change the pace").click()
    page.get_by_label("Let my screen reader say each turn").check()
    assert word.get_attribute("aria-live") == "polite"


def test_a_phone_buzzes_at_each_turn_only_when_asked_to(page: Page) -> None:
    page.evaluate("() => { window.buzzes = []; navigator.vibrate = (pattern) => window.buzzes.push(pattern); }")
    _start(page)
    page.clock.run_for(5_000)
    assert page.evaluate("window.buzzes") == []
    page.get_by_text("Change the pace").click()
    page.get_by_label("Buzz at each turn").check()
    page.clock.run_for(10_000)
    assert len(page.evaluate("window.buzzes")) == 2
