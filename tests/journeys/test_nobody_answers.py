"""Nobody answers: the backup is rung, promises, forgets, and the search goes on; nobody at all is the truth, told."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import until
from tests.journeys.server import Journey


def test_the_backup_promises_a_time_and_an_unkept_promise_resumes_the_search(journey: Journey) -> None:
    mia, sam = journey.device("mia"), journey.device("sam")
    sam.open("/board/")
    contact = journey.ask("mia")
    mia.open(f"/c/{contact}/")
    expect(mia.page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()
    expect(mia.page.get_by_text("Then we ring Sam Okafor.")).to_be_visible()
    journey.advance_clock(121)
    journey.until(lambda: journey.hand("contact_facts", contact=contact)["events"].count("rung") == 2)
    journey.advance_clock(181)
    expect(mia.page.get_by_text("We are ringing Sam Okafor.")).to_be_visible()
    expect(sam.page.locator("#ring").get_by_text("Mia Berg")).to_be_visible()
    sam.page.locator("#ring").get_by_role("link", name="Call back or hand over").click()
    sam.page.get_by_role("button", name="15 min").click()
    expect(mia.page.get_by_text("Sam Okafor will call you:")).to_be_visible()
    journey.advance_clock(15 * 60 + 1)
    journey.until(lambda: "nudged" in journey.hand("contact_facts", contact=contact)["events"])
    expect(mia.page.get_by_text("Sam Okafor will call you:")).to_be_visible()
    journey.advance_clock(121)
    expect(mia.page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()


def test_when_nobody_is_reached_the_client_is_told_and_it_stays_until_it_is_noted(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    contact = journey.ask("mia")
    mia.open(f"/c/{contact}/")
    expect(mia.page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()
    for _step in range(8):
        facts = journey.hand("contact_facts", contact=contact)
        if facts["status"] == "unreached":
            break
        journey.advance_clock(301)
        known = len(facts["events"])
        journey.until(lambda known=known: len(journey.hand("contact_facts", contact=contact)["events"]) > known)
    expect(mia.page.get_by_text("We could not reach anyone.")).to_be_visible()
    expect(mia.page.get_by_text("Dana Reyes has been told and owes you an answer")).to_be_visible()
    expect(mia.page.locator("#numbers").get_by_text("112")).to_be_visible()
    dana.open("/board/")
    expect(dana.page.locator(".board-attention").get_by_text("nobody was reached")).to_be_visible()
    dana.page.get_by_role("link", name="Open Mia Berg").click()
    dana.page.get_by_role("button", name="I followed this up another way").click()
    dana.page.locator("[name=done]").fill("Called on the phone at home")
    dana.page.get_by_role("button", name="Sign and close").click()
    expect(dana.page.get_by_text("Nobody needs you right now.")).to_be_visible()
    mia.open("/")
    expect(mia.page.get_by_role("button", name="Get coaching")).to_be_visible()


def test_two_coaches_answer_and_one_reads_who_has_it(journey: Journey) -> None:
    dana, lea = journey.device("dana"), journey.device("lea")
    contact = journey.ask("mia")
    dana.open(f"/c/{contact}/")
    dana.page.get_by_role("button", name="Answer").click()
    expect(dana.page.get_by_role("heading", name="The note")).to_be_visible()
    lea.open("/board/")
    token = next(cookie["value"] for cookie in lea.context.cookies() if cookie["name"] == "wiseline_csrf")
    late = f"{journey.server.url}/c/{contact}/answer/"  # the tap of a page that had not heard of it yet
    lea.context.request.post(late, headers={"X-CSRFToken": token}, max_redirects=0)
    lea.open(f"/c/{contact}/")
    expect(lea.page.get_by_text("Dana Reyes has it already.")).to_be_visible()
    assert journey.hand("contact_facts", contact=contact)["holder"] == "Dana Reyes"


def test_the_clients_page_chimes_once_when_somebody_is_there(journey: Journey) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia")
    mia.open(f"/c/{contact}/")
    mia.page.get_by_text("We are ringing").first.click()  # browsers keep a page silent that nobody touched
    mia.page.evaluate("document.body.addEventListener('wl:chimed', () => (window.chimed = (window.chimed ?? 0) + 1))")
    journey.answer(contact, "dana")
    expect(mia.page.get_by_text("Dana Reyes is here with you.")).to_be_visible()
    until(mia.page, "window.chimed === 1")
