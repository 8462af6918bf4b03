"""A recorded voice plays without a network, an agreement is signed by both, a repair goes from tap to agreement."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe_findings, until, wider_than_screen
from tests.journeys.server import Device, Journey

# What is played is remembered, so that a test can ask how far it came.
PLAYED = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  window.played = this;
  return play.call(this);
};
"""
WORDS = "Out for longer than in"


def leave(dana: Device, mia_id: str, *, seconds: float = 1.5) -> None:
    """Record a voice for when it is hard, and keep it."""
    dana.open(f"/ours/words/of/{mia_id}/")
    dana.page.get_by_label("Your words").fill(WORDS)
    dana.page.get_by_role("button", name="Record", exact=True).click()
    expect(dana.page.get_by_role("button", name="Stop recording")).to_be_focused()
    dana.page.wait_for_timeout(seconds * 1000)
    dana.page.get_by_role("button", name="Stop recording").click()
    expect(dana.page.locator("audio[data-record-listen]")).to_be_visible()
    dana.page.get_by_role("button", name="Keep").click()
    expect(dana.page.get_by_text("Kept. It is there at its moment.")).to_be_visible()


def test_a_recorded_encouragement_plays_without_a_network_and_leaves_with_the_person(journey: Journey) -> None:
    journey.script = PLAYED
    dana, mia = journey.device("dana"), journey.device("mia")
    leave(dana, journey.id_of("mia"))
    assert axe_findings(dana.page) == []
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/")
    voices = "caches.open('wiseline-kept').then(c => c.keys()).then(k => k.filter(r => r.url.includes('/ours/voice/')))"
    until(mia.page, f"{voices}.then(v => v.length === 1)", seconds=30)
    mia.context.set_offline(True)
    mia.open("/ours/words/")
    expect(mia.page.get_by_text(WORDS)).to_be_visible()
    listen = mia.page.get_by_role("button", name="Listen (Dana Reyes)")
    listen.press("Enter")
    expect(mia.page.get_by_role("button", name="Stop (Dana Reyes)")).to_have_attribute("aria-pressed", "true")
    until(mia.page, "window.played && window.played.currentTime > 0.3", seconds=15)
    assert mia.page.evaluate("window.played.src").startswith("blob:")
    mia.context.set_offline(False)
    mia.open("/people/me/")
    mia.page.get_by_role("button", name="Sign out on this device").click()
    until(mia.page, f"{voices}.then(v => v.length === 0)")


def test_a_voice_in_the_plan_plays_without_a_network_signed_out_and_behind_the_lock(journey: Journey) -> None:
    journey.script = PLAYED
    dana, mia = journey.device("dana"), journey.device("mia")
    leave(dana, journey.id_of("mia"))
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/ours/words/")
    mia.page.get_by_role("button", name="Put it in my plan, too").click()
    expect(mia.page.get_by_text("It opens there without your PIN, and when you are signed out.")).to_be_visible()
    assert axe_findings(mia.page) == []
    voices = (
        "caches.open('wiseline-kept').then(c => c.keys()).then(k => k.filter(r => r.url.includes('/my-plan/kept/')))"
    )
    until(mia.page, f"{voices}.then(v => v.length === 1)", seconds=30)
    mia.open("/people/me/")
    mia.page.get_by_label("Leave my plan").check()
    mia.page.get_by_role("button", name="Sign out on this device").click()
    until(mia.page, "caches.match('/ours/words/').then((found) => !found)")
    mia.context.set_offline(True)
    mia.open("/my-plan/")
    expect(mia.page.get_by_text(WORDS)).to_be_visible()
    mia.page.get_by_role("button", name="Listen (Dana Reyes)").press("Enter")
    until(mia.page, "window.played && window.played.currentTime > 0.3", seconds=15)


def test_words_for_a_hard_hour_stand_where_help_is_looked_for_and_what_was_deleted_leaves_the_phone(
    journey: Journey,
) -> None:
    dana, mia = journey.device("dana"), journey.device("mia")
    leave(dana, journey.id_of("mia"), seconds=0.5)
    contact = journey.ask("mia")
    for path in ("/skills/now/", f"/c/{contact}/"):
        mia.open(path)
        expect(mia.page.get_by_text(WORDS)).to_be_visible()
        expect(mia.page.get_by_role("button", name="Listen (Dana Reyes)")).to_be_visible()
        assert axe_findings(mia.page) == []
        assert wider_than_screen(mia.page) <= 0
    mia.open("/ours/words/")
    mia.page.get_by_text("Hide or delete").click()
    mia.page.get_by_role("button", name="Delete it for good").click()
    expect(mia.page.get_by_text("It is gone.")).to_be_visible()
    mia.open("/skills/now/")
    expect(mia.page.get_by_text(WORDS)).to_have_count(0)


def test_a_refused_microphone_and_a_lost_network_are_said_and_nothing_is_lost(journey: Journey) -> None:
    refused = journey.device("dana", permissions=())
    refused.open(f"/ours/words/of/{journey.id_of('mia')}/")
    refused.page.get_by_label("Your words").fill(WORDS)
    refused.page.get_by_role("button", name="Record", exact=True).click()
    expect(refused.page.get_by_text("The microphone is not allowed.")).to_be_visible()
    expect(refused.page.get_by_label("Your words")).to_have_value(WORDS)
    dana = journey.device("dana")
    dana.open(f"/ours/words/of/{journey.id_of('mia')}/")
    dana.page.get_by_label("Your words").fill(WORDS)
    dana.page.get_by_role("button", name="Record", exact=True).click()
    dana.page.wait_for_timeout(500)
    dana.context.set_offline(True)
    dana.page.get_by_role("button", name="Keep").click()  # while it records: that ends it
    expect(dana.page.get_by_text("Your recording and your words are still here")).to_be_visible()
    expect(dana.page.locator("audio[data-record-listen]")).to_be_visible()
    dana.context.set_offline(False)
    dana.page.get_by_role("button", name="Keep").click()
    expect(dana.page.get_by_text("Kept. It is there at its moment.")).to_be_visible()
    expect(dana.page.get_by_role("button", name="Listen (Dana Reyes)")).to_have_count(1)


def test_an_agreement_is_signed_by_both_and_a_new_version_asks_both_again(journey: Journey) -> None:
    dana, mia = journey.device("dana"), journey.device("mia")
    address = f"/ours/agreement/{journey.id_of('mia')}/"
    dana.open(address)
    dana.page.get_by_role("link", name="Write the first version").click()
    hours = re.compile("Monday to Sunday: 08:00 to 21:00")
    expect(dana.page.get_by_label("When your therapist can be reached")).to_have_value(hours)
    dana.page.get_by_role("button", name="Keep, and ask both to sign").click()
    sign(dana, "Dana Reyes")
    mia.open("/")
    mia.page.get_by_role("link", name="Your coaching agreement has new words").click()
    expect(mia.page.get_by_text("It is not signed by both yet.")).to_be_visible()
    mia.page.get_by_role("button", name="I agree to this").click()
    expect(mia.page.get_by_label("Your name")).to_be_focused()  # the browser asks for the name
    sign(mia, "Mia Berg")
    expect(mia.page.get_by_text("Version 1 holds: both have signed it.")).to_be_visible()
    mia.open("/")
    expect(mia.page.get_by_role("link", name="Your coaching agreement")).to_have_count(0)
    dana.open(address)
    dana.page.get_by_role("link", name="Write a new version").click()
    dana.page.get_by_label("The day after hurting yourself").fill("No rule holds between us.")
    dana.page.get_by_role("button", name="Keep, and ask both to sign").click()
    expect(dana.page.get_by_text("Until both have signed them, version 1 holds.")).to_be_visible()
    dana.open("/board/")
    expect(dana.page.get_by_text("an agreement to sign")).to_be_visible()
    mia.open("/")
    mia.page.get_by_role("link", name="Your coaching agreement has new words").click()
    expect(mia.page.get_by_text("No rule holds between us.")).to_be_visible()
    sign(mia, "Mia Berg")
    dana.open(address)
    sign(dana, "Dana Reyes")
    expect(dana.page.get_by_text("Version 2 holds: both have signed it.")).to_be_visible()
    dana.open("/board/")
    expect(dana.page.get_by_text("an agreement to sign")).to_have_count(0)


def sign(device: Device, name: str) -> None:
    device.page.get_by_label("Your name").fill(name)
    device.page.get_by_role("button", name="I agree to this").click()
    expect(device.page.get_by_text("Signed. Thank you.")).to_be_visible()
    assert axe_findings(device.page) == []


@pytest.mark.parametrize("keys", [False, True], ids=["taps", "keys"])
def test_a_repair_goes_from_one_tap_to_what_was_agreed_and_is_looked_at_again(journey: Journey, keys: bool) -> None:
    dana, mia = journey.device("dana"), journey.device("mia")
    dana.open("/board/")
    mia.open("/mine/")
    button = mia.page.get_by_role("button", name="Something is between us")
    if keys:
        button.focus()
        mia.page.keyboard.press("Enter")
    else:
        button.click()
    mia.page.get_by_role("button", name="Yes, I am safe").click()
    expect(mia.page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()
    row = dana.page.locator(".board > li").first
    expect(row).to_contain_text("Mia Berg")
    row.get_by_role("link").first.click()
    dana.page.get_by_role("button", name="Answer").click()
    expect(dana.page.get_by_text("Own your part")).to_be_visible()
    expect(dana.page.get_by_text("Pick one skill, or two")).to_have_count(0)
    dana.page.get_by_label("Listen first").check()
    expect(dana.page.get_by_label("Listen first")).to_be_checked()
    dana.page.get_by_role("button", name="Keep what we agree").click()
    expect(dana.page.get_by_label("What it was about, and what it meant")).to_be_focused()
    dana.page.get_by_label("What it was about, and what it meant").fill("You looked at the clock")
    dana.page.get_by_label("What I will do differently").fill("Say when ten minutes are left")
    dana.page.get_by_label("When we look again").select_option("3")
    dana.page.get_by_role("button", name="Keep what we agree").click()
    expect(dana.page.get_by_text("Kept. Both of you can read it")).to_be_visible()
    assert axe_findings(dana.page) == []
    mia.open(f"/ours/between/{journey.id_of('mia')}/")
    expect(mia.page.get_by_text("You looked at the clock")).to_be_visible()
    expect(mia.page.get_by_text("Say when ten minutes are left")).to_be_visible()
    journey.advance_clock(3 * 24 * 3600 + 60)
    mia = journey.device("mia")
    mia.open("/")
    mia.page.get_by_role("link", name="You wanted to look again").click()
    mia.page.get_by_role("button", name="it is better").click()
    expect(mia.page.get_by_text("Thank you for saying it.")).to_be_visible()
    dana = journey.device("dana")
    dana.open("/board/")
    owed = dana.page.locator(".board > li", has_text="to look again at what you agreed")
    owed.get_by_role("link").click()
    expect(dana.page.get_by_text("it is better")).to_be_visible()
    dana.page.get_by_role("button", name="We have looked at it again").click()
    dana.open("/board/")
    expect(dana.page.get_by_text("to look again at what you agreed")).to_have_count(0)


def test_good_news_and_a_warm_line_go_to_and_fro_without_ringing(journey: Journey) -> None:
    dana, mia = journey.device("dana"), journey.device("mia")
    mia.open("/ours/lines/")
    mia.context.set_offline(True)
    mia.page.get_by_label("What is it?").fill("I said no and stayed kind")
    mia.page.get_by_role("button", name="Tell it").click()
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_hidden(timeout=20_000)
    dana.open("/board/")
    dana.page.locator(".board > li", has_text="good news to read").get_by_role("link").click()
    expect(dana.page.get_by_text("I said no and stayed kind").first).to_be_visible()
    dana.page.get_by_label("Answer with a line").fill("That took courage")
    dana.page.get_by_role("button", name="Answer", exact=True).click()
    mia.open("/")
    expect(mia.page.get_by_text("That took courage")).to_be_visible()
    assert axe_findings(mia.page) == []
    mia.page.get_by_role("button", name="I needed that").click()
    expect(mia.page.get_by_text("That took courage")).to_have_count(0)
