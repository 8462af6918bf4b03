"""A chain is begun after a contact and finished in session; a pattern is opened to its entries and disputed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import axe_findings
from tests.journeys.server import Journey


def test_a_chain_is_begun_after_a_contact_and_finished_together(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana")
    journey.hand("close", contact=contact)
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open(f"/c/{contact}/")
    mia.page.get_by_role("button", name="Understand how it came to this").click()
    expect(mia.page.get_by_role("heading", name="Chain analysis")).to_be_visible()
    mia.page.get_by_label("What is it that you want to understand?").fill("I did not answer the door")
    mia.page.get_by_role("button", name="Add the first link").click()
    mia.page.get_by_label("In your words").fill("The bell rang twice")
    mia.page.get_by_role("button", name="Add a link here").click()
    second = mia.page.locator("#link-1")
    second.get_by_label("What was it?").select_option("emotion")
    second.get_by_label("In your words").fill("Fear, all at once")
    second.get_by_label("How strong").fill("85")
    mia.page.get_by_role("button", name="Keep", exact=True).last.click()
    expect(mia.page.get_by_text("Kept.")).to_be_visible()
    assert axe_findings(mia.page) == []
    dana.open(f"/people/{journey.id_of('mia')}/")
    dana.page.get_by_role("link", name="Chains").click()
    dana.page.get_by_role("link", name="I did not answer the door").click()
    link = dana.page.locator("#link-1")
    link.get_by_text("Fear, all at once").first.click()
    link.get_by_label("Which skill could stand here").select_option("check-the-facts")
    dana.page.get_by_label("What will you do, and when?").fill("Look through the window first")
    dana.page.get_by_role("button", name="Keep, it is finished").click()
    expect(dana.page.get_by_text("Finished.")).to_be_visible()
    mia.page.reload()
    expect(mia.page.locator("#link-1").get_by_text("Check the facts").first).to_be_visible()
    expect(mia.page.get_by_label("What will you do, and when?")).to_have_value("Look through the window first")


def test_a_pattern_is_shown_opened_to_its_entries_and_disputed(journey: Journey) -> None:
    journey.hand("nine_weeks_of_diary", client=journey.id_of("mia"))
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open("/")
    mia.page.get_by_role("link", name="Mine").click()
    mia.page.get_by_role("link", name="Patterns").click()
    words = "On days with a short night, “How hard the day was” was higher than on days without."
    place = mia.page.get_by_role("region", name=words)
    expect(place.locator("svg")).to_be_visible(timeout=20_000)
    place.get_by_role("link", name="The entries behind it").click()
    expect(mia.page.get_by_role("heading", name=words)).to_be_visible()
    assert mia.page.get_by_role("row").count() > 10
    mia.page.get_by_label("What is not right about it?").fill("I nap on those days")
    mia.page.get_by_role("button", name="Say that it is not right").click()
    expect(mia.page.get_by_text("You said that this is not right. “I nap on those days”")).to_be_visible()
    dana.open(f"/people/{journey.id_of('mia')}/")
    dana.page.get_by_role("link", name="Patterns").click()
    expect(dana.page.get_by_text("Mia Berg says that this is not right. “I nap on those days”")).to_be_visible()
