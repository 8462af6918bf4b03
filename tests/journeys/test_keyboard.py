"""With the keyboard alone: everything can be reached and done, and it can always be seen where one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.journeys.server import Journey

pytestmark = pytest.mark.browser

FURTHEST = 150  # presses of Tab
# What is wrong with where the focus is, or nothing. What cannot be outlined itself has a label that is.
FOCUS_TROUBLE = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return "the focus is on nothing";
  const outlined = (one) => one && getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) > 1;
  const shown = [element, element.closest("label"), element.matches("label input") && element.nextElementSibling].find(outlined);
  const words = element.outerHTML.slice(0, 160);
  if (!shown) return `no outline: ${words}`;
  const mine = element.closest("label") ?? element;
  const { left, top, width, height } = shown.getBoundingClientRect();
  const at = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => document.elementFromPoint(left + width * part, top + height * part));
  return at.some((one) => mine.contains(one)) ? "" : `covered: ${words}`;
}"""  # noqa: E501
SHOW_TO_ALL = "() => { document.body.dispatchEvent(new CustomEvent('wl:reset', { detail: {} })); }"


@dataclass
class Keys:
    """A page and the hands on its keyboard; where each press leads can be seen, or the test fails."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def go_to(self, target: Locator, *, by: str = "Tab") -> None:
        expect(target).to_be_visible()
        passed = []
        for _press in range(FURTHEST):
            self.press(by)
            assert (trouble := self.page.evaluate(FOCUS_TROUBLE)) == "", trouble
            if target.evaluate("element => element === document.activeElement"):
                return
            passed.append(self.page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        pytest.fail("Tab never led there, but to:\n" + "\n".join(passed))

    def press_on(self, name: str, *, role: str = "button", key: str = "Enter", within: str = "body") -> None:
        """Go to a button, or what `role` says, and press it."""
        self.go_to(self.page.locator(within).get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
        self.press(key)

    def stays_seen(self) -> None:
        """The focus is somewhere, in sight, once the page has come to rest."""
        assert (trouble := self.page.evaluate(FOCUS_TROUBLE)) == "", trouble

    def is_on(self, target: Locator) -> None:
        expect(target).to_be_focused()
        self.stays_seen()


def _swapped(page: Page, selector: str) -> None:
    """Let the part be fetched anew, and wait until it was replaced."""
    page.evaluate("s => { window.before = document.querySelector(s).firstElementChild; }", selector)
    page.evaluate(SHOW_TO_ALL)
    until(page, "!window.before.isConnected")


def test_a_client_asks_says_whether_they_are_safe_and_takes_it_back(journey: Journey) -> None:
    page = journey.device("mia").open("/")
    hands = Keys(page)
    hands.press_on("Get coaching")
    expect(page.get_by_text("Are you safe right now?")).to_be_visible()
    hands.press_on("Yes, I am safe", key="Space")
    expect(page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()
    hands.stays_seen()
    hands.press_on("Take it back")
    expect(page.get_by_text("You took your request back.")).to_be_visible()


def test_a_client_tells_their_coach_more(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("mia").open(f"/c/{contact}/")
    hands = Keys(page)
    hands.go_to(page.get_by_label("What is happening, in one line?"))
    hands.write("A fight at home")
    hands.go_to(page.get_by_label("How strong is it?"))
    hands.press("ArrowRight", "ArrowRight")
    hands.go_to(page.locator("summary", has_text="Which feeling is strongest?"))
    hands.press("Enter")
    hands.go_to(page.get_by_role("radio", name="Fear"))
    hands.press("ArrowDown")
    expect(page.get_by_role("radio", name="Anger")).to_be_checked()
    hands.go_to(page.locator("summary", has_text="Urges, from 0 to 5"))
    hands.press("Space")
    hands.go_to(page.locator("#primer .scale input").first)
    hands.press("ArrowRight", "ArrowRight")
    told = {"happening": "A fight at home", "distress": 52, "emotion": "anger"}
    journey.until(lambda: {**journey.hand("told", contact=contact), **told} == journey.hand("told", contact=contact))
    journey.until(lambda: list(journey.hand("told", contact=contact).get("urges", {}).values()) == [2])
    hands.stays_seen()


def test_a_client_chooses_to_write_and_writes(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("mia").open(f"/c/{contact}/")
    hands = Keys(page)
    hands.go_to(page.locator("summary", has_text="What it is about, how, and how soon"))
    hands.press("Enter")
    hands.go_to(page.locator("[name=way]:checked"))
    hands.press("ArrowDown")
    box = page.get_by_label("Your message")
    expect(box).to_be_visible()
    hands.stays_seen()
    hands.go_to(box, by="Shift+Tab")
    hands.write("I cannot talk, they hear me")
    hands.press("Enter")
    expect(page.locator(".thread .msg", has_text="I cannot talk, they hear me")).to_be_visible()
    hands.is_on(box)


def test_a_coach_hears_the_ring_and_answers(journey: Journey) -> None:
    page = journey.device("dana").open("/board/")
    hands = Keys(page)
    hands.go_to(page.get_by_role("link", name="Board"))
    journey.ask_now("mia")
    expect(page.get_by_role("button", name="Silence this ring")).to_be_visible()  # it sounds
    hands.press_on("Answer", within="#ring")
    hands.is_on(page.get_by_role("heading", name="Mia Berg", level=1))
    expect(page.get_by_role("heading", name="The note")).to_be_visible()


def test_a_coach_silences_the_ring_and_is_still_at_the_ring(journey: Journey) -> None:
    page = journey.device("dana").open("/board/")
    hands = Keys(page)
    hands.go_to(page.get_by_role("link", name="Board"))
    journey.ask_now("mia")
    silence = page.get_by_role("button", name="Silence this ring")
    expect(silence).to_be_visible()
    hands.press_on("Silence this ring")
    expect(silence).to_be_hidden()
    hands.is_on(page.locator("#ring").get_by_role("button", name="Answer"))


def test_a_coach_writes_the_note_and_signs(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana", way="message")
    page = journey.device("dana").open(f"/c/{contact}/")
    hands = Keys(page)
    hands.go_to(page.get_by_label("Your message"))
    hands.write("I am here")
    hands.press("Enter")
    expect(page.locator(".thread .msg", has_text="I am here")).to_be_visible()
    hands.go_to(page.locator("#guide input[type=checkbox]").first)
    hands.press("Space")
    expect(page.locator("#guide .step-done")).to_have_count(1)
    hands.is_on(page.locator("#guide input[type=checkbox]").first)
    hands.go_to(page.get_by_label("I asked about risk"))
    hands.press("Space")
    hands.go_to(page.get_by_label("What the client will do ("))
    hands.write("Walk to Ada")
    hands.go_to(page.get_by_label("Ask how it went"))
    hands.press("ArrowDown")
    hands.press_on("End, sign and close")
    expect(page.get_by_text("Signed. The contact is closed.")).to_be_visible()


def test_a_coach_changes_when_they_can_be_rung(journey: Journey) -> None:
    page = journey.device("dana").open("/board/")
    hands = Keys(page)
    hands.press_on("Hours", role="link")
    until_monday = page.get_by_label("Monday, until").first
    hands.go_to(page.get_by_label("Monday, from").first)
    hands.go_to(until_monday)
    hands.write("0630PM")
    hands.go_to(page.get_by_label("Good news"))
    hands.press("Space")
    hands.press_on("Keep my hours")
    expect(page.get_by_text("Kept. These hold from now on.")).to_be_visible()
    expect(until_monday).to_have_value("18:30")
    expect(page.get_by_label("Good news")).to_be_checked()


def test_a_coach_about_to_answer_is_still_there_when_the_client_tells_more(journey: Journey) -> None:
    journey.ask("mia")
    page = journey.device("dana").open("/board/")
    hands = Keys(page)
    answer = page.locator("#ring").get_by_role("button", name="Answer")
    hands.go_to(answer)
    _swapped(page, "#ring")
    hands.is_on(answer)


def test_a_coach_about_to_open_a_contact_is_still_there_when_the_board_changes(journey: Journey) -> None:
    journey.ask("mia", answered_by="sam")
    page = journey.device("dana").open("/board/")
    hands = Keys(page)
    link = page.locator("#rows").get_by_role("link", name="Open Mia Berg")
    hands.go_to(link)
    _swapped(page, "#rows")
    hands.is_on(link)


def test_a_coach_who_chooses_a_colleague_keeps_the_choice_when_the_contact_changes(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("dana").open(f"/c/{contact}/")
    hands = Keys(page)
    hands.go_to(page.locator("summary", has_text="Hand over"))
    hands.press("Enter")
    whom = page.get_by_label("To whom")
    hands.go_to(whom)
    hands.press("ArrowDown")
    chosen = whom.input_value()
    assert chosen
    _swapped(page, "#state")
    hands.is_on(whom)
    expect(whom).to_have_value(chosen)


def test_a_coach_whose_button_is_gone_reads_on_where_it_was(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("dana").open(f"/c/{contact}/")
    hands = Keys(page)
    hands.go_to(page.get_by_role("button", name="15 min"))
    journey.answer(contact, "lea")
    expect(page.get_by_text("Lea Novak has it.")).to_be_visible()
    hands.is_on(page.locator("#state"))


def test_a_coach_at_a_ring_that_a_colleague_took_is_still_somewhere(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("dana").open("/board/")
    hands = Keys(page)
    hands.go_to(page.locator("#ring").get_by_role("button", name="Answer"))
    journey.answer(contact, "lea")
    expect(page.locator("#ring section")).to_have_count(0)
    hands.is_on(page.get_by_role("heading", level=1))


def test_a_client_about_to_end_the_talk_is_still_there_when_the_page_changes(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana", way="message")
    page = journey.device("mia").open(f"/c/{contact}/")
    hands = Keys(page)
    enough = page.get_by_role("button", name="I have what I need for now")
    hands.go_to(enough)
    _swapped(page, "#state")
    hands.is_on(enough)


def test_a_client_who_writes_goes_on_when_somebody_answers(journey: Journey) -> None:
    contact = journey.ask("mia", way="message")
    page = journey.device("mia").open(f"/c/{contact}/")
    hands = Keys(page)
    box = page.get_by_label("Your message")
    hands.go_to(box)
    hands.write("I am ")
    journey.answer(contact, "dana")
    expect(page.get_by_text("Dana Reyes is here with you.")).to_be_visible()
    until(page, "!document.querySelector('#talk').classList.contains('htmx-request')")
    hands.write("scared")
    expect(box).to_have_value("I am scared")
    hands.is_on(box)


def test_a_client_about_to_hang_up_when_the_coach_closes_is_still_at_the_call(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("mia").open(f"/c/{contact}/")
    hands = Keys(page)
    journey.answer(contact, "dana")
    hands.go_to(page.get_by_role("button", name="Hang up"))
    journey.hand("close", contact=contact)
    expect(page.get_by_text("The call with Dana Reyes has ended.")).to_be_visible(timeout=15_000)
    hands.is_on(page.locator(".callbar"))


def test_a_client_about_to_use_the_microphone_when_the_request_is_taken_back_is_still_somewhere(
    journey: Journey,
) -> None:
    contact = journey.ask("mia")
    page = journey.device("mia", permissions=()).open(f"/c/{contact}/")
    tablet = Keys(journey.device("mia").open(f"/c/{contact}/"))
    hands = Keys(page)
    hands.go_to(page.get_by_role("button", name="Use the microphone"))
    tablet.press_on("Take it back")
    expect(page.get_by_role("button", name="Use the microphone")).to_be_hidden()
    hands.is_on(page.locator("#state"))
