"""Questions in a browser: answered with and without a network, read by the therapist, help at once, a screener."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import axe_findings, until
from tests.journeys.server import Device, Journey
from tests.questionnaires.own import BRANCHING

ASKED = "tests.journeys.asked"
SURE = "When a strong feeling comes"
PHQ = {f"q{place}": 2 for place in range(1, 9)} | {"q9": 0}  # 16


def rate(page: Page, question: str, answer: str) -> None:
    """A tap on an answer."""
    group = page.get_by_role("group", name=re.compile(question))
    group.get_by_role("radio", name=answer, exact=True).click()


def kept_for_later(device: Device, path: str) -> None:
    """The page is on this phone, and opens without a network."""
    device.open("/")
    device.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    device.open("/questions/")
    until(device.page, "caches.match('/questions/', {ignoreVary: true})")
    device.open(path)
    until(device.page, f"caches.match('{path}', {{ignoreVary: true}})")


def answers_of(journey: Journey, slug: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = journey.hand(f"{ASKED}:kept", client=journey.id_of("mia"), slug=slug)
    return found


def test_the_week_is_answered_online_and_offline_once_and_the_therapist_reads_what_is_true(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    client = journey.id_of("mia")
    dana.open(f"/people/{client}/")
    dana.page.get_by_role("link", name="Questionnaires").click()
    dana.page.get_by_label("What is asked").select_option("My week")
    dana.page.get_by_label("On", exact=True).select_option(label="Monday")
    dana.page.get_by_role("button", name="Keep").click()
    expect(dana.page.get_by_text("every week, on Monday")).to_be_visible()
    mia.open("/mine/")
    mia.page.get_by_role("link", name="Questions for me").click()
    mia.page.get_by_role("link", name="My week").click()
    rate(mia.page, SURE, "2")
    rate(mia.page, "How steady", "3")
    mia.page.get_by_role("button", name="Keep").click()
    expect(mia.page.get_by_role("heading", name="Kept")).to_be_visible()
    expect(mia.page.get_by_text("One answer so far: 2.")).to_be_visible()
    path = journey.hand(f"{ASKED}:asked", client=client, by=journey.id_of("dana"))
    kept_for_later(mia, path)
    mia.context.set_offline(True)
    mia.open("/questions/")
    mia.page.get_by_role("link", name="My week").click()
    rate(mia.page, SURE, "3")
    mia.page.get_by_role("button", name="Keep").click()
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    assert len(answers_of(journey, "week")) == 1
    mia.context.set_offline(False)
    expect(mia.page.get_by_role("heading", name="Kept")).to_be_visible(timeout=20_000)
    assert answers_of(journey, "week") == [{"emotions": 2, "steady": 3}, {"emotions": 3}]


def test_no_clear_change_is_said_until_there_is_a_reliable_one(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    client = journey.id_of("mia")
    path = journey.hand(f"{ASKED}:asked", client=client, by=journey.id_of("dana"), slug="phq-9")
    journey.hand(f"{ASKED}:answered", client=client, slug="phq-9", days_ago=28, answers=PHQ)
    journey.hand(f"{ASKED}:answered", client=client, slug="phq-9", days_ago=14, answers=PHQ | {"q1": 0, "q2": 0})
    dana.open(f"/questions/of/{client}/")
    expect(dana.page.get_by_text("At first 16, now 12: no clear change.")).to_be_visible()
    until(dana.page, "document.querySelector('#chart-scale-0 svg')")
    mia.open(path)
    for place in range(9):
        mia.page.get_by_role("radio", name="Several days" if place < 8 else "Not at all", exact=True).nth(place).click()
    mia.page.get_by_role("button", name="Keep").click()
    expect(mia.page.get_by_text("At first 16, now 8. That is a clear change, and a good one.")).to_be_visible()
    dana.open(f"/questions/of/{client}/")
    expect(dana.page.get_by_text("from 16 to 8: a reliable change for the better")).to_be_visible()
    dana.page.get_by_text("As a table").click()
    expect(dana.page.get_by_role("cell", name="12", exact=True)).to_be_visible()


def test_a_thought_of_death_shows_help_in_the_page_at_once_also_without_a_network(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    dana.open("/board/")
    path = journey.hand(f"{ASKED}:asked", client=journey.id_of("mia"), by=journey.id_of("dana"), slug="phq-9")
    kept_for_later(mia, path)
    mia.context.set_offline(True)
    mia.open(path)
    offer = mia.page.locator("[data-help-for='a-q9']")
    expect(offer).to_be_hidden()
    rate(mia.page, "better off dead", "Several days")
    expect(offer.get_by_role("link", name="My plan")).to_be_visible()
    rate(mia.page, "better off dead", "Not at all")
    expect(offer).to_be_hidden()
    rate(mia.page, "better off dead", "Nearly every day")
    mia.page.get_by_role("button", name="Keep").click()
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    offer.get_by_role("link", name="Emergency numbers").click()
    expect(mia.page.get_by_role("link", name=re.compile("112")).first).to_be_visible()
    mia.context.set_offline(False)
    dana.open("/board/")
    expect(dana.page.get_by_text("answers to look at")).to_be_visible(timeout=20_000)
    dana.page.get_by_role("link", name=re.compile("Open")).click()
    dana.page.get_by_role("button", name="I have looked, and seen to it").click()
    dana.open("/board/")
    expect(dana.page.get_by_text("answers to look at")).to_have_count(0)


def test_a_lead_adds_a_screener_and_the_therapist_goes_through_it_by_keyboard(journey: Journey) -> None:
    lea, dana = journey.device("lea"), journey.device("dana")
    lea.open("/people/team/")
    lea.page.get_by_role("link", name="Questionnaires of the programme").click()
    lea.page.get_by_label("The questionnaire, as TOML").fill(BRANCHING.replace("help_if = [1]", "help_if = [7]"))
    lea.page.get_by_label(re.compile("We hold the licence")).check()
    lea.page.get_by_role("button", name="Check it").click()
    expect(lea.page.get_by_text("7 is none of its answers")).to_be_visible()
    assert axe_findings(lea.page) == []
    lea.page.get_by_label("The questionnaire, as TOML").fill(BRANCHING)
    lea.page.get_by_label(re.compile("We hold the licence")).check()
    lea.page.get_by_role("button", name="Check it").click()
    expect(lea.page.get_by_role("heading", name="As a client sees it")).to_be_visible()
    lea.page.get_by_role("button", name="Switch on").click()
    expect(lea.page.get_by_role("button", name="Switch off")).to_be_visible()
    dana.open(f"/questions/of/{journey.id_of('mia')}/")
    dana.page.get_by_role("link", name="First steps").click()
    page = dana.page
    umbrella = page.get_by_role("group", name="Have you an umbrella?")
    expect(umbrella).to_have_count(0)
    page.get_by_role("group", name="Is it raining?").get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    expect(umbrella).to_be_visible()
    umbrella.get_by_role("radio", name="No").focus()
    page.keyboard.press("Space")
    page.get_by_label("Where is it?").last.fill("At home")
    page.get_by_role("group", name="Is it raining?").get_by_role("radio", name="Yes").focus()
    page.keyboard.press("ArrowDown")
    expect(umbrella).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(umbrella).to_be_visible()
    page.get_by_role("button", name="Keep").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No score and no verdict is made of them.")).to_be_visible()
    expect(page.get_by_text("At home")).to_be_visible()
    assert answers_of(journey, "first-steps") == [{"one": 1, "two": 0, "three": "At home"}], "as given, no more"
