"""What a screen shows is true, also where two things happen at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import until

if TYPE_CHECKING:
    from tests.journeys.server import Journey

pytestmark = pytest.mark.browser


def test_an_answer_that_comes_while_the_page_asks_how_things_stand_is_shown(journey: Journey) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia").open(f"/c/{contact}/")
    mia.get_by_text("We are ringing Dana Reyes.").wait_for()
    held: list[Any] = []

    def hold(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))  # how things stood before the answer

    mia.route("**/state/", hold)
    mia.evaluate("() => { document.body.dispatchEvent(new CustomEvent('wl:contact', { detail: {} })); }")
    mia.evaluate("() => document.body.addEventListener('wl:contact', () => { window.told = true; })")
    journey.answer(contact, "dana")
    until(mia, "window.told")
    route, old = held[0]
    route.fulfill(response=old)
    mia.get_by_text("Dana Reyes is here with you.").wait_for()
