"""Messages of a contact: both ways, with or without a network, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import axe_findings, until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.journeys.server import Device, Journey

pytestmark = pytest.mark.browser


@pytest.fixture
def contact(journey: Journey) -> str:
    """Mia wants to write, and Dana has answered."""
    return journey.ask("mia", answered_by="dana", way="message")


@pytest.fixture
def mia(journey: Journey, contact: str) -> Page:
    return _open(journey.device("mia"), contact)


def _open(device: Device, contact: str) -> Page:
    page = device.open(f"/c/{contact}/")
    page.locator(".thread .msg, .thread .msg-note").first.wait_for()
    return page


def _write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def _message(page: Page, text: str) -> Locator:
    return page.locator(".thread .msg").filter(has_text=text)


def _bodies(journey: Journey, contact: str) -> list[str]:
    return [row["body"] for row in journey.hand("messages_of", contact=contact)]


def test_a_message_is_sent_then_delivered_then_read(journey: Journey, contact: str, mia: Page) -> None:
    _write(mia, "I cannot stop shaking.")
    _message(mia, "I cannot stop shaking.").get_by_text(", sent").wait_for()
    desk = journey.device("dana")
    desk.context.add_init_script("Object.defineProperty(document, 'hidden', { get: () => !window.looking });")
    dana = _open(desk, contact)
    _message(mia, "I cannot stop shaking.").get_by_text(", delivered").wait_for()
    dana.evaluate("() => { window.looking = true; document.dispatchEvent(new Event('visibilitychange')); }")
    _message(mia, "I cannot stop shaking.").get_by_text(", read").wait_for()
    _write(dana, "I am here. Shall we breathe first?")
    _message(mia, "I am here. Shall we breathe first?").wait_for()
    _message(dana, "I am here. Shall we breathe first?").get_by_text(", read").wait_for()
    assert _bodies(journey, contact) == ["I cannot stop shaking.", "I am here. Shall we breathe first?"]


def test_a_screen_reader_hears_what_the_other_one_wrote_and_not_all_of_it_again(
    journey: Journey, contact: str, mia: Page
) -> None:
    dana = _open(journey.device("dana"), contact)
    _write(dana, "First.")
    _message(mia, "First.").wait_for()
    _write(dana, "Second.")
    mia.locator("[data-thread-news]").get_by_text("Dana Reyes wrote: Second.", exact=True).wait_for()
    assert mia.locator(".thread[aria-live], .thread [aria-live], .thread [role=log]").count() == 0


def test_what_is_written_without_a_network_is_shown_and_arrives_once(journey: Journey, contact: str, mia: Page) -> None:
    mia.clock.install()
    mia.reload()
    dana = _open(journey.device("dana"), contact)
    mia.context.set_offline(True)
    _write(mia, "Are you there?")
    _write(mia, "It is getting worse.")
    waiting = mia.locator("[data-outbox-list] .msg")
    waiting.filter(has_text="It is getting worse.").get_by_text("Waiting to be sent").wait_for()
    assert waiting.locator("[data-outbox-text]").all_inner_texts() == ["Are you there?", "It is getting worse."]
    assert waiting.get_by_role("button").count() == 0
    mia.clock.fast_forward(5 * 60_000)
    assert _bodies(journey, contact) == []
    mia.context.set_offline(False)
    _message(dana, "It is getting worse.").wait_for()
    _message(mia, "It is getting worse.").get_by_text(", read").wait_for()
    assert waiting.count() == 0
    assert _bodies(journey, contact) == ["Are you there?", "It is getting worse."]
    _message(dana, "Are you there?").get_by_text("written 19:25, sent 19:30").wait_for()


def test_a_message_whose_answer_is_lost_is_sent_again_and_kept_once(journey: Journey, contact: str, mia: Page) -> None:
    lost = []

    def lose_the_first_answer(route: object) -> None:
        if route.request.method == "POST" and not lost:  # type: ignore[attr-defined]
            lost.append(route.fetch())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    mia.clock.install()
    mia.reload()
    mia.route("**/messages/*", lose_the_first_answer)
    mia.route("**/messages/", lose_the_first_answer)
    _write(mia, "Once.")
    until(mia, "document.querySelector('.thread [data-key]')")
    mia.clock.fast_forward(30_000)
    mia.locator("[data-outbox-list] .msg").wait_for(state="detached")
    assert lost[0].status in {200, 201}
    assert _bodies(journey, contact) == ["Once."]
    assert _message(mia, "Once.").count() == 1


def test_what_was_typed_survives_a_reload_and_goes_once_it_is_sent(mia: Page, journey: Journey, contact: str) -> None:
    box = mia.get_by_label("Your message")
    box.press_sequentially("I wanted to say")
    mia.reload()
    until(mia, "document.getElementById('message-body').value === 'I wanted to say'")
    mia.get_by_role("button", name="Send", exact=True).click()
    _message(mia, "I wanted to say").wait_for()
    assert box.input_value() == ""
    mia.reload()
    _message(mia, "I wanted to say").wait_for()
    assert box.input_value() == ""
    assert _bodies(journey, contact) == ["I wanted to say"]


def test_enter_sends_with_a_keyboard_and_breaks_the_line_on_a_phone(journey: Journey, contact: str) -> None:
    desk = _open(journey.device("dana"), contact)
    box = desk.get_by_label("Your message")
    box.press_sequentially("One")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.press("Enter")
    journey.until(lambda: _bodies(journey, contact) == ["One\ntwo"])
    phone = _open(journey.device("mia", is_mobile=True, has_touch=True), contact)
    box = phone.get_by_label("Your message")
    box.press_sequentially("Three")
    box.press("Enter")
    assert box.input_value() == "Three\n"


def test_an_empty_message_is_answered_beside_the_box(mia: Page) -> None:
    mia.get_by_label("Your message").fill("   ")
    mia.get_by_role("button", name="Send", exact=True).click()
    mia.get_by_role("alert").get_by_text("Write something first.").wait_for()
    assert mia.evaluate("document.activeElement.id") == "message-body"
    mia.get_by_label("Your message").press_sequentially("x")
    assert mia.get_by_text("Write something first.").is_hidden()


def test_who_reads_further_up_is_not_pulled_away_and_who_reads_the_end_follows(
    journey: Journey, contact: str, mia: Page
) -> None:
    dana = _open(journey.device("dana"), contact)
    for number in range(12):
        _write(dana, f"Line {number}: " + "and so on, " * 12)
        _message(mia, f"Line {number}:").wait_for()
    end = "document.querySelector('.thread').scrollHeight - document.querySelector('.thread').clientHeight"
    until(mia, f"Math.abs(document.querySelector('.thread').scrollTop - ({end})) < 2")
    mia.evaluate("() => { document.querySelector('.thread').scrollTop = 40; }")
    until(mia, "document.querySelector('.thread').scrollTop === 40")
    _write(dana, "One more.")
    _message(mia, "One more.").wait_for()
    assert mia.evaluate("document.querySelector('.thread').scrollTop") == 40


def test_a_message_that_is_too_late_says_so_and_can_be_thrown_away(journey: Journey, contact: str, mia: Page) -> None:
    mia.context.set_offline(True)
    _write(mia, "Too late.")
    mia.locator("[data-outbox-list]").get_by_text("Waiting to be sent").wait_for()
    journey.hand("close", contact=contact)
    mia.context.set_offline(False)
    mia.locator("[data-outbox-list]").get_by_text("This could not be sent.").wait_for()
    mia.reload()  # there is nothing to write in any more, and still nothing of hers has vanished
    assert mia.get_by_label("Your message").count() == 0
    mia.get_by_role("button", name="Throw away").click()
    mia.locator("[data-outbox-list] .msg").wait_for(state="detached")
    assert _bodies(journey, contact) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_messages_can_be_used_by_everybody(journey: Journey, contact: str, scheme: str) -> None:
    mia = _open(journey.device("mia", color_scheme=scheme), contact)
    dana = _open(journey.device("dana", color_scheme=scheme), contact)
    _write(dana, "I am here.")
    _message(mia, "I am here.").wait_for()
    mia.context.set_offline(True)
    _write(mia, "Wait.")
    mia.locator("[data-outbox-list]").get_by_text("Waiting to be sent").wait_for()
    for page in (mia, dana):
        assert axe_findings(page) == []


def test_what_she_writes_while_she_waits_comes_to_the_ring_screen_that_is_open(journey: Journey) -> None:
    waits = journey.ask("mia", way="message")
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open(f"/c/{waits}/")
    dana.open(f"/c/{waits}/")
    _write(mia.page, "It is bad tonight")
    found = _message(dana.page, "It is bad tonight")
    found.wait_for()
    assert not axe_findings(dana.page)
    assert not journey.hand("messages_of", contact=waits)[0]["read"]
