"""The service worker where no page of the person's is open: it rings a closed app, and sends what waits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import PERSON, Someone, install, page_with

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.web.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("site_with_worker")]


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
    install(page, server)
    payload = {"id": "n1", "title": "Wiseline", "body": "Someone is waiting.", "tag": "c1", "receipt": "/receipts/n1/"}
    shown = _push(context, page, server, json.dumps(payload))
    assert shown == [{"title": "Wiseline", "body": "Someone is waiting.", "tag": "c1"}]
    (post,) = server.wait_for_posts(1)
    assert (post.path, post.json) == ("/receipts/n1/", {"id": "n1"})


def test_a_push_that_can_not_be_read_is_shown_all_the_same(
    context: BrowserContext, page: Page, server: StandIn
) -> None:
    install(page, server)
    shown = _push(context, page, server, "{half a mess")
    assert [(each["title"], each["body"]) for each in shown] == [("Wiseline", "Something waits for you.")]


def test_a_receipt_never_goes_to_another_site(context: BrowserContext, page: Page, server: StandIn) -> None:
    install(page, server)
    away = server.url.replace("127.0.0.1", "localhost") + "/receipts/n1/"
    first = {"id": "n1", "title": "Wiseline", "body": "1", "receipt": away}
    _push(context, page, server, json.dumps(first))
    _push(context, page, server, json.dumps({**first, "id": "n2", "receipt": "/receipts/n2/"}))
    assert server.wait_for_posts(1)[0].path == "/receipts/n2/"


def _write_what_can_not_be_sent(page: Page, server: StandIn, text: str) -> None:
    server.pages["/"] = page_with(
        '<p data-outbox-waiting="/contact/1/messages/" hidden>Kept</p>'
        '<form data-outbox method="post" action="/contact/1/messages/"><input name="text"><button>Send</button></form>'
    )
    install(page, server)
    until(page, "caches.match('/kept-for').then((found) => found?.text()).then((id) => id === '" + PERSON + "')")
    server.posts_are_lost = True
    page.locator("input").fill(text)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Kept", exact=True).wait_for()
    server.posts_are_lost = False


def test_what_was_written_offline_is_sent_by_the_worker_when_no_page_is_open(
    context: BrowserContext, page: Page, server: StandIn
) -> None:
    _write_what_can_not_be_sent(page, server, "from a closed app")
    worker = context.service_workers[0]
    page.goto("about:blank")
    worker.evaluate("sendOutbox()")
    assert server.wait_for_posts(1)[0].form["text"] == "from a closed app"


def test_what_was_written_offline_is_sent_while_a_page_is_open_that_is_kept_for_everybody(
    page: Page, server: StandIn
) -> None:
    _write_what_can_not_be_sent(page, server, "on the way to the numbers")
    server.pages["/help-now/"] = page_with("<h1>911</h1>", user=Someone(pk="", is_authenticated=False))
    page.goto(server.url + "/help-now/?country=US")
    assert page.evaluate("document.body.dataset.person") is None
    assert server.wait_for_posts(1)[0].form["text"] == "on the way to the numbers"
