"""The service worker: what opens without a network, what is never kept, and what rings a closed app."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from django.test import RequestFactory

from tests.browser import until
from tests.web.stand_in import PERSON, Someone, page_of, page_with, worker_script
from wiseline.web import views

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from pytest_django.fixtures import SettingsWrapper  # type: ignore[attr-defined]

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

SHELL = ["/offline/", "/help-now/", "/breathe/", "/static/web/app.css", "/static/web/icon-192.png"]


@pytest.fixture(autouse=True)
def _site(server: StandIn) -> None:
    server.scripts["/sw.js"] = worker_script("1", SHELL)
    server.pages |= {
        "/": page_with("<h1>Home</h1>"),
        "/board/": page_with("<h1>Board</h1>"),
        "/help-now/": page_with("<h1>Numbers</h1>"),
        "/my-plan/": page_with("<h1>My plan</h1>"),
        "/breathe/": page_of("web/breathe.html"),
        "/offline/": page_of("web/offline.html"),
    }


def test_the_worker_that_is_served_has_nothing_left_to_fill_in(settings: SettingsWrapper) -> None:
    settings.ROOT_URLCONF = "wiseline.conf.urls"
    views._worker.cache_clear()
    served = views.service_worker(RequestFactory().get("/sw.js")).content.decode()
    views._worker.cache_clear()
    assert re.findall(r"__[A-Z]+__", served) == []
    (precache,) = re.findall(r"^const PRECACHE = (.*);$", served, re.MULTILINE)
    pages = ("/breathe/", "/steps/", "/steps/self-soothe/", "/help-now/", "/offline/")
    for name in ("app.css", "shell.js", "icon-192.png", "badge-72.png", *pages):
        assert any(name in url for url in json.loads(precache))
    (words,) = re.findall(r"^const WORDS = (.*);$", served, re.MULTILINE)
    assert json.loads(words).keys() == {"title", "body"}


def _install(page: Page, server: StandIn, path: str = "/") -> None:
    page.goto(server.url + path)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    until(page, "navigator.serviceWorker.controller?.state === 'activated'")


def _kept(page: Page) -> list[str]:
    kept: list[str] = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
          return found.sort();
        }"""
    )
    return kept


def test_the_numbers_and_the_pacer_open_without_a_network(page: Page, server: StandIn) -> None:
    _install(page, server)
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()
    page.goto(server.url + "/breathe/")
    assert page.get_by_role("button", name="Start").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).minHeight") == "48px"


def test_any_other_page_says_what_works_now(page: Page, server: StandIn) -> None:
    _install(page, server)
    server.down = True
    page.goto(server.url + "/board/")
    assert page.get_by_role("heading", name="You are offline").is_visible()


def test_a_page_comes_from_the_server_while_there_is_one(page: Page, server: StandIn) -> None:
    _install(page, server)
    server.pages["/skills/"] = page_with("<h1>Skills</h1>")
    page.goto(server.url + "/skills/")
    until(page, "caches.match('/skills/').then(Boolean)")
    server.pages["/skills/"] = page_with("<h1>Newer skills</h1>")
    page.goto(server.url + "/skills/")
    assert page.get_by_role("heading", name="Newer skills").is_visible()


KEPT_PAGE = '<script type="module" src="/static/web/kept-page.js"></script>'


def edition(number: int, words: str) -> str:
    return page_with(f'<h1 data-edition="{number}">{words}</h1>{KEPT_PAGE}')


def plan_is_kept(page: Page, server: StandIn) -> None:
    server.pages["/my-plan/"] = edition(1, "My plan")
    _install(page, server)
    until(page, "caches.match('/kept-for').then(Boolean)")
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")


def test_the_plan_opens_as_it_is_kept_and_is_shown_anew_where_something_changed(page: Page, server: StandIn) -> None:
    plan_is_kept(page, server)
    server.pages["/my-plan/"] = edition(2, "My newer plan")
    page.goto(server.url + "/my-plan/")
    page.get_by_role("heading", name="My newer plan").wait_for()


def test_a_server_that_hangs_does_not_keep_the_plan_waiting(page: Page, server: StandIn) -> None:
    plan_is_kept(page, server)
    server.down = True
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    until(page, f"{paint} !== undefined")
    assert page.evaluate(paint) < 1_000, "far from the four seconds that other pages wait for an answer"


def test_after_a_change_the_phone_keeps_the_plan_that_the_server_shows(page: Page, server: StandIn) -> None:
    plan_is_kept(page, server)
    server.pages["/my-plan/"] = edition(2, "My newer plan")
    page.goto(server.url + "/my-plan/?kept=1")
    until(page, "caches.match('/my-plan/').then((kept) => kept.text()).then((html) => html.includes('newer'))")
    server.down = True
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My newer plan").is_visible()


def test_what_a_stranger_gets_never_replaces_the_numbers_of_the_own_country(page: Page, server: StandIn) -> None:
    plan_is_kept(page, server)
    until(page, "caches.open('wiseline-kept').then((kept) => kept.match('/help-now/')).then(Boolean)")
    stranger = Someone(pk="", is_authenticated=False)
    server.pages["/help-now/"] = page_with('<h1 data-edition="US">911</h1>', user=stranger)
    page.goto(server.url + "/help-now/")
    page.goto(server.url + "/")
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()


def test_signing_out_leaves_the_plan_where_the_person_chose_so_and_nothing_else(page: Page, server: StandIn) -> None:
    form = '<form data-forget method="post" action="/out/"><input type="checkbox" name="leave_plan"><button>Out'
    server.pages |= {"/me/": page_with(form + "</button></form>"), "/skills/": page_with("<h1>Skills</h1>")}
    plan_is_kept(page, server)
    page.goto(server.url + "/skills/")
    until(page, "caches.match('/skills/').then(Boolean)")
    page.goto(server.url + "/me/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Out").click()
    server.wait_for_posts(1)
    until(page, "caches.match('/skills/').then((found) => !found)")
    server.down = True
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px", "its styles are kept too"


def test_the_plan_can_be_taken_off_the_phone_without_signing_in(page: Page, server: StandIn) -> None:
    server.pages["/away/"] = page_with("<h1>Away</h1>")
    plan_is_kept(page, server)
    server.pages["/my-plan/"] = page_with(
        f'<h1 data-edition="1">My plan</h1><p data-forget-here hidden><button>Take it off</button></p>{KEPT_PAGE}'
    )
    page.goto(server.url + "/my-plan/?kept=1")
    page.get_by_role("button", name="Take it off").click()
    page.get_by_role("heading", name="Away").wait_for()
    until(page, "caches.match('/my-plan/').then((found) => !found)")


def test_nothing_but_the_shell_and_the_own_plan_is_ever_kept(page: Page, server: StandIn) -> None:
    _install(page, server)
    page.goto(server.url + "/board/")
    page.goto(server.url + "/")
    kept = _kept(page)
    assert set(SHELL) <= set(kept)
    assert "/" not in kept
    assert "/board/" not in kept


def test_a_plan_that_was_opened_once_opens_without_a_network(page: Page, server: StandIn) -> None:
    _install(page, server)
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.down = True
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()


def test_a_page_with_something_that_is_said_once_is_not_kept(page: Page, server: StandIn) -> None:
    _install(page, server)
    server.pages["/my-plan/"] = page_with("<h1>My plan</h1><p data-said-once>Kept.</p>")
    page.goto(server.url + "/my-plan/")
    server.pages["/skills/"] = page_with("<h1>Skills</h1>")
    page.goto(server.url + "/skills/")
    until(page, "caches.match('/skills/').then(Boolean)")
    assert page.evaluate("caches.match('/my-plan/').then(Boolean)") is False


def test_the_home_page_can_have_the_plan_kept_before_it_is_ever_opened(page: Page, server: StandIn) -> None:
    server.pages["/"] = page_with("<h1 data-cache-plan>Home</h1>")
    _install(page, server)
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.down = True
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()


def test_a_plan_opens_on_the_own_phone_when_the_server_asks_to_sign_in_again(page: Page, server: StandIn) -> None:
    _install(page, server)
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.redirects["/my-plan/"] = "/accounts/login/"
    server.pages["/accounts/login/"] = page_with("<h1>Sign in</h1>")
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()


def test_offline_the_numbers_are_those_of_the_persons_country_once_they_signed_in(page: Page, server: StandIn) -> None:
    stranger = Someone(pk="", is_authenticated=False)
    server.pages |= {"/": page_with("<h1>Sign in</h1>", user=stranger), "/help-now/": page_with("<h1>911</h1>")}
    _install(page, server)
    server.pages |= {"/": page_with("<h1>Home</h1>"), "/help-now/": page_with("<h1>144</h1>")}
    page.goto(server.url)
    until(page, "caches.open('wiseline-kept').then((kept) => kept.match('/help-now/')).then(Boolean)")
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="144").is_visible()


def test_numbers_of_another_country_that_were_looked_up_do_not_replace_the_own(page: Page, server: StandIn) -> None:
    _install(page, server)
    until(page, "caches.open('wiseline-kept').then((kept) => kept.match('/help-now/')).then(Boolean)")
    server.pages["/help-now/"] = page_with("<h1>Elsewhere</h1>")
    page.goto(server.url + "/help-now/?country=NZ")
    page.get_by_role("heading", name="Elsewhere").wait_for()
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()


def test_another_persons_plan_is_forgotten(page: Page, server: StandIn) -> None:
    _install(page, server)
    until(page, "caches.match('/kept-for').then(Boolean)")
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.pages["/"] = page_with("<h1>Home</h1>", user=Someone(pk="another"))
    page.goto(server.url)
    until(page, "caches.match('/my-plan/').then((found) => !found)")


def test_signing_out_forgets_the_plan(page: Page, server: StandIn) -> None:
    form = '<form data-forget method="post" action="/out/"><button>Sign out</button></form>'
    server.pages["/me/"] = page_with(form)
    _install(page, server)
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    page.goto(server.url + "/me/")
    page.get_by_role("button", name="Sign out").click()
    server.wait_for_posts(1)
    until(page, "caches.match('/my-plan/').then((found) => !found)")


def test_a_new_version_replaces_the_old_one_whole(page: Page, server: StandIn) -> None:
    _install(page, server)
    server.scripts["/sw.js"] = worker_script("2", SHELL)
    server.pages["/breathe/"] = page_with("<h1>Breathe with version two</h1>")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => {})")
    shells = "caches.keys().then((names) => String(names.filter((name) => name.includes('shell'))))"
    until(page, f"{shells}.then((names) => names === 'wiseline-shell-2')")
    server.down = True
    page.goto(server.url + "/breathe/")
    assert page.get_by_role("heading", name="Breathe with version two").is_visible()


def test_a_version_that_can_not_be_fetched_whole_leaves_the_old_one(page: Page, server: StandIn) -> None:
    _install(page, server)
    server.scripts["/sw.js"] = worker_script("2", [*SHELL, "/static/web/is-not-there.js"])
    failed = "({ installing }) => new Promise((done) => (installing.onstatechange = () => done()))"
    page.evaluate(f"navigator.serviceWorker.getRegistration().then((found) => found.update()).then({failed})")
    until(page, "caches.keys().then((names) => !names.includes('wiseline-shell-2'))")
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()


def _push(context: BrowserContext, page: Page, server: StandIn, data: str) -> list[dict[str, str]]:
    context.grant_permissions(["notifications"], origin=server.url)
    cdp = context.new_cdp_session(page)
    registrations: list[str] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda e: registrations.extend(
            found["registrationId"] for found in e["registrations"] if found["scopeURL"].startswith(server.url)
        ),
    )
    cdp.send("ServiceWorker.enable")
    while not registrations:
        page.wait_for_timeout(10)
    message = {"origin": server.url, "registrationId": registrations[-1], "data": data}
    cdp.send("ServiceWorker.deliverPushMessage", message)
    shown = "navigator.serviceWorker.ready.then((found) => found.getNotifications())"
    until(page, f"{shown}.then((all) => all.length)")
    read = "(all) => all.map(({ title, body, tag }) => ({ title, body, tag }))"
    notifications: list[dict[str, str]] = page.evaluate(f"{shown}.then({read})")
    return notifications


def test_a_push_is_shown_and_its_receipt_posted(context: BrowserContext, page: Page, server: StandIn) -> None:
    _install(page, server)
    payload = {"id": "n1", "title": "Wiseline", "body": "Someone is waiting.", "tag": "c1", "receipt": "/receipts/n1/"}
    shown = _push(context, page, server, json.dumps(payload))
    assert shown == [{"title": "Wiseline", "body": "Someone is waiting.", "tag": "c1"}]
    (post,) = server.wait_for_posts(1)
    assert (post.path, post.json) == ("/receipts/n1/", {"id": "n1"})


def test_a_push_that_can_not_be_read_is_shown_all_the_same(
    context: BrowserContext, page: Page, server: StandIn
) -> None:
    _install(page, server)
    shown = _push(context, page, server, "{half a mess")
    assert [(each["title"], each["body"]) for each in shown] == [("Wiseline", "Something waits for you.")]


def test_a_receipt_never_goes_to_another_site(context: BrowserContext, page: Page, server: StandIn) -> None:
    _install(page, server)
    away = server.url.replace("127.0.0.1", "localhost") + "/receipts/n1/"
    first = {"id": "n1", "title": "Wiseline", "body": "1", "receipt": away}
    _push(context, page, server, json.dumps(first))
    _push(context, page, server, json.dumps({**first, "id": "n2", "receipt": "/receipts/n2/"}))
    assert server.wait_for_posts(1)[0].path == "/receipts/n2/"


def test_what_was_written_offline_is_sent_by_the_worker_when_no_page_is_open(
    context: BrowserContext, page: Page, server: StandIn
) -> None:
    server.pages["/"] = page_with(
        '<p data-outbox-waiting="/contact/1/messages/" hidden>Kept</p>'
        '<form data-outbox method="post" action="/contact/1/messages/"><input name="text"><button>Send</button></form>'
    )
    _install(page, server)
    until(page, "caches.match('/kept-for').then((found) => found?.text()).then((id) => id === '" + PERSON + "')")
    server.posts_are_lost = True
    page.locator("input").fill("from a closed app")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Kept", exact=True).wait_for()
    server.posts_are_lost = False
    worker = context.service_workers[0]
    page.goto("about:blank")
    worker.evaluate("sendOutbox()")
    assert server.wait_for_posts(1)[0].form["text"] == "from a closed app"
