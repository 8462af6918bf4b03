"""A client's weeks end in a page that can be checked by hand; a wish, the session, and what was agreed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import axe_findings, until
from tests.journeys.server import Journey


def under(page: Page, heading: str) -> list[str]:
    """The lines under a heading, their words only."""
    place = page.get_by_role("region", name=heading, exact=True)
    return [text.strip() for text in place.locator(".rows-title").all_inner_texts()]


def weeks(journey: Journey) -> str:
    """Mia's weeks before a session with Dana; the session's id."""
    people = {"client": journey.id_of("mia"), "therapist": journey.id_of("dana")}
    return str(journey.hand("tests.journeys.sessions_seed:weeks", **people))


def test_four_weeks_end_in_a_page_that_a_reader_can_check_against_the_entries(journey: Journey) -> None:
    session = weeks(journey)
    dana = journey.device("dana")
    dana.open("/board/")
    need = dana.page.get_by_role("listitem").filter(has_text="a session today that is not prepared")
    need.get_by_role("link", name="Open").click()
    dana.page.get_by_role("link", name="Prepare it").click()
    # The week since the session: days 7 to 1 back; 5 and 4 were not filled, 3 had the urge, 2 the act and the contact.
    assert under(dana.page, "Life-threatening") == [
        "Hurt myself",
        "Urge to end my life: up to 2 of 5, on 1 of 5 days that were filled",
        "Said in a contact: not sure they are safe",
    ]
    assert under(dana.page, "Getting in the way of therapy") == ["The card: 5 of 7 days filled"]
    assert under(dana.page, "Quality of life") == [
        "How hard the day was: up to 5 of 5, on 1 of 5 days that were filled"
    ]
    assert under(dana.page, "Skills") == ["GIVE did not help"]
    assert under(dana.page, "Contacts since the last session") == ["Help to use a skill, with Dana Reyes"]
    expect(dana.page.get_by_text("Distress 80 → 50 of 100")).to_be_visible()
    assert under(dana.page, "Chains to do") == ["An act on the card has no chain yet"]
    assert under(dana.page, "What the client said they would do") == ["Write to Ada"]
    dana.page.get_by_role("link", name="Said in a contact: not sure they are safe").click()
    expect(dana.page.get_by_role("heading", name="Note about Mia Berg")).to_be_visible()
    dana.open(f"/sessions/{session}/")
    dana.page.get_by_role("button", name="It is prepared").click()
    dana.open("/board/")
    expect(dana.page.get_by_text("a session today that is not prepared")).to_have_count(0)


def test_a_client_adds_a_wish_also_offline_and_reads_what_was_agreed_once_it_is_closed(journey: Journey) -> None:
    session = weeks(journey)
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open("/mine/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.page.get_by_role("link", name="My sessions").click()
    mia.page.get_by_label("What would you like to talk about?").fill("Sundays")
    mia.page.get_by_role("button", name="Put it on the list").click()
    expect(mia.page.get_by_text("Sundays", exact=True)).to_be_visible()
    mia.open("/sessions/")
    until(mia.page, "caches.match('/sessions/', {ignoreVary: true})")
    mia.context.set_offline(True)
    mia.open("/sessions/")
    mia.page.get_by_label("What would you like to talk about?").fill("The row with my sister")
    mia.page.get_by_role("button", name="Put it on the list").click()
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_role("listitem").filter(has_text="The row with my sister")).to_be_visible(timeout=20_000)
    work_through(dana.open(f"/sessions/{session}/"))
    mia.open("/sessions/")
    expect(mia.page.get_by_text("You call before nine.")).to_be_visible()
    expect(mia.page.get_by_role("listitem").filter(has_text="Sundays")).to_have_count(0)
    expect(mia.page.get_by_role("listitem").filter(has_text="The row with my sister")).to_be_visible()
    mia.page.get_by_role("heading", level=3).get_by_role("link").first.click()
    expect(mia.page.get_by_role("heading", name="What you wanted to talk about")).to_be_visible()
    expect(mia.page.get_by_text("Before noon is the worst")).to_be_visible()
    assert axe_findings(mia.page) == []
    mia.open("/practice/")
    expect(mia.page.get_by_text("GIVE").first).to_be_visible()
    mia.open(f"/ours/of/{journey.id_of('mia')}/")
    expect(mia.page.get_by_text("Sleep through the week").first).to_be_visible()
    dana.open(f"/skills/of/{journey.id_of('mia')}/")
    expect(dana.page.get_by_role("listitem").filter(has_text="Asking for a day off")).to_be_visible()


def work_through(page: Page) -> None:
    """Dana works through the page, by tap and by key, and closes it with four agreements."""
    page.get_by_role("button", name="Begin the session").click()
    tick = page.get_by_role("button", name="Talked about: Sundays")
    tick.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Talked about: Sundays")).to_have_attribute("aria-pressed", "true")
    wish = page.get_by_role("listitem").filter(has_text="Sundays").last
    wish.get_by_text("Change").click()
    wish.get_by_label("Note").fill("Before noon is the worst")
    wish.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".agenda-note", has_text="Before noon is the worst")).to_be_visible()
    agree(page, "We agreed", "You call before nine.")
    agree(page, "A goal", "Sleep through the week")
    agree(page, "Taught today", "Asking for a day off", skill="FAST")
    agree(page, "To practise", "When Ada comes", skill="GIVE")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Close the session").click()
    expect(page.get_by_text("Closed. The client can read it now.")).to_be_visible()


def agree(page: Page, kind: str, words: str, *, skill: str = "") -> None:
    """One agreement."""
    form = page.locator("#agreed")
    form.get_by_label("What is it?").select_option(label=kind)
    if skill:
        form.get_by_label("Skill").select_option(label=skill)
    form.get_by_label("In words that both can read").fill(words)
    form.get_by_role("button", name="Add to what we agreed").click()
    expect(form.locator(".rows-title", has_text=words)).to_be_visible()


def test_the_team_brings_something_and_keeps_what_was_decided(journey: Journey) -> None:
    dana, lea = journey.device("dana"), journey.device("lea")
    dana.open("/people/")
    dana.page.get_by_role("link", name="Consultation team").click()
    dana.page.get_by_label("I would like to bring …").fill("My calls grow long")
    dana.page.get_by_label("About a client of mine").select_option(label="Mia Berg")
    dana.page.get_by_role("button", name="Put it on the agenda").click()
    lea.open("/team-agenda/")
    item = lea.page.get_by_role("listitem").filter(has_text="My calls grow long")
    expect(item).to_contain_text("M.B.")
    expect(lea.page.locator("main")).not_to_contain_text("Mia")
    item.get_by_label("What was decided").fill("Sam listens in once")
    item.get_by_role("button", name="Talked about").click()
    lea.page.get_by_text("Decided lately").click()
    expect(lea.page.get_by_text("Sam listens in once")).to_be_visible()
