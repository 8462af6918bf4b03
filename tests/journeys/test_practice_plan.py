"""A practice plan in a browser: written together, kept, it slips and is repaired; offline; before a hard event."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser import axe_findings, until
from tests.journeys.server import EVENING, Device, Journey


def to_day(journey: Journey, days: int) -> None:
    """So many days later; the switchboard has closed the days between."""
    journey.advance_clock(timedelta(days=days).total_seconds())


def tap(page: Page, name: str) -> None:
    """One of the three answers on the row of the day."""
    page.locator("[data-days]:not([hidden])").get_by_role("button", name=re.compile(f"^{name}")).click()


def due_today(journey: Journey, device: Device) -> bool:
    device.open("/practice/")
    return device.page.locator("[data-days]:not([hidden])").count() > 0


def write_together(dana: Device, client: str) -> None:
    dana.open(f"/people/{client}/")
    dana.page.get_by_role("link", name="Practice plan").click()
    dana.page.get_by_role("link", name="Plan something together").click()
    dana.page.get_by_label("Which skill?").select_option("paced-breathing")
    dana.page.get_by_label("What is it for?").fill("When it is too quiet at home")
    dana.page.get_by_label("What happens then?").fill("When I come home")
    dana.page.get_by_label("We wrote this together").check()
    assert axe_findings(dana.page) == []
    dana.page.get_by_role("button", name="Keep").click()
    expect(dana.page.get_by_role("row", name=re.compile("Paced breathing"))).to_be_visible()


def test_a_plan_is_written_together_kept_slips_and_is_made_smaller(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana", bypass_csp=True)
    write_together(dana, journey.id_of("mia"))
    mia.open("/")
    expect(mia.page.get_by_text("Next today:")).to_contain_text("Paced breathing · When I come home")
    # it is kept, helps, and comes less often
    mia.page.get_by_role("link", name="Paced breathing").click()
    tap(mia.page, "Done")
    expect(mia.page.get_by_role("heading", name="Done")).to_be_visible()
    mia.page.get_by_role("button", name="It helped", exact=True).click()
    expect(mia.page.get_by_text("Nothing is planned")).to_be_hidden()
    expect(mia.page.locator("[data-said]")).to_contain_text("Done")
    assert len(journey.hand("uses_of", client=journey.id_of("mia"))) == 1
    to_day(journey, 1)
    assert not due_today(journey, mia), "what helped comes back after two days"
    to_day(journey, 1)
    assert due_today(journey, mia)
    # it slips, and nobody scolds
    tap(mia.page, "Not today")
    expect(mia.page.get_by_text("That is fine.")).to_be_visible()
    to_day(journey, 1)
    assert due_today(journey, mia)
    tap(mia.page, "Harder than thought")
    expect(mia.page.get_by_role("heading", name="Harder than thought")).to_be_visible()
    expect(mia.page.get_by_role("button", name="Ask my coach")).to_be_visible()
    # and it is repaired
    mia.page.get_by_role("button", name="Make it smaller").click()
    expect(mia.page.get_by_text("a part of it, five minutes are enough").first).to_be_visible()
    to_day(journey, 1)
    assert due_today(journey, mia)
    tap(mia.page, "Done")
    # the therapist sees what was kept, what was not and what changed
    dana = journey.device("dana", bypass_csp=True)  # days later she signs in anew
    dana.open(f"/practice/of/{journey.id_of('mia')}/")
    expect(dana.page.get_by_text(re.compile("changed by Mia Berg on .* \\(made smaller\\)"))).to_be_visible()
    cells = dana.page.get_by_role("row", name=re.compile("Paced breathing")).get_by_role("cell").all_inner_texts()
    assert cells == ["2", "1", "1", "1", "0", "2"]  # done, helped, not today, harder, not answered, versions
    assert axe_findings(dana.page) == []
    dana.page.get_by_role("button", name="I have seen it").click()
    expect(dana.page.get_by_text("changed by Mia Berg")).to_have_count(0)


def test_todays_practice_is_answered_without_a_network_and_arrives_once(journey: Journey) -> None:
    mia = journey.device("mia")
    planned = journey.hand("tests.journeys.planned:plan", client=journey.id_of("mia"))
    mia.open("/practice/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/practice/")
    until(mia.page, "caches.match('/practice/', {ignoreVary: true})")
    mia.context.set_offline(True)
    mia.open("/practice/")
    tap(mia.page, "Not today")
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    tap(mia.page, "Done")
    expect(mia.page.get_by_role("button", name=re.compile("^Done"))).to_have_attribute("aria-pressed", "true")
    mia.context.set_offline(False)
    journey.until(lambda: journey.hand("tests.journeys.planned:said", planned=planned) == ["done"], seconds=25)
    assert len(journey.hand("uses_of", client=journey.id_of("mia"))) == 1


def test_a_page_that_was_kept_yesterday_shows_what_is_due_today(journey: Journey) -> None:
    mia = journey.device("mia")
    planned = journey.hand("tests.journeys.planned:plan", client=journey.id_of("mia"))
    mia.open("/practice/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/practice/")
    until(mia.page, "caches.match('/practice/', {ignoreVary: true})")
    mia.page.clock.install(time=mia.page.evaluate("Date.now()") / 1000 + 86_400)
    journey.advance_clock(86_400)
    mia.context.set_offline(True)
    mia.open("/practice/")
    made_for = mia.page.locator("[name=day]").input_value()
    tap(mia.page, "Done")
    mia.context.set_offline(False)
    journey.until(lambda: "done" in journey.hand("tests.journeys.planned:said", planned=planned), seconds=25)
    assert journey.hand("tests.journeys.planned:days_done", planned=planned) == [made_for]


def test_a_hard_event_is_rehearsed_before_it_comes(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/practice/")
    mia.page.get_by_role("link", name="Something hard is coming").click()
    mia.page.get_by_role("link", name="Enter it by hand").click()
    expect(mia.page.get_by_label("Which skill?")).to_have_value("cope-ahead")
    expect(mia.page.get_by_role("group", name="On which days?")).to_be_hidden()
    mia.page.get_by_label("What is it for?").fill("Dinner at my sister's")
    now = EVENING.fromtimestamp(journey.hand("now"), EVENING.tzinfo)
    mia.page.get_by_label("On which day is it?").fill((now + timedelta(days=1)).date().isoformat())
    mia.page.get_by_label("And at what time?").fill("19:00")
    mia.page.get_by_role("button", name="Keep").click()
    mia.page.get_by_role("link", name="Rehearse it").click()
    mia.page.get_by_role("button", name="Next").click()
    expect(mia.page.get_by_label("It will be hard when")).to_have_value(re.compile("Dinner at my sister's"))
    for _step in range(9):
        if mia.page.get_by_role("button", name="It helped", exact=True).is_visible():
            break
        mia.page.get_by_role("button", name="Next").click()
    mia.page.get_by_role("button", name="It helped", exact=True).click()
    expect(mia.page.get_by_role("heading", name="Thank you")).to_be_visible()
    mia.open("/practice/")
    expect(mia.page.locator("[data-said]")).to_contain_text("Done")


def test_the_plan_is_answered_and_changed_by_keyboard(journey: Journey) -> None:
    mia = journey.device("mia", bypass_csp=True)
    journey.hand("tests.journeys.planned:plan", client=journey.id_of("mia"))
    page = mia.open("/practice/")
    page.get_by_role("button", name=re.compile("^Harder")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Harder than thought")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("link", name="Another time or place").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="When something happens").focus()
    for _kind in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("At what time?", exact=True)).to_be_visible()
    page.get_by_label("At what time?", exact=True).fill("18:15")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Keep").press("Enter")
    expect(page.get_by_text("at 18:15").first).to_be_visible()
