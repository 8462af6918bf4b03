"""What a client does not need to fear: the lock, leaving quickly, and a phone that somebody else holds."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import DESK, PHONE, axe_findings, until, wider_than_screen
from tests.journeys.server import Device, Journey

if TYPE_CHECKING:
    from playwright.sync_api import Page

PIN = "2580"
SCREEN = re.compile("/privacy/locked/")


def lock(mia: Device, when: str = "After 5 minutes") -> None:
    page = mia.open("/privacy/lock/")
    page.get_by_label("A PIN: 4 to 8 digits").fill(PIN)
    page.get_by_label("The same PIN again").fill(PIN)
    page.get_by_text(when, exact=True).click()
    page.get_by_role("button", name="Lock it from now on").click()
    expect(page.get_by_text("This phone has a lock now.")).to_be_visible()


def give_pin(page: Page, pin: str = PIN) -> None:
    page.get_by_label("Your PIN").fill(pin)
    page.get_by_role("button", name="Open", exact=True).click()


def kept(page: Page, path: str) -> None:
    until(page, f"caches.match('{path}', {{ignoreVary: true}})")


LATE = """async (url) => {
  const state = await import(url);
  const { match } = Cache.prototype;
  const later = (ms) => new Promise((done) => setTimeout(done, ms));
  Cache.prototype.match = async function (...asked) {
    const found = await match.apply(this, asked);
    await later(20); // what was read is old when it is written
    return found;
  };
  const kept = [];
  for (let ms = 0; ms < 60; ms += 6) {
    await state.unlock();
    const seen = state.seen();
    await later(ms);
    await Promise.all([seen, state.lock()]);
    kept.push((await state.read()).locked);
  }
  Cache.prototype.match = match;
  return kept;
}"""


def test_a_sign_of_life_that_is_late_does_not_open_what_was_locked_meanwhile(journey: Journey) -> None:
    mia = journey.device("mia")
    lock(mia)
    page = mia.open("/my-plan/")
    name = "performance.getEntriesByType('resource').map(({ name }) => name).find((name) => /lock-state/.test(name))"
    until(page, name)
    assert all(page.evaluate(LATE, page.evaluate(name)))


def test_a_page_that_hangs_in_its_turn_keeps_nobody_from_leaving_or_from_help(journey: Journey) -> None:
    mia = journey.device("mia")
    page = mia.open("/my-plan/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    lock(mia)
    frozen = mia.context.new_page()
    frozen.goto(f"{journey.server.url}/help-now/")
    frozen.evaluate("void navigator.locks.request('wiseline-lock-state', () => new Promise(() => {}))")
    page.get_by_role("link", name="Help now").first.click()
    expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()
    page.get_by_role("link", name="Leave").click()
    expect(page.get_by_role("link", name="Back")).to_be_visible()
    mia.page = page
    mia.open("/mine/")
    expect(page).to_have_url(SCREEN)


def test_a_locked_phone_opens_the_plan_and_help_also_offline_and_the_rest_only_with_the_pin(journey: Journey) -> None:
    mia = journey.device("mia")
    page = mia.open("/my-plan/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    lock(mia)
    for path in ("/my-plan/", "/diary/"):
        mia.open(path)
        kept(page, path)
    kept(page, "/privacy/locked/")
    mia.open("/privacy/lock/")
    page.get_by_role("link", name="Lock it now").click()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()

    for offline in (False, True):
        mia.context.set_offline(offline)
        for path in ("/diary/", "/skills/", "/people/me/", "/"):
            mia.open(path)
            expect(page).to_have_url(SCREEN)
            expect(page.get_by_role("heading", name="Locked")).to_be_visible()
        for name, words in (("My plan", "My plan"), ("Help now", "Help now")):
            page.get_by_role("link", name=name).first.click()
            expect(page.get_by_role("heading", name=words, level=1)).to_be_visible()
            mia.open("/privacy/locked/")
    give_pin(page)
    expect(page.get_by_role("alert")).to_contain_text("There is no connection right now")
    mia.context.set_offline(False)

    mia.open("/diary/")
    give_pin(page, "1111")
    expect(page.get_by_role("alert")).to_contain_text("This is not the PIN.")
    give_pin(page)
    expect(page).to_have_url(re.compile("/diary/$"))
    mia.context.set_offline(True)
    mia.open("/diary/")
    expect(page).to_have_url(re.compile("/diary/$"))
    mia.context.set_offline(False)


def test_coaching_is_asked_for_from_the_lock(journey: Journey) -> None:
    mia = journey.device("mia")
    lock(mia)
    page = mia.open("/privacy/locked/")
    page.get_by_role("button", name="Get coaching").click()
    expect(page.get_by_text("Are you safe right now?")).to_be_visible()
    mia.open("/mine/")
    expect(page).to_have_url(SCREEN)


def test_a_skill_is_done_step_by_step_on_a_locked_phone_without_a_network(journey: Journey) -> None:
    mia = journey.device("mia")
    page = mia.open("/my-plan/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    lock(mia)
    mia.open("/diary/")
    kept(page, "/privacy/locked/")
    for offline in (False, True):
        mia.open("/privacy/locked/")
        mia.context.set_offline(offline)
        page.get_by_role("link", name="Something to do now").click()
        page.get_by_role("link", name="Self-soothe").click()
        expect(page.get_by_role("heading", name="Self-soothe", level=1)).to_be_visible()
        expect(page.get_by_text("You had begun this.")).to_be_hidden()
        last = page.get_by_role("link", name="Something else to do")
        while not last.is_visible():
            page.get_by_role("button", name="Next").click()
        last.click()
        expect(page).to_have_url(re.compile("/steps/$"))
    assert page.evaluate("localStorage.getItem('wiseline-practice')") in {None, "{}"}
    mia.context.set_offline(False)


def test_what_was_being_written_when_it_locked_is_there_again(journey: Journey) -> None:
    mia = journey.device("mia")
    lock(mia, "As soon as I leave it")
    page = mia.open("/people/me/")
    page.get_by_label("Name").fill("Mia B.")
    hide(page)
    expect(page).to_have_url(SCREEN)
    give_pin(page)
    expect(page).to_have_url(re.compile("/people/me/$"))
    expect(page.get_by_label("Name")).to_have_value("Mia B.")


def hide(page: Page) -> None:
    """As when another app comes to the front."""
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )


def test_a_new_window_asks_for_the_pin(journey: Journey) -> None:
    mia = journey.device("mia")
    lock(mia)
    window = mia.new_page()
    window.goto(f"{journey.server.url}/mine/")
    expect(window).to_have_url(SCREEN)
    expect(window.get_by_role("heading", name="Locked")).to_be_visible()


def test_escape_twice_leaves_and_going_back_shows_nothing_of_it(journey: Journey) -> None:
    mia = journey.device("mia", viewport=DESK)
    page = mia.open("/mine/")
    expect(page.get_by_text("(Esc twice)")).to_be_visible()
    mia.open("/people/me/")
    page.keyboard.press("Escape")
    page.wait_for_timeout(50)
    expect(page).to_have_url(re.compile("/people/me/"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/away/"))
    for _ in range(2):
        page.go_back()
        expect(page).to_have_url(re.compile("/away/|about:blank"))
        expect(page.get_by_role("link", name="Leave")).to_have_count(0)


def test_leaving_locks_and_works_without_a_network(journey: Journey) -> None:
    mia = journey.device("mia")
    page = mia.open("/my-plan/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    lock(mia)
    mia.open("/mine/")
    kept(page, "/privacy/locked/")
    mia.context.set_offline(True)
    page.get_by_role("link", name="Leave").click()
    expect(page.get_by_role("link", name="Back")).to_be_visible()
    assert "Wiseline" not in page.content().replace("wiseline", "")
    mia.context.set_offline(False)
    mia.open("/mine/")
    expect(page).to_have_url(SCREEN)


def test_signing_out_everywhere_ends_another_browser_at_once(journey: Journey) -> None:
    here, lost = journey.device("mia"), journey.device("mia")
    for path in ("/diary/", "/my-plan/"):
        lost.open(path)
        lost.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        kept(lost.page, path) if path == "/my-plan/" else None
    until(lost.page, "document.documentElement.dataset.live === 'open'")
    page = here.open("/privacy/signed-in/")
    expect(page.get_by_text(re.compile("^this one"))).to_have_count(1)
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(lost.page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=15_000)
    until(lost.page, "caches.match('/my-plan/', {ignoreVary: true}).then((found) => !found)")


def test_the_locks_screen_is_accessible_in_both_schemes_and_opens_by_keyboard(journey: Journey) -> None:
    mia = journey.device("mia")
    lock(mia)
    page = mia.open("/privacy/locked/")
    for size in (PHONE, DESK):
        for scheme in ("light", "dark"):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
            assert axe_findings(page) == [], f"{size} {scheme}"
            assert wider_than_screen(page) <= 0
    assert page.title() == "Wiseline"
    page.get_by_label("Your PIN").focus()
    page.keyboard.type("1111")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is not the PIN.")
    assert axe_findings(page) == []
    expect(page.get_by_label("Your PIN")).to_be_focused()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(SCREEN)


def test_everything_is_saved_as_one_file(journey: Journey) -> None:
    mia = journey.device("mia")
    page = mia.open("/privacy/save/")
    for path in ("/privacy/save/", "/privacy/who/", "/privacy/signed-in/", "/privacy/lock/", "/privacy/face/"):
        mia.open(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
            assert axe_findings(page) == [], f"{path} {scheme}"
            assert wider_than_screen(page) <= 0, path
    mia.open("/privacy/save/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").click()
    assert download.value.suggested_filename.endswith(".zip")
    file = zipfile.ZipFile(download.value.path())
    assert file.testzip() is None
    assert "What was kept about you on" in file.read("index.html").decode()
