"""Clients and coaches on the phone network, by the demo's phones: the real server, its switchboard and its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.server import Journey

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


class Phones:
    """The page of phones."""

    def __init__(self, journey: Journey) -> None:
        journey.hand("give_numbers", people=[journey.id_of(name) for name in ("mia", "dana", "sam", "lea")])
        self.page: Page = journey.device("toni").page
        self.page.goto(f"{journey.server.url}/phones/")

    def of(self, name: str) -> Locator:
        """Somebody's phone that is up."""
        return self.page.locator("section.panel", has=self.page.get_by_role("heading", name=name))

    def dial(self, name: str) -> None:
        """Dial the programme's number."""
        options = self.page.locator("#person option", has_text=name)
        self.page.select_option("#person", value=options.first.get_attribute("value") or "")
        self.page.get_by_role("button", name="Dial").click()

    def press(self, name: str, key: str) -> None:
        """Press a key on somebody's phone."""
        self.of(name).get_by_role("button", name=key, exact=True).click()


def test_she_dials_a_key_connects_them_and_the_coachs_page_knows(journey: Journey) -> None:
    dana = journey.device("dana")
    dana.open("/board/")
    phones = Phones(journey)
    phones.dial("Mia Berg")
    expect(phones.of("Mia Berg")).to_contain_text("If you are in danger now, press 1.")
    phones.press("Mia Berg", "2")
    expect(phones.of("Mia Berg")).to_contain_text("We are ringing Dana Reyes.")
    phones.of("Dana Reyes").get_by_role("button", name="Pick up").click()
    expect(phones.of("Dana Reyes")).to_contain_text("Wiseline, a coaching call.")
    expect(phones.of("Dana Reyes")).not_to_contain_text("M B")
    phones.press("Dana Reyes", "1")
    expect(phones.of("Dana Reyes")).to_contain_text("From M B. They say that they are safe.")
    phones.press("Dana Reyes", "1")
    expect(phones.of("Mia Berg")).to_contain_text("In the room: both can talk.")
    expect(phones.of("Dana Reyes")).to_contain_text("In the room: both can talk.")
    contact = journey.hand("only_contact")
    dana.open(f"/c/{contact}/")
    expect(dana.page.get_by_text("You are talking by phone.")).to_be_visible()
    expect(dana.page.get_by_role("button", name="Talk here instead")).to_have_count(0)
    expect(dana.page.get_by_role("button", name="Call Mia Berg")).to_have_count(0)
    phones.of("Dana Reyes").get_by_role("button", name="Hang up").click()
    expect(phones.of("Mia Berg")).to_contain_text("The call is over. Take care.")
    assert journey.hand("contact_facts", contact=contact)["status"] == "wrapping_up"


def test_a_voicemail_presses_nothing_and_the_backup_is_rung(journey: Journey) -> None:
    phones = Phones(journey)
    phones.dial("Mia Berg")
    phones.press("Mia Berg", "1")
    expect(phones.of("Mia Berg")).to_contain_text("you can hang up and call 1 1 2 now")
    phones.of("Dana Reyes").get_by_role("button", name="Pick up").click()
    for _time in range(3):
        expect(phones.of("Dana Reyes")).not_to_contain_text("M B")
        phones.of("Dana Reyes").get_by_role("button", name="Press nothing").click()
    phones.of("Dana Reyes").get_by_role("button", name="Hang up").click()
    contact = journey.hand("only_contact")
    journey.advance_clock(121)
    journey.until(lambda: journey.hand("contact_facts", contact=contact)["events"].count("rung") == 2)
    journey.advance_clock(181)
    expect(phones.of("Sam Okafor")).to_contain_text("This phone rings.")
    expect(phones.of("Mia Berg")).to_contain_text("We are ringing Sam Okafor.")
    phones.of("Sam Okafor").get_by_role("button", name="Pick up").click()
    phones.press("Sam Okafor", "1")
    expect(phones.of("Sam Okafor")).to_contain_text("They say that they are in danger.")


def test_she_hangs_up_and_is_rung_back_from_the_coachs_screen(journey: Journey) -> None:
    dana = journey.device("dana")
    phones = Phones(journey)
    phones.dial("Mia Berg")
    phones.press("Mia Berg", "2")
    expect(phones.of("Mia Berg")).to_contain_text("We are ringing Dana Reyes.")
    phones.of("Mia Berg").get_by_role("button", name="Hang up").click()
    contact = journey.hand("only_contact")
    phones.of("Dana Reyes").get_by_role("button", name="Decline").click()
    dana.open(f"/c/{contact}/")
    dana.page.locator("main form[data-answer] button").first.click()
    dana.page.get_by_role("button", name="Talk by phone").click()
    phones.of("Dana Reyes").get_by_role("button", name="Pick up").click()
    phones.press("Dana Reyes", "1")
    phones.of("Mia Berg").get_by_role("button", name="Pick up").click()
    expect(phones.of("Mia Berg")).to_contain_text("Wiseline. A call for you. To take it, press 1.")
    phones.press("Mia Berg", "1")
    expect(phones.of("Mia Berg")).to_contain_text("In the room: both can talk.")


def test_a_number_is_given_rung_with_a_code_and_verified(journey: Journey) -> None:
    phones = Phones(journey)
    noah = journey.device("noah")
    noah.open("/devices/phone/")
    noah.page.get_by_label("Your number, with the country").fill("0871234567")
    noah.page.get_by_role("button", name="Send me a code").click()
    expect(noah.page.get_by_text("Write it with + and the country first").first).to_be_visible()
    noah.page.get_by_label("Your number, with the country").fill("+353 87 123 4567")
    noah.page.get_by_role("button", name="Send me a code").click()
    phones.of("Noah Lind").get_by_role("button", name="Pick up").click()
    spoken = phones.of("Noah Lind").get_by_text("Your code is:").inner_text()
    code = "".join(sign for sign in spoken.split("Once more")[0] if sign.isdigit())
    noah.page.get_by_label("The six digits").fill(code)
    noah.page.get_by_role("button", name="This is my number").click()
    expect(noah.page.get_by_text("Number ending in … 567", exact=True)).to_be_visible()


def test_she_texts_and_is_answered_by_text(journey: Journey) -> None:
    phones = Phones(journey)
    dana = journey.device("dana")
    options = phones.page.locator("#person option", has_text="Mia Berg")
    phones.page.select_option("#person", value=options.first.get_attribute("value") or "")
    phones.page.get_by_label("Or text it").fill("I need someone")
    phones.page.get_by_role("button", name="Send the text").click()
    expect(phones.page.get_by_text("We have your text and look for someone now.").first).to_be_visible()
    dana.open(f"/c/{journey.hand('only_contact')}/")
    dana.page.locator("main form[data-answer] button").first.click()
    expect(dana.page.get_by_text("I need someone").first).to_be_visible()
