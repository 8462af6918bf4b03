"""Voice, as two people with two devices have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import axe_findings, until, wider_than_screen
from tests.journeys.calls import READY, RECORD, hears, says, tap

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.server import Journey

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _recorded(journey: Journey) -> None:
    journey.script = RECORD


def _talk(journey: Journey, **asked: str) -> tuple[Page, Page, str]:
    """Mia waits on her page, Dana answers on hers; they talk."""
    contact = journey.ask("mia", **asked)
    mia = journey.device("mia").open(f"/c/{contact}/")
    says(mia, READY)
    dana = journey.device("dana").open(f"/c/{contact}/")
    dana.get_by_role("button", name="Answer").click()
    says(mia, "Talking with Dana Reyes")
    says(dana, "Talking with Mia Berg")
    return mia, dana, contact


def _quiet(journey: Journey) -> tuple[Page, Page, str]:
    """Dana answered a while ago on another device; both pages are open, and nobody is on the line."""
    contact = journey.ask("mia", answered_by="dana")
    journey.advance_clock(180)
    mia, dana = (journey.device(name).open(f"/c/{contact}/") for name in ("mia", "dana"))
    says(mia, "You can talk with Dana Reyes here.")
    says(dana, "You can talk with Mia Berg here.")
    return mia, dana, contact


def _calls(journey: Journey, contact: str) -> list[tuple[bool, str, str | None]]:
    rows = journey.hand("calls_of", contact=contact)
    return [(row["connected"], row["end"], row["ended_by"]) for row in rows]


def test_the_coach_answers_and_they_hear_each_other(journey: Journey) -> None:
    mia, dana, contact = _talk(journey)
    hears(mia)
    hears(dana)
    until(mia, "/^, 0:0[1-9]$/.test(document.querySelector('[data-call-clock]').textContent)")
    journey.until(lambda: _calls(journey, contact) == [(True, "", None)])


def test_a_coach_who_answers_on_the_board_is_led_to_the_contact_and_may_go_back(journey: Journey) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia").open(f"/c/{contact}/")
    says(mia, READY)
    dana = journey.device("dana").open("/board/")
    dana.locator("#ring").get_by_role("button", name="Answer").click()
    says(dana, "Talking with Mia Berg")
    dana.get_by_role("heading", name="Mia Berg", level=1).wait_for()
    assert dana.url.endswith(f"/c/{contact}/")
    dana.locator("#ring [data-ringing]").wait_for(state="detached")
    hears(dana)
    dana.get_by_label("The problem, in short").fill("A fight with her brother")
    dana.get_by_text("Kept", exact=True).wait_for()
    dana.go_back()
    dana.get_by_role("heading", name="Mia Berg", level=1).wait_for(state="detached")
    assert dana.url.endswith("/board/")


def test_an_answer_that_does_not_get_through_can_be_tapped_again(journey: Journey) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia").open(f"/c/{contact}/")
    says(mia, READY)
    dana = journey.device("dana").open("/board/")
    answer = dana.locator("#ring").get_by_role("button", name="Answer")
    answer.wait_for()
    dana.route("**/answer/", lambda route: route.abort())
    answer.click()
    dana.get_by_text("That did not reach us.").wait_for()
    assert journey.hand("contact_facts", contact=contact)["status"] == "ringing"
    dana.unroute_all()
    answer.click()
    says(dana, "Talking with Mia Berg")
    assert dana.get_by_text("That did not reach us.").is_hidden()


def test_who_is_second_to_answer_reads_who_has_it_and_no_microphone_stays_open(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("lea").open(f"/c/{contact}/")
    hold = page.get_by_role("button", name="Answer")
    hold.wait_for()
    page.route("**/ring/", lambda route: route.abort())  # this device has not heard yet
    journey.answer(contact, "dana")
    hold.click()
    page.get_by_text("Dana Reyes has it already.").wait_for()
    assert page.locator("[data-call]").count() == 0


def test_a_link_opens_beside_the_call_and_not_in_its_place(journey: Journey) -> None:
    mia, dana, _ = _talk(journey)
    with dana.context.expect_page() as opened:
        dana.get_by_role("link", name="Board").click()
    opened.value.wait_for_url("**/board/")
    says(dana, "Talking with Mia Berg")
    hears(mia)
    tap(dana, "Hang up")
    dana.get_by_role("link", name="Board").click()
    dana.wait_for_url("**/board/")


def test_the_client_calls_and_the_coach_is_asked_before_the_microphone_opens(journey: Journey) -> None:
    mia, dana, _ = _quiet(journey)
    tap(mia, "Call Dana Reyes")
    says(mia, "You are on the line. Waiting for Dana Reyes.")
    says(dana, "Mia Berg is on the line.")
    tap(dana, "Answer")
    says(mia, "Talking with Dana Reyes")
    hears(mia)
    hears(dana)


def test_who_calls_in_the_same_instant_talks_all_the_same(journey: Journey) -> None:
    mia, dana, contact = _quiet(journey)
    press = "() => setTimeout(() => document.querySelector('[data-call-do=join]').click(), 300)"
    mia.evaluate(press)
    dana.evaluate(press)
    says(mia, "Talking with Dana Reyes")
    says(dana, "Talking with Mia Berg")
    hears(mia)
    hears(dana)
    assert len(_calls(journey, contact)) == 1


def test_hanging_up_and_being_hung_up_on_are_told_apart(journey: Journey) -> None:
    mia, dana, contact = _talk(journey)
    tap(dana, "Hang up")
    says(dana, "You hung up.")
    says(mia, "The call with Dana Reyes has ended.")
    assert mia.evaluate("window.connections.every(({ signalingState }) => signalingState === 'closed')")
    journey.until(lambda: _calls(journey, contact) == [(True, "hung_up", "Dana Reyes")])
    tap(mia, "Call again")
    says(dana, "You hung up. Mia Berg is on the line.")
    tap(dana, "Answer")
    says(mia, "Talking with Dana Reyes")
    hears(dana)


def test_a_second_tap_on_hang_up_does_not_call_again(journey: Journey) -> None:
    _, dana, contact = _talk(journey)
    dana.evaluate("""() => {
      document.querySelector("[data-call-do=leave]").click();
      document.querySelector("[data-call-do=join]").click();
    }""")
    says(dana, "You hung up.")
    journey.until(lambda: _calls(journey, contact) == [(True, "hung_up", "Dana Reyes")])


def test_a_reloaded_page_comes_back_by_itself_with_the_same_call(journey: Journey) -> None:
    mia, dana, contact = _talk(journey)
    hears(dana)
    mia.reload()
    says(mia, "Talking with Dana Reyes")
    says(dana, "Talking with Mia Berg")
    hears(mia)
    hears(dana)
    dana.reload()
    says(dana, "Talking with Mia Berg")
    hears(mia)
    hears(dana)
    assert len(_calls(journey, contact)) == 1


def test_a_second_window_leaves_the_call_where_it_is_until_it_is_told_to_take_it(journey: Journey) -> None:
    mia, dana, contact = _talk(journey)
    moved = "The call goes on in another window or on another device of yours."
    tab = mia.context.new_page()
    journey.watched(tab).goto(mia.url)
    phone = journey.device("mia").open(f"/c/{contact}/")
    says(tab, moved)
    says(phone, moved)
    hears(mia)
    tap(tab, "Talk here instead")
    says(tab, "Talking with Dana Reyes")
    says(mia, moved)
    hears(tab)
    hears(dana)
    tap(phone, "Talk here instead")
    says(phone, "Talking with Dana Reyes")
    says(tab, moved)
    hears(dana)
    tap(dana, "Hang up")
    says(phone, "The call with Dana Reyes has ended.")
    says(mia, "You can talk with Dana Reyes here.")
    assert len(_calls(journey, contact)) == 1


def test_of_two_open_windows_the_answer_reaches_one(journey: Journey) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia")
    first = mia.open(f"/c/{contact}/")
    says(first, READY)
    desk = journey.device("dana")
    beside = desk.open(f"/c/{contact}/")
    dana = journey.watched(desk.new_page())
    dana.goto(beside.url)
    dana.get_by_role("button", name="Answer").click()
    says(dana, "Talking with Mia Berg")
    says(beside, "The call goes on in another window or on another device of yours.")
    hears(dana)
    hears(first)


def test_a_refused_microphone_is_explained_and_other_ways_stay_open(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana")
    dana = journey.device("dana").open(f"/c/{contact}/")
    mia = journey.device("mia", permissions=()).open(f"/c/{contact}/")
    says(mia, "Dana Reyes is on the line.")
    mia.get_by_text("If you allow the microphone now, it works at once.").wait_for()
    tap(mia, "Use the microphone")
    mia.get_by_text("The microphone is not allowed, so Dana Reyes could not hear you.").wait_for()
    assert mia.get_by_role("link", name="TelefonSeelsorge").first.is_visible()
    assert mia.get_by_role("button", name="Try again").is_visible()
    says(dana, "You are on the line. Waiting for Mia Berg.")
    mia.get_by_label("Your message").fill("I can only write.")
    mia.get_by_role("button", name="Send").click()
    dana.get_by_text("I can only write.", exact=True).wait_for()
    mia.context.grant_permissions(["microphone"])
    tap(mia, "Try again")
    says(mia, "Talking with Dana Reyes")
    hears(dana)


def test_a_client_is_asked_kindly_while_waiting_and_then_talks_without_another_tap(journey: Journey) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia", permissions=())
    page = mia.open(f"/c/{contact}/")
    says(page, "Your coach talks with you right here. If you allow the microphone now, it works at once.")
    mia.context.grant_permissions(["microphone"])
    tap(page, "Use the microphone")
    says(page, READY)
    journey.answer(contact, "dana")
    says(page, "You are on the line. Waiting for Dana Reyes.")


def test_mute_is_silence_by_button_and_by_key_but_not_while_typing(journey: Journey) -> None:
    mia, dana, _ = _talk(journey)
    mute = dana.get_by_role("button", name="Mute")
    dana.locator("h1").click()
    dana.keyboard.press("m")
    dana.get_by_text("You are muted. Mia Berg can't hear you.").wait_for()
    assert mute.get_attribute("aria-pressed") == "true"
    until(mia, "window.silent()")
    dana.get_by_label("Your message").press_sequentially("mmm")
    assert mute.get_attribute("aria-pressed") == "true"
    mute.click()
    assert mute.get_attribute("aria-pressed") == "false"
    hears(mia)
    dana.get_by_text("Sound", exact=True).click()
    dana.get_by_label("The key M mutes and unmutes").uncheck()
    dana.locator("h1").click()
    dana.keyboard.press("m")
    assert mute.get_attribute("aria-pressed") == "false"


def test_a_weak_line_is_said_and_taken_back(journey: Journey) -> None:
    journey.script = (
        RECORD
        + """
      const real = RTCPeerConnection.prototype.getStats;
      RTCPeerConnection.prototype.getStats = async function () {
        const reports = [...(await real.call(this)).values()].map((report) =>
          report.type === "inbound-rtp" && window.weak ? { ...report, jitter: 0.2 } : report);
        return new Map(reports.map((report) => [report.id, report]));
      };
    """
    )
    contact = journey.ask("mia")
    mia = journey.device("mia").page
    mia.clock.install()
    mia.goto(f"{journey.server.url}/c/{contact}/")
    says(mia, READY)
    dana = journey.device("dana").open(f"/c/{contact}/")
    dana.get_by_role("button", name="Answer").click()
    says(mia, "Talking with Dana Reyes")
    hint = mia.get_by_text("The line is weak right now. Short sentences help, and you can also write.")
    assert hint.count() == 0
    for weak in (True, False):
        mia.evaluate("weak => { window.weak = weak }", weak)
        mia.clock.fast_forward(2_000)
        assert hint.is_visible() is not weak  # one look can be chance
        for _ in range(6):
            mia.clock.fast_forward(2_000)
            mia.evaluate("connections.at(-1).getStats()")
        hint.wait_for(state="visible" if weak else "detached")
    assert dana.get_by_text("The line is weak right now.").count() == 0


def test_a_browser_that_wants_a_tap_before_it_plays_gets_one(journey: Journey) -> None:
    journey.script = (
        RECORD
        + """
      const play = HTMLMediaElement.prototype.play;
      addEventListener("click", () => { window.tapped = true; }, true);
      HTMLMediaElement.prototype.play = function () {
        return window.tapped ? play.call(this) : Promise.reject(new DOMException("tap first", "NotAllowedError"));
      };
    """
    )
    contact = journey.ask("mia")
    mia = journey.device("mia").open(f"/c/{contact}/")
    says(mia, READY)
    journey.device("dana").open(f"/c/{contact}/").get_by_role("button", name="Answer").click()
    hear = mia.get_by_role("button", name="Hear them")
    hear.click()
    hear.wait_for(state="hidden")
    hears(mia)


def test_when_the_coach_ends_the_talk_the_call_ends_with_a_true_sentence(journey: Journey) -> None:
    mia, dana, contact = _talk(journey)
    dana.get_by_role("button", name="End the talk, sign later").click()
    says(mia, "The call with Dana Reyes has ended.")
    assert mia.get_by_role("button", name="Call again").count() == 0
    assert _calls(journey, contact) == [(True, "hung_up", "Dana Reyes")]


def test_a_question_before_signing_is_asked_in_the_note_and_they_go_on_hearing_each_other(journey: Journey) -> None:
    mia, dana, contact = _talk(journey, safety="unsure")
    dana.get_by_label("The problem, in short").fill("An argument at home")
    dana.evaluate("window.here = true")
    dana.get_by_role("button", name="End, sign and close").click()
    dana.get_by_text("The note has no answer about safety, and no call is agreed.").wait_for()
    assert dana.evaluate("window.here"), "the page was not loaded anew"
    hears(mia)
    dana.get_by_role("link", name="Go back").click()
    hears(dana)
    dana.get_by_role("button", name="End and sign all the same").click()
    dana.wait_for_url("**/board/")
    dana.get_by_text("Signed. The contact is closed.").wait_for()
    assert _calls(journey, contact) == [(True, "hung_up", "Dana Reyes")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_call_can_be_used_by_everybody(journey: Journey, scheme: str) -> None:
    contact = journey.ask("mia")
    mia = journey.device("mia", color_scheme=scheme).open(f"/c/{contact}/")
    says(mia, READY)
    dana = journey.device("dana", color_scheme=scheme).open(f"/c/{contact}/")
    dana.get_by_role("button", name="Answer").click()
    says(mia, "Talking with Dana Reyes")
    dana.get_by_role("heading", name="Messages").wait_for()
    for page in (mia, dana):
        assert axe_findings(page) == []
        assert wider_than_screen(page) == 0
    dana.context.close()
    mia.evaluate("document.querySelector('[data-call-ways]').hidden = false")
    assert axe_findings(mia) == []
    assert wider_than_screen(mia) == 0
