"""The main job, end to end: asked in two taps, rung, talked, written down, and followed up."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.server import Journey


def test_a_request_is_rung_answered_talked_about_signed_and_asked_about_later(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    dana.open("/board/")
    mia.open("/")
    mia.page.get_by_role("button", name="Get coaching").click()
    mia.page.get_by_role("button", name="Yes, I am safe").click()
    expect(mia.page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()
    dana.page.locator("#ring").get_by_role("button", name="Answer").click()
    expect(mia.page.get_by_text("Dana Reyes is here with you.")).to_be_visible()
    expect(mia.page.get_by_text("Talking with Dana Reyes")).to_be_visible(timeout=20_000)
    mia.page.locator("textarea").first.fill("I am at home")
    mia.page.get_by_role("button", name="Send").click()
    expect(dana.page.get_by_text("I am at home", exact=True)).to_be_visible()
    dana.page.locator("[name=commitment]").fill("Breathe slowly, then call Ada")
    dana.page.locator("[name=commitment_in]").select_option("30")
    dana.page.locator("[name=for_client]").fill("You called before it got worse.")
    expect(dana.page.locator("[data-note-state]")).to_have_text("Kept")
    dana.page.get_by_role("button", name="End, sign and close").click()
    expect(dana.page.get_by_text("Signed. The contact is closed.")).to_be_visible()
    expect(mia.page.get_by_text("This contact is over.")).to_be_visible()

    journey.advance_clock(31 * 60)
    mia.open("/")
    journey.until(lambda: mia.open("/").get_by_text("How did it go?").count(), seconds=20)
    expect(mia.page.get_by_text("Breathe slowly, then call Ada").first).to_be_visible()
    mia.page.get_by_role("button", name="I did it and it did not help").click()
    mia.page.get_by_role("button", name="Ask for coaching again").click()
    expect(mia.page.get_by_text("Are you safe right now?")).to_be_visible()
    expect(mia.page.locator("[name=happening]")).to_have_value(
        "I tried “Breathe slowly, then call Ada” and it did not help."
    )
    dana.open("/board/")
    expect(dana.page.get_by_text("I did it and it did not help")).to_be_visible()
