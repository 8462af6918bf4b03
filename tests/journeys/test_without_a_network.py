"""Without a network: help and plan open, a request is kept and sent once, and what was missed is caught up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import until
from tests.journeys.server import Journey

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


def test_emergency_help_and_the_plan_open_without_a_network_after_one_visit(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/my-plan/")
    mia.open("/help-now/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/my-plan/")
    until(mia.page, "caches.match('/my-plan/', {ignoreVary: true})")
    mia.context.set_offline(True)
    for path, words in (("/help-now/", "Help now"), ("/my-plan/", "My plan"), ("/breathe/", "Breathe with the circle")):
        mia.open(path)
        expect(mia.page.get_by_role("heading", name=words, level=1)).to_be_visible()


def test_a_request_made_without_a_network_is_kept_and_goes_out_once(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/")
    mia.context.set_offline(True)
    mia.page.get_by_role("button", name="Get coaching").click()
    expect(mia.page.get_by_text("Your request has not gone out yet. It is kept on this phone")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_text("Are you safe right now?")).to_be_visible(timeout=20_000)
    assert journey.hand("tests.journeys.seed:count_contacts", client=journey.id_of("mia")) == 1


def _at_home_without_a_network(journey: Journey) -> Page:
    """The client was at home before, and opens it again: it can't be had."""
    mia = journey.device("mia")
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/")
    for path in ("/diary/", "/help-now/"):
        until(mia.page, f"caches.open('wiseline-kept').then((kept) => kept.match('{path}')).then(Boolean)", seconds=30)
    mia.context.set_offline(True)
    mia.open("/")
    expect(mia.page.get_by_role("heading", name="You are offline")).to_be_visible()
    return mia.page


def test_coaching_is_asked_for_where_home_cannot_be_had_and_goes_out_once_by_itself(journey: Journey) -> None:
    page = _at_home_without_a_network(journey)
    page.get_by_role("button", name="Get coaching").click()
    expect(page.get_by_text("Your request has not gone out yet.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Are you safe right now?")).to_be_visible(timeout=20_000)
    assert journey.hand("tests.journeys.seed:count_contacts", client=journey.id_of("mia")) == 1


def test_home_says_that_what_was_asked_in_danger_still_waits_and_opens_when_the_network_returns(
    journey: Journey,
) -> None:
    page = _at_home_without_a_network(journey)
    waits = page.get_by_text("Your request has not gone out yet.")
    expect(waits).to_be_hidden()
    page.goto(f"{journey.server.url}/help-now/")
    page.get_by_role("button", name="Tell my coaches that I am in danger").click()
    expect(page.get_by_text("Your coaches have not been told yet.")).to_be_visible()
    page.goto(f"{journey.server.url}/")
    expect(waits).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You said that you are in danger.")).to_be_visible(timeout=20_000)


def test_signed_out_with_the_numbers_left_on_the_phone_it_says_that_nobody_is_told_before_one_signs_in(
    journey: Journey,
) -> None:
    mia = journey.device("mia")
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/")
    until(mia.page, "caches.open('wiseline-kept').then((kept) => kept.match('/help-now/')).then(Boolean)", seconds=30)
    mia.context.clear_cookies()
    mia.page.goto(f"{journey.server.url}/help-now/")
    mia.page.get_by_role("button", name="Tell my coaches that I am in danger").click()
    expect(mia.page.get_by_text("Your coaches have not been told yet.")).to_be_visible()
    expect(mia.page.get_by_text("they are told once you have signed in again")).to_be_visible()
    expect(mia.page.get_by_text("as soon as Wiseline can be reached")).to_be_hidden()
    expect(mia.page.locator("a[href^='tel:']").first).to_be_visible()


def test_the_page_that_was_wanted_opens_by_itself_when_the_network_returns(journey: Journey) -> None:
    page = _at_home_without_a_network(journey)
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="You are offline")).to_have_count(0)
    expect(page.get_by_role("button", name="Get coaching")).to_be_visible()


def test_a_lost_connection_while_ringing_is_said_and_what_happened_is_caught_up(journey: Journey) -> None:
    mia = journey.device("mia")
    contact = journey.ask("mia")
    mia.open(f"/c/{contact}/")
    expect(mia.page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()
    mia.context.set_offline(True)
    expect(mia.page.get_by_text("You are offline.")).to_be_visible()
    journey.answer(contact, "dana")
    mia.context.set_offline(False)
    expect(mia.page.get_by_text("Dana Reyes is here with you.")).to_be_visible()


def test_a_reload_and_a_second_device_show_the_same_truth(journey: Journey) -> None:
    phone, tablet = journey.device("mia"), journey.device("mia")
    contact = journey.ask("mia")
    phone.open(f"/c/{contact}/")
    tablet.open("/")
    tablet.page.get_by_role("link", name="Open your request").click()
    phone.page.reload()
    for page in (phone.page, tablet.page):
        expect(page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()
    journey.answer(contact, "dana")
    for page in (phone.page, tablet.page):
        expect(page.get_by_text("Dana Reyes is here with you.")).to_be_visible()


def test_what_is_logged_offline_arrives_once_and_in_order_though_the_server_dies_and_the_clock_is_wrong(
    journey: Journey,
) -> None:
    mia = journey.device("mia", service_workers="block")
    sender = mia.page
    pages = {skill: mia.new_page() for skill in ("saying-no", "repairing", "values")}
    for minutes_ago, page in zip((3, 2, 1, 0), (*pages.values(), sender), strict=True):
        page.add_init_script(AHEAD.replace("SECONDS", str(3600 - 60 * minutes_ago)))
    for skill, page in pages.items():
        page.goto(f"{journey.server.url}/skills/{skill}/")
    sender.goto(f"{journey.server.url}/skills/")
    mia.context.set_offline(True)
    for page in pages.values():
        page.get_by_role("button", name="It helped", exact=True).click()
        expect(page.get_by_text("Kept on this phone.")).to_be_visible()
        page.close()
    _lose_answers(sender)
    with sender.expect_event("requestfailed", lambda request: "/used/" in request.url):
        mia.context.set_offline(False)
    journey.server.kill()
    sender.unroute_all(behavior="ignoreErrors")
    journey.server.start()
    before = journey.hand("now")
    journey.until(lambda: len(journey.hand("uses_of", client=journey.id_of("mia"))) == len(pages), seconds=40)
    uses = journey.hand("uses_of", client=journey.id_of("mia"))
    assert [use["skill"] for use in uses] == list(pages)
    assert all(-300 < use["at"] - before < 60 for use in uses), "an hour off: the phone's clock was believed"


AHEAD = """
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) { given.length ? super(...given) : super(RealDate.now() + SECONDS * 1000); }
  static now() { return RealDate.now() + SECONDS * 1000; }
};
"""


def _lose_answers(page: Page) -> None:
    """From now on the server gets what this page sends, and the page never hears of it."""

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/used/", lose)


SHELL_PAGES = """caches.keys().then(async (names) => {
  const shell = await caches.open(names.find((name) => name.startsWith("wiseline-shell")));
  const pages = (await shell.keys()).filter(({ url }) => !new URL(url).pathname.startsWith("/static/"));
  return Promise.all(pages.map(async (page) => (await shell.match(page)).text()));
})"""


def test_what_is_kept_for_everybody_is_nobodys_page(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    pages = mia.page.evaluate(SHELL_PAGES)
    assert len(pages) > 5
    assert not [page for page in pages if "data-person" in page]
