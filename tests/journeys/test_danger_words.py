"""Danger words in a browser: help is there while they are typed, also offline; the coach sees the place."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import axe_findings
from tests.journeys.server import Journey
from tests.journeys.test_diary import kept_for_later

NET_IS_HERE = """async () => {
    const { dangerNet } = document.querySelector("[data-danger-net]").dataset;
    for (let turn = 0; turn < 300 && !(await caches.match(dangerNet)); turn += 1) {
        await new Promise((done) => setTimeout(done, 100));
    }
}"""


def test_help_appears_while_it_is_written_without_a_network_and_can_be_put_away(journey: Journey) -> None:
    mia = journey.device("mia")
    kept_for_later(mia)
    mia.context.set_offline(True)
    mia.open("/diary/")
    sent: list[str] = []
    mia.page.on("request", lambda request: sent.append(request.method))
    words = mia.page.get_by_label("What should be remembered?")
    shown = mia.page.locator("[data-danger-shown]")
    words.fill("Work was long and this traffic is killing me.")
    mia.page.wait_for_timeout(700)
    expect(shown).to_have_count(0)
    words.press_sequentially(" I want to kill myself.")
    expect(shown).to_be_visible()
    said = shown.locator("xpath=..").get_by_role("status")
    expect(said).to_have_text("Numbers that you can call, and your plan, are now below this field.")
    expect(shown.get_by_role("link", name="Open my plan")).to_be_visible()
    expect(shown.locator("a[href^='tel:']").first).to_be_visible()
    expect(shown.locator("a[href^='tel:']").first).to_be_in_viewport()
    expect(words).to_be_focused()
    assert "POST" not in sent
    shown.evaluate("help => help.scrollIntoView({block: 'start'})")  # the bar at the bottom covers nothing of it
    assert not axe_findings(mia.page)
    shown.get_by_role("button", name="Put this away").click()
    expect(shown).to_have_count(0)
    expect(mia.page.locator("[data-danger-place] [role=status]")).to_have_text("")
    words.press_sequentially(" Sorry.")
    mia.page.wait_for_timeout(700)
    expect(shown).to_have_count(0)
    words.press_sequentially(" I have the pills here. Goodbye everyone, tell my mum I loved her.")
    expect(shown).to_be_visible()


def test_a_hint_that_no_rule_knows_is_seen_without_a_network_once_the_device_has_learned(journey: Journey) -> None:
    mia = journey.device("mia")
    kept_for_later(mia)
    mia.open("/diary/")
    mia.page.evaluate(NET_IS_HERE)
    mia.context.set_offline(True)
    mia.open("/diary/")
    words = mia.page.get_by_label("What should be remembered?")
    shown = mia.page.locator("[data-danger-shown]")
    words.press_sequentially("I have put everything in order and I feel peaceful")
    expect(shown).to_be_visible(timeout=20_000)
    expect(words).to_be_focused()
    assert not axe_findings(mia.page)


def test_the_coach_sees_the_place_in_the_diary_and_the_client_does_not(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open("/diary/")
    mia.page.get_by_label("What should be remembered?").fill("Ada came by. I want to kill myself. We had soup.")
    mia.page.get_by_role("button", name="Keep this day").click()
    expect(mia.page.get_by_role("heading", name="Kept")).to_be_visible()
    dana.open(f"/people/{journey.id_of('mia')}/")
    dana.page.get_by_role("link", name="Diary").click()
    expect(dana.page.locator("mark")).to_contain_text("I want to kill myself")
    assert not axe_findings(dana.page)
    mia.open(f"/diary/of/{journey.id_of('mia')}/")
    expect(mia.page.locator("mark")).to_have_count(0)


def test_help_is_there_in_the_message_box_and_the_message_goes_as_always(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    contact = journey.ask("mia", answered_by="dana")
    for device in (mia, dana):
        device.open(f"/c/{contact}/")
    box = mia.page.get_by_label("Your message")
    box.press_sequentially("I took all the pills out. I want to die.")
    shown = mia.page.locator("[data-danger-shown]")
    expect(shown).to_be_visible()
    expect(shown.locator("a[href^='tel:']").first).to_be_in_viewport()
    expect(box).to_be_focused()
    assert not axe_findings(mia.page)
    mia.page.get_by_role("button", name="Send", exact=True).click()
    expect(mia.page.locator(".thread .msg")).to_contain_text("I want to die.")
    expect(shown).to_be_visible()
    expect(mia.page.locator(".msg mark")).to_have_count(0)
    expect(dana.page.locator(".msg mark").first).to_be_visible()


def test_help_is_there_in_the_links_of_a_chain(journey: Journey) -> None:
    mia = journey.device("mia")
    chain = journey.hand("a_chain", client=journey.id_of("mia"))
    page = mia.open(f"/chains/{chain}/")
    shown = page.locator("[data-danger-shown]")
    field = page.locator("main textarea:visible, main input[type=text]:visible").first
    field.fill("We argued about the dishes.")
    page.wait_for_timeout(700)
    expect(shown).to_have_count(0)
    field.press_sequentially(" I want to kill myself.")
    expect(shown).to_be_visible()
    expect(shown.locator("a[href^='tel:']").first).to_be_in_viewport()
    assert not axe_findings(page)


def test_what_is_marked_changes_nothing_in_the_request(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open("/")
    mia.page.get_by_role("button", name="Get coaching").click()
    mia.page.get_by_role("button", name="Yes, I am safe").click()
    field = mia.page.get_by_label("What is happening, in one line?")
    field.fill("i dont want to be alive anymore")
    shown = mia.page.locator("[data-danger-shown]")
    expect(shown).to_be_visible()
    field.press("Tab")
    mia.page.wait_for_timeout(1_500)
    expect(shown).to_be_visible()
    dana.open("/board/")
    expect(dana.page.get_by_text("Says: in danger")).to_have_count(0)
