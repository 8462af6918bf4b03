"""Every page of the shell, in both schemes: axe finds nothing, nothing scrolls sideways, all targets are large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser import DESK, PHONE, axe_findings, until, wider_than_screen
from tests.web.stand_in import Someone, page_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

PAGES = ["components", "breathe", "offline", "away"]
ERRORS = ["400", "403", "404", "500", "csrf"]
NARROW: ViewportSize = {"width": 320, "height": 640}
COACH = Someone(is_staff_member=True, is_client=False)

_SMALL = """[...document.querySelectorAll("a, button, input:not([type=radio], [type=checkbox]), select, summary")]
  .filter((one) => one.checkVisibility() && !one.matches("p a, .skip"))
  .filter((one) => { const { width, height } = one.getBoundingClientRect(); return height < 47.5 || width < 40; })
  .map((one) => one.outerHTML.slice(0, 120))"""


def _open(page: Page, server: StandIn, name: str, *, user: Someone | None = None) -> None:
    server.pages["/"] = page_of(f"web/{name}.html", user=user)
    page.goto(server.url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, *(f"errors/{code}" for code in ERRORS)])
def test_axe_finds_nothing(chromium: Browser, server: StandIn, name: str, scheme: Literal["light", "dark"]) -> None:
    with chromium.new_context(viewport=PHONE, color_scheme=scheme) as context:
        page = context.new_page()
        _open(page, server, name)
        assert axe_findings(page) == []
        page.set_viewport_size(DESK)
        assert axe_findings(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_a_narrow_phone(page: Page, server: StandIn, name: str) -> None:
    page.set_viewport_size(NARROW)
    _open(page, server, name)
    assert wider_than_screen(page) == 0


def test_every_target_is_large_enough_for_a_shaking_thumb(page: Page, server: StandIn) -> None:
    _open(page, server, "components")
    assert page.evaluate(_SMALL) == []


def test_the_main_action_stays_within_reach_of_a_thumb(page: Page, server: StandIn) -> None:
    _open(page, server, "components")
    for scrolled in (0, 2000):
        page.evaluate(f"scrollTo(0, {scrolled})")
        box = page.get_by_role("link", name="Get coaching").bounding_box()
        assert box is not None
        assert box["y"] > PHONE["height"] / 2
        assert box["y"] + box["height"] < PHONE["height"]


def test_the_end_of_a_page_is_not_hidden_behind_the_bars(page: Page, server: StandIn) -> None:
    _open(page, server, "components")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = page.locator(".foot a").bounding_box()
    dock = page.locator(".dock").bounding_box()
    assert last is not None
    assert dock is not None
    assert last["y"] + last["height"] <= dock["y"]


def test_a_client_can_leave_from_every_page(page: Page, server: StandIn) -> None:
    for name in ("components", "breathe", "offline", "errors/404"):
        _open(page, server, name)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        box = page.get_by_role("link", name="Leave").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 100


def test_a_coach_finds_the_same_five_places_on_a_phone_and_on_a_desk(page: Page, server: StandIn) -> None:
    _open(page, server, "errors/404", user=COACH)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        names = page.get_by_role("navigation").get_by_role("link").all_inner_texts()
        assert [name.strip() for name in names] == ["Board", "Clients", "Hours", "Rota", "Me"]
        assert wider_than_screen(page) == 0


def test_the_keyboard_reaches_the_main_part_first_by_one_link(page: Page, server: StandIn) -> None:
    _open(page, server, "breathe")
    until(page, "'ready' in document.documentElement.dataset")
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="Skip to the main part").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
