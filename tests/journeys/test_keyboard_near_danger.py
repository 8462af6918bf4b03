"""Near danger with the keyboard alone: numbers, plan, what was agreed, asking about safety, and help beside words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.test_keyboard import Keys

if TYPE_CHECKING:
    from tests.journeys.server import Journey

pytestmark = pytest.mark.browser


def test_a_client_reaches_a_number_and_says_that_they_are_in_danger(journey: Journey) -> None:
    page = journey.device("mia").open("/help-now/")
    hands = Keys(page)
    hands.go_to(page.locator("#numbers a").first)
    hands.press_on("Tell my coaches that I am in danger")
    expect(page.get_by_text("You said that you are in danger. These people can help you now.")).to_be_visible()


def test_a_client_changes_their_plan_and_gives_it_to_somebody(journey: Journey) -> None:
    journey.hand("a_plan", client=journey.id_of("mia"))
    page = journey.device("mia").open(f"/plans/{journey.id_of('mia')}/")
    hands = Keys(page)
    hands.go_to(page.locator("#alone button[value='more:alone']"))
    hands.press("Enter")
    hands.go_to(page.locator("#alone textarea").last)
    hands.write("Count blue things")
    hands.go_to(page.get_by_role("button", name="Keep this plan").last)
    hands.press("Enter")
    expect(page.get_by_role("heading", name="My plan", level=1)).to_be_visible()
    expect(page.get_by_text("Count blue things")).to_be_visible()
    page = journey.device("mia").open("/my-plan/given/")
    hands = Keys(page)
    hands.go_to(page.get_by_label("Who is it for?"))
    hands.write("Ada")
    hands.press_on("Make a link")
    hands.press_on("End it now Ada")


def test_a_therapist_writes_down_what_was_agreed_and_lifts_it(journey: Journey) -> None:
    page = journey.device("dana").open(f"/agreed/{journey.id_of('mia')}/")
    hands = Keys(page)
    hands.go_to(page.get_by_role("radio", name="Off: coaching goes on as always"))
    hands.press("ArrowDown")
    hands.go_to(page.get_by_label("Why you agree on this, in words that the client reads"))
    hands.write("Asking before is what helps.")
    hands.press_on("Keep")
    hands.press_on("The client has acted: note it")
    hands.press_on("Lift it now")
    expect(page.get_by_text("It was lifted. Coaching goes on as always.")).to_be_visible()


def test_a_coach_asks_about_safety_and_signs(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana")
    page = journey.device("dana").open(f"/c/{contact}/assess/")
    hands = Keys(page)
    hands.go_to(page.locator("[name=asked_dead]").first)
    hands.press("ArrowRight", "ArrowRight")
    hands.go_to(page.locator("[name=protective]").first)
    hands.press("Space")
    hands.go_to(page.locator("[name=again]").first)
    hands.press("ArrowDown")
    hands.press_on("End, sign and close")
    expect(page.get_by_text("Signed. The contact is closed.")).to_be_visible()


def test_help_beside_what_is_written_is_reached_and_put_away(journey: Journey) -> None:
    page = journey.device("mia").open("/diary/")
    hands = Keys(page)
    words = page.get_by_label("What should be remembered?")
    hands.go_to(words)
    hands.write("I want to kill myself")
    shown = page.locator("[data-danger-shown]")
    expect(shown).to_be_visible()
    hands.is_on(words)
    hands.go_to(shown.locator("a[href^='tel:']").first)
    hands.press_on("Put this away")
    expect(shown).to_have_count(0)
    hands.is_on(words)
