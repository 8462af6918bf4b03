"""A call whose line is bad: what is said, what is tried, and that it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.journeys.calls import READY, RECORD, WALL, hears, says, tap
from tests.journeys.test_voice import _calls, _talk

if TYPE_CHECKING:
    from tests.journeys.server import Journey

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _recorded(journey: Journey) -> None:
    journey.script = RECORD


def test_losing_the_other_one_is_said_and_given_up_after_half_a_minute(journey: Journey) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia")
    mia.page.clock.install()
    page = mia.open(f"/c/{contact}/")
    says(page, READY)
    dana = journey.device("dana")
    dana.open(f"/c/{contact}/").get_by_role("button", name="Answer").click()
    says(page, "Talking with Dana Reyes")
    dana.context.close()
    says(page, "The line to Dana Reyes was lost. Trying again…", seconds=25)
    page.clock.fast_forward(31_000)
    says(page, "The line to Dana Reyes was lost and did not come back.")
    assert page.get_by_role("link", name="TelefonSeelsorge").first.is_visible()
    journey.until(lambda: _calls(journey, contact) == [(True, "lost", None)])


def test_a_call_that_does_not_connect_offers_what_else_works_and_keeps_trying(journey: Journey) -> None:
    journey.script = WALL + RECORD
    contact = journey.ask("mia")
    mia = journey.device("mia")
    mia.page.clock.install()
    page = mia.open(f"/c/{contact}/")
    says(page, READY)
    dana = journey.device("dana").open(f"/c/{contact}/")
    dana.get_by_role("button", name="Answer").click()
    says(page, "Connecting you with Dana Reyes…")
    page.get_by_label("Your message").wait_for()
    ways = page.get_by_text("The call is not connected yet. We keep trying. What works meanwhile:")
    assert ways.is_hidden()
    page.clock.fast_forward(15_000)
    ways.wait_for()
    assert page.get_by_role("link", name="TelefonSeelsorge").first.is_visible()
    page.locator("[data-call]").get_by_role("button", name="Write a message").click()
    assert page.evaluate("document.activeElement.id") == "message-body"
    for side in (page, dana):
        side.evaluate("window.through = true")
    page.clock.fast_forward(15_000)
    says(page, "Talking with Dana Reyes", seconds=30)
    assert ways.is_hidden()
    hears(dana)


def test_a_change_of_network_finds_a_new_path_in_the_same_call(journey: Journey) -> None:
    mia, dana, contact = _talk(journey)
    path = "connections.at(-1).localDescription.sdp.match(/ice-ufrag:(.*)/)[1]"
    before = mia.evaluate(path)
    for page in (mia, dana):  # both notice at once, and both want to negotiate
        page.evaluate("() => dispatchEvent(new Event('online'))")
    until(mia, f"{path} !== {before!r} && connections.at(-1).signalingState === 'stable'")
    until(mia, "['connected', 'completed'].includes(connections.at(-1).iceConnectionState)")
    says(mia, "Talking with Dana Reyes")
    hears(mia)
    hears(dana)
    assert len(_calls(journey, contact)) == 1


def test_a_server_that_dies_takes_no_call_along(journey: Journey) -> None:
    mia, dana, contact = _talk(journey)
    journey.server.kill()
    hears(mia)
    journey.server.start()
    hears(dana)
    until(dana, "document.documentElement.dataset.live === 'open'", seconds=30)
    tap(dana, "Hang up")
    says(mia, "The call with Dana Reyes has ended.", seconds=30)
    assert _calls(journey, contact) == [(True, "hung_up", "Dana Reyes")]
