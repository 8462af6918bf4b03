"""What was missed is caught up with, on every device and tab, without a reload; and two at once end with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.server import Journey

pytestmark = pytest.mark.browser

HOUR = 3600
WITHOUT_A_NETWORK = (("/help-now/", "Help now"), ("/breathe/", "Breathe with the circle"))


def _never_reloads(page: Page) -> None:
    page.evaluate("() => { window.stayed = true; }")


def _was_never_reloaded(page: Page) -> None:
    assert page.evaluate("window.stayed === true")


def _cut(page: Page) -> None:
    """Let the page's stream end, and no other begin; everything else gets through."""
    page.route("**/live/**", lambda route: route.abort())
    page.evaluate("dispatchEvent(new Event('online'))")  # as after a change of network: a new stream is tried
    expect(page.get_by_text("Connecting again. What you see may be a moment old.")).to_be_visible()


def _mend(page: Page) -> None:
    page.unroute("**/live/**")


def _numbers_and_pacer_open(page: Page, journey: Journey) -> None:
    page.context.set_offline(True)
    for path, words in WITHOUT_A_NETWORK:
        page.goto(journey.server.url + path)
        expect(page.get_by_role("heading", name=words, level=1)).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-pacer-word]")).to_have_text("Breathe in")


def test_a_coach_whose_network_was_gone_for_an_hour_sees_the_true_board(journey: Journey) -> None:
    earlier = journey.ask("mia")
    page = journey.device("dana").open("/board/")
    expect(page.locator("#rows")).to_contain_text("ringing Dana Reyes")
    _never_reloads(page)
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    journey.answer(earlier, "lea")
    journey.hand("close", contact=earlier)
    journey.advance_clock(HOUR)
    journey.ask("mia", answered_by="sam")
    page.context.set_offline(False)
    expect(page.locator("#rows")).to_contain_text("with Sam Okafor since 20:30")
    expect(page.locator("#rows li")).to_have_count(2)
    expect(page.locator("#rows")).not_to_contain_text("ringing Dana Reyes")  # but the talk that Lea had, to look at
    _was_never_reloaded(page)


def test_a_coach_whose_stream_was_cut_for_an_hour_is_not_rung_for_what_is_over(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("dana").open("/board/")
    expect(page.locator("#ring").get_by_role("button", name="Answer")).to_be_visible()
    _never_reloads(page)
    _cut(page)
    journey.answer(contact, "lea")
    journey.advance_clock(HOUR)
    expect(page.locator("#ring").get_by_role("button", name="Answer")).to_be_visible()  # it cannot know yet
    _mend(page)
    expect(page.locator("#ring section")).to_have_count(0, timeout=15_000)
    expect(page.locator("#rows")).to_contain_text("with Lea Novak since")
    _was_never_reloaded(page)


def test_a_coach_whose_stream_was_cut_for_an_hour_hears_who_asks_now(journey: Journey) -> None:
    page = journey.device("dana").open("/board/")
    expect(page.get_by_text("Nobody needs you right now.")).to_be_visible()
    _never_reloads(page)
    _cut(page)
    journey.advance_clock(HOUR)
    journey.ask("mia")
    _mend(page)
    expect(page.locator("#ring").get_by_text("Mia Berg")).to_be_visible(timeout=15_000)
    _was_never_reloaded(page)


def test_a_coach_away_so_long_that_the_events_are_gone_sees_the_true_board(journey: Journey) -> None:
    contact = journey.ask("mia")
    page = journey.device("dana").open("/board/")
    expect(page.locator("#rows")).to_contain_text("ringing Dana Reyes")
    _never_reloads(page)
    _cut(page)
    journey.answer(contact, "lea")
    journey.hand("forget_events")
    _mend(page)
    expect(page.locator("#rows")).to_contain_text("with Lea Novak since", timeout=15_000)
    _was_never_reloaded(page)


def test_a_second_tab_outside_the_call_follows_what_becomes_of_the_contact(journey: Journey) -> None:
    dana = journey.device("dana")
    contact = journey.ask("mia")
    board, talk = dana.open("/board/"), dana.new_page()
    _never_reloads(board)
    dana.open(f"/c/{contact}/")
    talk.get_by_role("button", name="Answer").click()
    expect(talk.get_by_role("heading", name="The note")).to_be_visible()
    expect(board.locator("#rows")).to_contain_text("with Dana Reyes since")
    expect(board.locator("#ring section")).to_have_count(0)
    talk.get_by_role("button", name="End, sign and close").click()
    expect(talk.get_by_text("Signed. The contact is closed.")).to_be_visible()
    expect(board.get_by_text("Nobody needs you right now.")).to_be_visible()
    _was_never_reloaded(board)


def test_a_second_tab_at_the_same_contact_leaves_the_call_where_it_is(journey: Journey) -> None:
    dana = journey.device("dana")
    contact = journey.ask("mia")
    second, first = dana.open(f"/c/{contact}/"), dana.new_page()
    dana.open(f"/c/{contact}/")
    first.get_by_role("button", name="Answer").click()
    expect(first.get_by_role("button", name="Hang up")).to_be_visible()
    expect(second.get_by_role("heading", name="The note")).to_be_visible()
    expect(second.get_by_role("button", name="Hang up")).to_be_hidden()
    expect(first.get_by_role("button", name="Hang up")).to_be_visible()


def test_numbers_and_pacer_open_offline_for_somebody_who_was_here_once(journey: Journey) -> None:
    with journey.browser.new_context(viewport=PHONE) as phone:
        page = phone.new_page()
        page.goto(journey.server.url + "/help-now/")
        until(page, "navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')")
        _numbers_and_pacer_open(page, journey)


def test_numbers_and_pacer_open_offline_for_somebody_who_signed_out(journey: Journey) -> None:
    page = journey.device("mia").open("/people/me/")
    until(page, "navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')")
    page.get_by_role("button", name="Sign out on this device").click()
    until(page, "document.body && !document.body.dataset.person")
    _numbers_and_pacer_open(page, journey)


def test_the_plan_of_somebody_who_signed_out_does_not_open_offline(journey: Journey) -> None:
    mia = journey.device("mia")
    page = mia.open("/")
    until(page, "navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')")
    until(page, "caches.match('/my-plan/', { ignoreVary: true })")
    mia.open("/people/me/")
    page.get_by_role("button", name="Sign out on this device").click()
    until(page, "document.body && !document.body.dataset.person")
    page.context.set_offline(True)
    page.goto(journey.server.url + "/my-plan/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="My plan")).to_have_count(0)


def test_of_two_coaches_who_answer_in_the_same_instant_one_has_it_and_the_other_reads_who(journey: Journey) -> None:
    contact = journey.ask("mia")
    pages = {}
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    for coach, name in (("dana", "Dana Reyes"), ("lea", "Lea Novak")):
        pages[name] = journey.device(coach).open(f"/c/{contact}/")
        pages[name].route("**/answer/", hold)
    for page in pages.values():
        page.get_by_role("button", name="Answer").click()
    journey.until(lambda: [page.title() for page in pages.values()] and len(held) == 2)  # titles: so that routes run
    for route in held:
        route.continue_()
    journey.until(lambda: journey.hand("contact_facts", contact=contact)["status"] == "live")
    facts = journey.hand("contact_facts", contact=contact)
    holder = facts["holder"]
    (other,) = set(pages) - {holder}
    expect(pages[holder].get_by_role("heading", name="The note")).to_be_visible()
    expect(pages[other].get_by_text(f"{holder} has it already.")).to_be_visible()
    expect(pages[other].get_by_role("button", name="Answer")).to_be_hidden()
    assert facts["events"].count("answered") == 1
