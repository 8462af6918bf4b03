"""Skills in a browser: found, done, failed and told to the coach, taught, and kept without a network."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import axe_findings, until
from tests.journeys.server import Journey


def test_what_is_said_changes_what_is_offered_and_more_is_offered_each_time(journey: Journey) -> None:
    journey.hand("teach_everything", client=journey.id_of("mia"))
    mia = journey.device("mia")
    mia.open("/skills/now/")
    mia.page.get_by_label("What is going on?").fill("my flatmate wants to borrow money again and i never say no")
    mia.page.get_by_role("button", name="Show me skills").click()
    expect(mia.page.get_by_role("link", name="Saying no")).to_be_visible()
    expect(mia.page.get_by_text("It fits what you wrote.").first).to_be_visible()
    assert "flatmate" not in mia.page.url
    mia.page.get_by_role("button", name="Show me others").click()
    expect(mia.page.get_by_role("link", name="Saying no")).to_have_count(0)
    assert mia.page.locator(".cards .card-link").count() == 3


def test_a_skill_fails_and_the_coach_is_reached_with_the_story_told(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    dana.open("/board/")
    mia.open("/skills/saying-no/")
    mia.page.get_by_role("button", name="It did not help").click()
    mia.page.get_by_role("button", name="I was too upset to think").click()
    expect(mia.page.get_by_text("the body comes first")).to_be_visible()
    mia.page.get_by_role("button", name="Ask my coach").click()
    mia.page.get_by_role("button", name="Yes, I am safe").click()
    dana.page.locator("#ring").get_by_role("button", name="Answer").click()
    expect(dana.page.get_by_text("Saying no: it did not help (“I was too upset to think”)")).to_be_visible()


def test_what_is_taught_is_in_the_clients_library_the_same_day(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    dana.open(f"/skills/of/{journey.id_of('mia')}/")
    dana.page.get_by_label("Skill").select_option("dear-man")
    dana.page.get_by_label("What was practised").fill("Asking the landlord")
    dana.page.get_by_role("button", name="Mark", exact=True).click()
    expect(dana.page.get_by_text("Asking the landlord")).to_be_visible()
    mia.open("/skills/")
    expect(mia.page.get_by_role("heading", name="You have learned these")).to_be_visible()
    mia.page.get_by_role("link", name="DEAR MAN").first.click()
    expect(mia.page.get_by_text("Asking the landlord")).to_be_visible()
    mia.page.get_by_label("What would you like to ask?").fill("What if he shouts")
    mia.page.get_by_role("button", name="Ask my therapist").click()
    dana.page.reload()
    expect(dana.page.get_by_text("What if he shouts")).to_be_visible()
    dana.open("/people/")
    expect(dana.page.get_by_text("Would like to learn: DEAR MAN")).to_be_visible()
    contact = journey.ask("mia", answered_by="dana")
    dana.open(f"/c/{contact}/")
    expect(dana.page.get_by_text("DEAR MAN: What if he shouts")).to_be_visible()


def test_a_trainer_teaches_a_group_and_a_client_sees_it(journey: Journey) -> None:
    toni, noah = journey.device("toni"), journey.device("noah")
    journey.hand("care_for", coach=journey.id_of("toni"), client=journey.id_of("noah"))
    toni.open("/skills/")
    toni.page.get_by_role("link", name="Groups").click()
    toni.page.get_by_label("Name").fill("Tuesday group")
    toni.page.get_by_role("button", name="Begin").click()
    toni.page.get_by_role("checkbox", name="Noah").check()
    toni.page.get_by_role("button", name="Keep").click()
    toni.page.get_by_label("Skill").select_option("check-the-facts")
    toni.page.get_by_label("What was practised").fill("The empty seat on the bus")
    toni.page.get_by_role("button", name="Mark", exact=True).click()
    expect(toni.page.get_by_text("Marked for 1 client.")).to_be_visible()
    assert axe_findings(toni.page) == []
    noah.open("/skills/")
    noah.page.get_by_role("link", name="Check the facts").first.click()
    expect(noah.page.get_by_text("in Tuesday group")).to_be_visible()
    expect(noah.page.get_by_text("The empty seat on the bus")).to_be_visible()


def test_a_programme_changes_the_words_and_clients_read_them(journey: Journey) -> None:
    toni, mia = journey.device("toni"), journey.device("mia")
    toni.open("/skills/saying-no/")
    toni.page.get_by_role("link", name="Change the wording").click()
    toni.page.get_by_label("What it does, in one line").fill("Says no, the way we do it in our house.")
    toni.page.get_by_role("button", name="Keep").click()
    expect(toni.page.get_by_text("Kept. Clients read it from now on.")).to_be_visible()
    mia.open("/skills/saying-no/")
    expect(mia.page.get_by_text("Says no, the way we do it in our house.")).to_be_visible()
    toni.open("/skills/saying-no/wording/")
    assert axe_findings(toni.page) == []


def test_a_future_day_is_refused_and_nothing_typed_is_lost(journey: Journey) -> None:
    dana = journey.device("dana")
    dana.open(f"/skills/of/{journey.id_of('mia')}/")
    dana.page.get_by_label("Taught on").fill("2199-01-01")
    dana.page.get_by_label("What was practised").fill("Asking the landlord")
    dana.page.get_by_role("button", name="Mark", exact=True).click()
    expect(dana.page.get_by_text("This day has not come yet.").first).to_be_visible()
    expect(dana.page.get_by_label("What was practised")).to_have_value("Asking the landlord")


def test_the_library_opens_without_a_network_and_a_use_is_sent_once_later(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/")
    until(mia.page, "caches.match('/skills/saying-no/', {ignoreVary: true})", seconds=20)
    mia.context.set_offline(True)
    mia.open("/skills/saying-no/")
    mia.page.get_by_role("button", name="It helped", exact=True).click()
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=20_000)
    assert journey.hand("count_uses", client=journey.id_of("mia")) == 1


def test_without_a_network_the_phone_finds_a_skill_by_itself(journey: Journey) -> None:
    journey.hand("teach_everything", client=journey.id_of("mia"))
    mia = journey.device("mia")
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/")
    until(mia.page, "caches.match('/skills/now/index.json', {ignoreVary: true})", seconds=30)
    mia.context.set_offline(True)
    mia.open("/skills/now/")
    mia.page.get_by_label("What is going on?").fill("my flatmate wants to borrow money again and i never say no")
    mia.page.get_by_role("button", name="Show me").click()
    expect(mia.page.get_by_text("You are offline, so this is found on your phone")).to_be_visible()
    expect(mia.page.get_by_role("link", name="Saying no")).to_be_visible()
    assert mia.page.locator("#found .card-link").count() == 3
    assert axe_findings(mia.page) == []
    mia.page.get_by_role("button", name="Show me").click()
    expect(mia.page.get_by_role("link", name="Saying no")).to_have_count(0)
    mia.page.locator("#found .card-link").first.click()
    expect(mia.page.locator("h1")).to_be_visible()
    expect(mia.page).to_have_url(re.compile(r"/skills/[a-z-]+/"))
