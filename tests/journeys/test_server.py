"""The journeys' own server: two people, one programme, a clock that a test moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.server import Journey

pytestmark = pytest.mark.browser


def test_time_that_a_test_lets_pass_moves_the_switchboard(journey: Journey) -> None:
    contact = journey.ask("mia")
    assert journey.hand("contact_facts", contact=contact)["events"] == ["asked", "rung"]
    journey.advance_clock(125)
    journey.until(lambda: journey.hand("contact_facts", contact=contact)["events"] == ["asked", "rung", "rung"])


def test_a_device_is_signed_in_as_its_person(journey: Journey) -> None:
    page = journey.device("mia").open("/breathe/")
    assert page.evaluate("document.body.dataset.person") == journey.id_of("mia")


def test_the_server_comes_back_at_the_same_address(journey: Journey) -> None:
    mia = journey.device("mia")
    journey.server.kill()
    journey.server.start()
    page = mia.open("/breathe/")
    assert page.evaluate("document.body.dataset.person") == journey.id_of("mia")
