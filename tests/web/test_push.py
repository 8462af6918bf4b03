"""Letting this device be rung: asked once by a tap, told to the server again on every open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import answer_json, page_with, worker_script

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

KEY = "BDd3_hVL9fZi9Ybo2UUzA284WG5FZR30_95YeZJsiApwXKpNcF1rRPF3foIiBHXRdJI2Qhumhf6_LFTeZaNndIo"
SECTION = (
    f'<section data-push data-key="{KEY}" data-url="/devices/" data-on="This device is rung." data-off="Not yet."'
    ' data-refused="Your browser says no." data-failed="That did not work." data-unsupported="This browser can not.">'
    '<p data-push-state role="status"></p><button class="btn" data-push-on>Let this device ring</button></section>'
    '{% load static %}<script type="module" src="{% static "web/push.js" %}"></script>'
)
# The push service of a browser is far away; everything up to it is real.
_SERVICE = """
globalThis.permission = "%s";
Object.defineProperty(Notification, "permission", { get: () => globalThis.permission });
Notification.requestPermission = async () => (globalThis.permission = globalThis.wish ?? "granted");
let made = %s;
const subscription = (key) => ({
  options: { applicationServerKey: key.buffer ?? key }, unsubscribe: async () => { made = null; },
  toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } }),
});
if (made) made = subscription(new Uint8Array([4, 2]));
PushManager.prototype.getSubscription = async () => made;
PushManager.prototype.subscribe = async ({ applicationServerKey }) => (made = subscription(applicationServerKey));
"""


def _open(page: Page, server: StandIn, *, permission: str = "default", old: bool = False) -> None:
    server.scripts["/sw.js"] = worker_script("1", [])
    server.pages["/"] = page_with(SECTION)
    page.add_init_script(_SERVICE % (permission, "true" if old else "null"))
    page.goto(server.url)
    until(page, "document.querySelector('[data-push]').dataset.state")


def test_a_device_is_registered_by_a_tap_and_never_without(page: Page, server: StandIn) -> None:
    _open(page, server)
    assert server.posts == []
    page.get_by_role("button", name="Let this device ring").click()
    page.get_by_text("This device is rung.").wait_for()
    (post,) = server.posts
    assert post.path == "/devices/"
    assert post.json["subscription"]["endpoint"] == "https://push.example/1"
    assert post.headers["X-CSRFToken"] == "token-of-the-page"
    assert page.get_by_role("button", name="Let this device ring").is_hidden()


def test_a_device_that_was_allowed_tells_the_server_again_on_every_open(page: Page, server: StandIn) -> None:
    _open(page, server, permission="granted")
    page.get_by_text("This device is rung.").wait_for()
    assert len(server.wait_for_posts(1)) == 1


def test_a_subscription_for_an_old_key_is_replaced(page: Page, server: StandIn) -> None:
    _open(page, server, permission="granted", old=True)
    page.get_by_text("This device is rung.").wait_for()
    key = "navigator.serviceWorker.ready.then((found) => found.pushManager.getSubscription())"
    assert page.evaluate(f"{key}.then((made) => made.options.applicationServerKey.byteLength)") == 65


def test_a_refusal_is_explained(page: Page, server: StandIn) -> None:
    _open(page, server)
    page.evaluate("globalThis.wish = 'denied'")
    page.get_by_role("button", name="Let this device ring").click()
    page.get_by_text("Your browser says no.").wait_for()
    assert server.posts == []


def test_a_server_that_did_not_take_it_can_be_asked_again(page: Page, server: StandIn) -> None:
    server.answers = [answer_json({}, 503)]
    _open(page, server)
    page.get_by_role("button", name="Let this device ring").click()
    page.get_by_text("That did not work.").wait_for()
    page.get_by_role("button", name="Let this device ring").click()
    page.get_by_text("This device is rung.").wait_for()
