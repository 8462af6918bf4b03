"""The diary in a browser: a week on a phone, part of it offline; read and asked about; two devices on one day."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import axe_findings, until
from tests.journeys.server import Device, Journey


def rate(page: Page, item: str, value: int) -> None:
    """A tap on a number."""
    page.get_by_role("group", name=item, exact=True).get_by_role("radio", name=str(value)).click()


def keep(device: Device) -> None:
    device.page.get_by_role("button", name="Keep this day").click()


def kept_for_later(device: Device) -> None:
    """The card is on this phone, and opens without a network."""
    device.open("/")
    device.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    device.open("/diary/")
    until(device.page, "caches.match('/diary/', {ignoreVary: true})")


def test_a_week_is_filled_on_a_phone_part_of_it_offline_and_the_therapist_reads_it_and_asks(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open("/diary/")
    for back in (2, 1):
        picker = mia.page.get_by_label("Which day?")
        picker.select_option(index=back)
        rate(mia.page, "How hard the day was", back + 1)
        mia.page.get_by_label("Sleep last night, in hours").fill("6.5")
        keep(mia)
        expect(mia.page.get_by_role("heading", name="Kept")).to_be_visible()
        mia.open("/diary/")
    kept_for_later(mia)
    mia.context.set_offline(True)
    mia.open("/diary/")
    rate(mia.page, "How hard the day was", 4)
    mia.page.get_by_label("What should be remembered?").fill("Ada came by")
    keep(mia)
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_role("heading", name="Kept")).to_be_visible(timeout=20_000)
    dana.open(f"/people/{journey.id_of('mia')}/")
    dana.page.get_by_role("link", name="Diary").click()
    row = dana.page.get_by_role("row", name=re.compile("How hard the day was"))
    assert [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()][-3:] == ["3", "2", "4"]
    expect(dana.page.get_by_text("Ada came by")).to_be_visible()
    dana.page.get_by_label("Ask or say something").fill("What was good about it?")
    dana.page.get_by_role("button", name="Ask", exact=True).click()
    expect(dana.page.get_by_text("(not answered yet)")).to_be_visible()
    mia.open("/")
    mia.page.get_by_role("link", name="Today’s card").click()
    mia.page.get_by_label("Your answer").fill("We laughed")
    mia.page.get_by_role("button", name="Answer").click()
    dana.page.reload()
    expect(dana.page.get_by_text("We laughed")).to_be_visible()


def test_two_devices_fill_the_same_day_and_the_person_chooses(journey: Journey) -> None:
    phone, tablet = journey.device("mia"), journey.device("mia")
    for device in (phone, tablet):
        device.open("/diary/")
    rate(phone.page, "Fear", 2)
    keep(phone)
    expect(phone.page.get_by_role("heading", name="Kept")).to_be_visible()
    rate(tablet.page, "Fear", 5)
    rate(tablet.page, "Joy", 1)
    keep(tablet)
    expect(tablet.page.get_by_text("Two different answers came for this")).to_be_visible()
    assert axe_findings(tablet.page) == []
    tablet.page.get_by_role("button", name="5", exact=True).click()
    expect(tablet.page.get_by_text("Two different answers")).to_have_count(0)
    tablet.open("/diary/")
    expect(tablet.page.get_by_role("group", name="Fear").get_by_role("radio", name="5")).to_be_checked()
    expect(tablet.page.get_by_role("group", name="Joy").get_by_role("radio", name="1")).to_be_checked()


def test_what_is_kept_twice_offline_is_one_entry_with_the_last_answers(journey: Journey) -> None:
    mia = journey.device("mia")
    kept_for_later(mia)
    mia.context.set_offline(True)
    mia.open("/diary/")
    for value in (1, 3):
        rate(mia.page, "Shame", value)
        keep(mia)
        expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_role("heading", name="Kept")).to_be_visible(timeout=20_000)
    expect(mia.page.get_by_text("Two different answers")).to_have_count(0)
    mia.open("/diary/")
    expect(mia.page.get_by_role("group", name="Shame").get_by_role("radio", name="3")).to_be_checked()


def test_a_page_that_was_kept_yesterday_asks_about_today(journey: Journey) -> None:
    mia = journey.device("mia")
    kept_for_later(mia)
    made_for = mia.page.locator("form.diary").get_attribute("data-diary")
    mia.page.clock.install(time=mia.page.evaluate("Date.now()") / 1000 + 86_400)
    mia.context.set_offline(True)
    mia.open("/diary/")
    expect(mia.page.get_by_text("You are offline, so what you filled for this day before")).to_be_visible()
    asked = mia.page.locator("input[name=day]").input_value()
    assert made_for is not None
    assert asked > made_for


def test_an_answer_is_taken_back_with_a_second_tap_and_with_a_key(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/diary/")
    group = mia.page.get_by_role("group", name="Anger", exact=True)
    for _tap in range(2):
        group.get_by_role("radio", name="3").click()
    expect(group.locator("input:checked")).to_have_count(0)
    group.get_by_role("radio", name="2").focus()
    mia.page.keyboard.press("Space")
    expect(group.locator("input:checked")).to_have_count(1)
    mia.page.keyboard.press("Backspace")
    expect(group.locator("input:checked")).to_have_count(0)


def test_a_reload_before_it_is_kept_loses_nothing(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/diary/")
    rate(mia.page, "Anger", 3)
    mia.page.get_by_label("What should be remembered?").fill("The stairs")
    mia.page.reload()
    expect(mia.page.get_by_role("group", name="Anger", exact=True).get_by_role("radio", name="3")).to_be_checked()
    expect(mia.page.get_by_label("What should be remembered?")).to_have_value("The stairs")
    keep(mia)
    expect(mia.page.get_by_role("heading", name="Kept")).to_be_visible()
    mia.open("/diary/")
    expect(mia.page.get_by_label("What should be remembered?")).to_have_value("The stairs")
    kept = "Object.keys(sessionStorage).filter((name) => name.startsWith('wiseline-card')).length"
    assert mia.page.evaluate(kept) == 0
    rate(mia.page, "Anger", 5)
    assert mia.page.evaluate(kept) == 1
    mia.open("/accounts/logout/")
    mia.page.get_by_role("button", name="Sign out").click()
    until(mia.page, f"document.body && !document.body.dataset.person && {kept} === 0")


def test_a_strong_urge_offers_help_at_once_and_the_open_board_shows_it(journey: Journey) -> None:
    mia, dana = journey.device("mia"), journey.device("dana")
    dana.open("/board/")
    mia.open("/diary/")
    rate(mia.page, "To end my life", 4)
    keep(mia)
    expect(mia.page.get_by_role("heading", name="It is hard right now")).to_be_visible()
    expect(dana.page.get_by_text("a strong urge on the card, 4 of 5")).to_be_visible(timeout=20_000)
    dana.page.get_by_role("button", name="I have seen it").click()
    expect(dana.page.get_by_text("a strong urge on the card")).to_have_count(0)
    mia.page.get_by_role("button", name="Get coaching").click()
    expect(mia.page.get_by_text("Are you safe right now?")).to_be_visible()


def test_a_skill_is_noted_in_three_taps_also_without_a_network(journey: Journey) -> None:
    journey.hand("teach_everything", client=journey.id_of("mia"))
    mia = journey.device("mia")
    mia.open("/")
    mia.page.get_by_role("link", name="I used a skill").click()
    mia.page.get_by_text("Another one").click()
    mia.page.locator("label.chip", has_text="Saying no").click()
    mia.page.get_by_role("button", name="It helped", exact=True).click()
    expect(mia.page.get_by_text("Saying no is noted.")).to_be_visible()
    mia.open("/skills/log/")
    until(mia.page, "navigator.serviceWorker.ready.then(() => true)")
    mia.open("/skills/log/")
    until(mia.page, "caches.match('/skills/log/', {ignoreVary: true})")
    mia.context.set_offline(True)
    mia.open("/skills/log/")
    mia.page.locator("label.chip", has_text="Saying no").click()
    mia.page.get_by_role("button", name="It did not help").click()
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_text("What got in the way?")).to_be_visible(timeout=20_000)
    assert len(journey.hand("uses_of", client=journey.id_of("mia"))) == 2
