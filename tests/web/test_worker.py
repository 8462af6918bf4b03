"""The service worker: what opens without a network, and what is never kept."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import PERSON, SHELL, Someone, install, page_of, page_with, worker_script
from wiseline.web import views

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from pytest_django.fixtures import SettingsWrapper  # type: ignore[attr-defined]

    from tests.web.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("site_with_worker")]


def test_the_worker_that_is_served_has_nothing_left_to_fill_in(settings: SettingsWrapper) -> None:
    settings.ROOT_URLCONF = "wiseline.conf.urls"
    views._worker.cache_clear()
    served = views._worker("DE")
    views._worker.cache_clear()
    assert re.findall(r"__[A-Z]+__", served) == []
    (precache,) = re.findall(r"^const PRECACHE = (.*);$", served, re.MULTILINE)
    pages = ("/breathe/", "/steps/", "/steps/self-soothe/", "/help-now/", "/offline/")
    for name in ("app.css", "shell.js", "icon-192.png", "badge-72.png", *pages):
        assert any(name in url for url in json.loads(precache))
    (words,) = re.findall(r"^const WORDS = (.*);$", served, re.MULTILINE)
    assert json.loads(words).keys() == {"title", "body"}


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
    install(page, server)
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()
    page.goto(server.url + "/breathe/")
    assert page.get_by_role("button", name="Start").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).minHeight") == "48px"


def test_any_other_page_says_what_works_now(page: Page, server: StandIn) -> None:
    install(page, server)
    server.down = True
    page.goto(server.url + "/board/")
    assert page.get_by_role("heading", name="You are offline").is_visible()


@pytest.mark.parametrize("kept", ["nothing", "somebody else's diary", "a diary"])
def test_offline_coaching_is_asked_for_only_where_a_client_is_signed_in(page: Page, server: StandIn, kept: str) -> None:
    owner = Someone(pk="0198a000-0000-7000-8000-000000000002") if kept == "somebody else's diary" else Someone()
    server.pages["/offline/"] = page_of("web/offline.html", user=Someone(pk="", is_authenticated=False))
    install(page, server)
    until(page, "caches.match('/kept-for').then(Boolean)")
    if kept != "nothing":
        html = page_with("<h1>Diary</h1>", user=owner)
        put = "async (html) => (await caches.open('wiseline-kept')).put('/diary/', new Response(html))"
        page.evaluate(put, html)
    page.goto(server.url + "/offline/")
    page.evaluate("import('/static/web/offline-page.js').then(() => {})")  # it has come to its end
    assert page.get_by_role("button", name="Get coaching").is_visible() == (kept == "a diary")
    assert (page.evaluate("document.body.dataset.person") == PERSON) == (kept == "a diary")


def test_a_page_comes_from_the_server_while_there_is_one(page: Page, server: StandIn) -> None:
    install(page, server)
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
    install(page, server)
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
    page.evaluate("caches.open('wiseline-kept').then((kept) => kept.put('/kept-lock', new Response('{\"ms\": 9e9}')))")
    page.get_by_role("button", name="Take it off").click()
    page.get_by_role("heading", name="Away").wait_for()
    until(page, "caches.match('/my-plan/').then((found) => !found)")
    assert page.evaluate("caches.match('/kept-lock').then(Boolean)") is True, "it opens no lock"


def test_nothing_but_the_shell_and_the_own_plan_is_ever_kept(page: Page, server: StandIn) -> None:
    install(page, server)
    page.goto(server.url + "/board/")
    page.goto(server.url + "/")
    kept = _kept(page)
    assert set(SHELL) <= set(kept)
    assert "/" not in kept
    assert "/board/" not in kept


def test_a_plan_that_was_opened_once_opens_without_a_network(page: Page, server: StandIn) -> None:
    install(page, server)
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.down = True
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()


def test_a_page_with_something_that_is_said_once_is_not_kept(page: Page, server: StandIn) -> None:
    install(page, server)
    server.pages["/my-plan/"] = page_with("<h1>My plan</h1><p data-said-once>Kept.</p>")
    page.goto(server.url + "/my-plan/")
    server.pages["/skills/"] = page_with("<h1>Skills</h1>")
    page.goto(server.url + "/skills/")
    until(page, "caches.match('/skills/').then(Boolean)")
    assert page.evaluate("caches.match('/my-plan/').then(Boolean)") is False


def test_the_home_page_can_have_the_plan_kept_before_it_is_ever_opened(page: Page, server: StandIn) -> None:
    server.pages["/"] = page_with("<h1 data-cache-plan>Home</h1>")
    install(page, server)
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.down = True
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()


def test_a_plan_opens_on_the_own_phone_when_the_server_asks_to_sign_in_again(page: Page, server: StandIn) -> None:
    install(page, server)
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.redirects["/my-plan/"] = "/accounts/login/"
    server.pages["/accounts/login/"] = page_with("<h1>Sign in</h1>")
    page.goto(server.url + "/my-plan/")
    assert page.get_by_role("heading", name="My plan").is_visible()


def test_offline_the_numbers_are_those_of_the_persons_country_once_they_signed_in(page: Page, server: StandIn) -> None:
    stranger = Someone(pk="", is_authenticated=False)
    server.pages |= {"/": page_with("<h1>Sign in</h1>", user=stranger), "/help-now/": page_with("<h1>911</h1>")}
    install(page, server)
    server.pages |= {"/": page_with("<h1>Home</h1>"), "/help-now/": page_with("<h1>144</h1>")}
    page.goto(server.url)
    until(page, "caches.open('wiseline-kept').then((kept) => kept.match('/help-now/')).then(Boolean)")
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="144").is_visible()


def test_numbers_of_another_country_that_were_looked_up_do_not_replace_the_own(page: Page, server: StandIn) -> None:
    install(page, server)
    until(page, "caches.open('wiseline-kept').then((kept) => kept.match('/help-now/')).then(Boolean)")
    server.pages["/help-now/"] = page_with("<h1>Elsewhere</h1>")
    page.goto(server.url + "/help-now/?country=NZ")
    page.get_by_role("heading", name="Elsewhere").wait_for()
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()


def test_another_persons_plan_is_forgotten(page: Page, server: StandIn) -> None:
    install(page, server)
    until(page, "caches.match('/kept-for').then(Boolean)")
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    server.pages["/"] = page_with("<h1>Home</h1>", user=Someone(pk="another"))
    page.goto(server.url)
    until(page, "caches.match('/my-plan/').then((found) => !found)")


def test_signing_out_forgets_the_plan(page: Page, server: StandIn) -> None:
    form = '<form data-forget method="post" action="/out/"><button>Sign out</button></form>'
    server.pages["/me/"] = page_with(form)
    install(page, server)
    page.goto(server.url + "/my-plan/")
    until(page, "caches.match('/my-plan/').then(Boolean)")
    page.goto(server.url + "/me/")
    page.get_by_role("button", name="Sign out").click()
    server.wait_for_posts(1)
    until(page, "caches.match('/my-plan/').then((found) => !found)")


def test_a_new_version_replaces_the_old_one_whole(page: Page, server: StandIn) -> None:
    install(page, server)
    server.scripts["/sw.js"] = worker_script("2", SHELL)
    server.pages["/breathe/"] = page_with("<h1>Breathe with version two</h1>")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => {})")
    shells = "caches.keys().then((names) => String(names.filter((name) => name.includes('shell'))))"
    until(page, f"{shells}.then((names) => names === 'wiseline-shell-2')")
    server.down = True
    page.goto(server.url + "/breathe/")
    assert page.get_by_role("heading", name="Breathe with version two").is_visible()


def test_a_version_that_can_not_be_fetched_whole_leaves_the_old_one(page: Page, server: StandIn) -> None:
    install(page, server)
    server.scripts["/sw.js"] = worker_script("2", [*SHELL, "/static/web/is-not-there.js"])
    failed = "({ installing }) => new Promise((done) => (installing.onstatechange = () => done()))"
    page.evaluate(f"navigator.serviceWorker.getRegistration().then((found) => found.update()).then({failed})")
    until(page, "caches.keys().then((names) => !names.includes('wiseline-shell-2'))")
    server.down = True
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()


def test_a_lock_that_was_set_before_the_worker_heard_whose_phone_it_is_stays(page: Page, server: StandIn) -> None:
    stranger = Someone(pk="", is_authenticated=False)
    server.pages["/"] = page_with("<h1>Sign in</h1>", user=stranger)
    install(page, server)
    page.evaluate("caches.open('wiseline-kept').then((kept) => kept.put('/kept-lock', new Response('{\"ms\": 9e9}')))")
    page.evaluate("caches.open('wiseline-kept').then((kept) => kept.put('/diary/', new Response('of a stranger')))")
    server.pages["/"] = page_with("<h1>Home</h1>")
    page.goto(server.url)
    until(page, "caches.match('/kept-for').then(Boolean)")
    assert page.evaluate("caches.match('/kept-lock').then(Boolean)") is True
    assert page.evaluate("caches.match('/diary/').then(Boolean)") is False
    server.pages["/"] = page_with("<h1>Home</h1>", user=Someone(pk="another"))
    page.goto(server.url)
    until(page, "caches.match('/kept-lock').then((found) => !found)")


def test_a_voice_that_was_taken_away_leaves_the_phone_and_a_new_one_comes_to_it(page: Page, server: StandIn) -> None:
    voice = "/ours/voice/0198a000-0000-7000-8000-00000000000{}/"
    server.pages |= {voice.format(n): f"sound {n}" for n in (1, 2)}
    server.pages["/"] = page_with("<h1 data-cache-plan>Home</h1>")
    server.pages["/ours/words/"] = page_with(f'<div data-voice="{voice.format(1)}"></div>')
    install(page, server)
    until(page, f"caches.match('{voice.format(1)}').then(Boolean)")
    server.pages["/ours/words/"] = page_with(f'<use href="#play"/><div data-voice="{voice.format(2)}"></div>')
    page.evaluate("caches.open('wiseline-kept').then((kept) => kept.delete('/ours/words/'))")
    page.goto(server.url)
    until(page, f"caches.match('{voice.format(2)}').then(Boolean)")
    until(page, f"caches.match('{voice.format(1)}').then((found) => !found)")


def test_a_browser_without_web_locks_opens_the_numbers_all_the_same(
    context: BrowserContext, page: Page, server: StandIn
) -> None:
    install(page, server)
    context.service_workers[0].evaluate("Object.defineProperty(navigator, 'locks', { value: undefined })")
    page.goto(server.url + "/help-now/")
    assert page.get_by_role("heading", name="Numbers").is_visible()
