"""What is written without a connection is kept on the device and sent later, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import until
from tests.web.stand_in import Someone, answer_json, answer_lost, answer_redirect, page_with

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.stand_in import StandIn

pytestmark = pytest.mark.browser

CHAT = """
<ol class="chat" data-outbox-list="/contact/1/messages/" data-waiting="Kept on this phone." data-failed="Not sent.">
  <template><li class="msg msg-mine"><span data-outbox-text></span><span class="msg-meta" data-outbox-state></span>
  <button class="btn" type="button" data-outbox-retry>Again</button>
  <button class="btn" type="button" data-outbox-discard>Throw away</button></li></template>
</ol>
<form data-outbox method="post" action="/contact/1/messages/"><label>Text <input name="text" required></label>
<button class="btn">Send</button></form>
"""
ASK = """
<p data-outbox-waiting="/ask/" hidden>Your request is kept.</p>
<form data-outbox data-outbox-follow data-once method="post" action="/ask/">
<input type="hidden" name="client_key" value="made-by-the-server">
<button class="btn btn-main" name="kind" value="skills">Get coaching</button></form>
"""


def _open(page: Page, server: StandIn, main: str, *, user: Someone | None = None) -> None:
    server.pages["/"] = page_with(main, user=user or Someone())
    page.goto(server.url)
    until(page, "'ready' in document.documentElement.dataset")


def _write(page: Page, text: str) -> None:
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Send").click()


def _network_returns(page: Page) -> None:
    page.context.set_offline(True)
    page.context.set_offline(False)


def test_a_message_is_sent_once_with_its_key_and_the_pages_token(page: Page, server: StandIn) -> None:
    _open(page, server, CHAT)
    _write(page, "I am here")
    (post,) = server.wait_for_posts(1)
    assert post.path == "/contact/1/messages/"
    assert post.form["text"] == "I am here"
    assert post.form["client_key"] == post.headers["Idempotency-Key"] != ""
    assert post.headers["X-CSRFToken"] == "token-of-the-page"
    page.locator(".msg-waiting").wait_for(state="detached")
    assert page.get_by_label("Text").input_value() == ""


def test_what_is_written_offline_survives_a_reload_and_is_sent_in_order(page: Page, server: StandIn) -> None:
    _open(page, server, CHAT)
    server.posts_are_lost = True
    _write(page, "first")
    _write(page, "second")
    page.get_by_text("second").wait_for()
    assert page.locator(".msg-waiting [data-outbox-state]").all_inner_texts() == ["Kept on this phone."] * 2
    page.reload()
    page.get_by_text("second").wait_for()
    server.posts_are_lost = False
    _network_returns(page)
    posts = server.wait_for_posts(2)
    assert [post.form["text"] for post in posts] == ["first", "second"]
    assert all(post.form["written_at"].endswith("Z") for post in posts)
    page.locator(".msg-waiting").first.wait_for(state="detached")
    page.reload()
    until(page, "'ready' in document.documentElement.dataset")
    assert len(server.posts) == 2


def test_a_lost_answer_leads_to_a_repeat_that_the_server_can_recognise(page: Page, server: StandIn) -> None:
    server.answers = [answer_lost]
    _open(page, server, CHAT)
    _write(page, "did this arrive")
    server.wait_for_posts(1)
    _network_returns(page)
    once, again = server.wait_for_posts(2)
    assert once.form == again.form
    page.locator(".msg-waiting").wait_for(state="detached")


def test_a_server_in_trouble_gets_it_later_by_itself(page: Page, server: StandIn) -> None:
    server.answers = [answer_json({}, 503)]
    page.clock.install()
    _open(page, server, CHAT)
    _write(page, "later")
    server.wait_for_posts(1)
    page.locator(".msg-waiting").wait_for()
    until(page, "!document.querySelector('form[aria-busy]')")
    page.clock.run_for(11_000)
    server.wait_for_posts(2)
    page.locator(".msg-waiting").wait_for(state="detached")


def test_a_refused_message_is_kept_and_shown_until_the_person_decides(page: Page, server: StandIn) -> None:
    server.answers = [answer_json({}, 400), answer_json({}, 400)]
    _open(page, server, CHAT)
    _write(page, "too much")
    page.get_by_text("Not sent.").wait_for()
    page.reload()
    page.get_by_text("too much").wait_for()
    assert len(server.posts) == 1
    page.get_by_role("button", name="Again").click()
    server.wait_for_posts(2)
    page.get_by_role("button", name="Throw away").click()
    page.get_by_text("too much").wait_for(state="detached")


def test_a_refused_message_holds_up_none_that_follows(page: Page, server: StandIn) -> None:
    server.answers = [answer_json({}, 400)]
    _open(page, server, CHAT)
    _write(page, "refused")
    page.get_by_text("Not sent.").wait_for()
    _write(page, "fine")
    assert server.wait_for_posts(2)[1].form["text"] == "fine"


def test_being_sent_to_the_sign_in_page_does_not_count_as_sent(page: Page, server: StandIn) -> None:
    server.answers = [answer_redirect("/accounts/login/")]
    server.pages["/accounts/login/"] = "<!doctype html><title>Wiseline</title>"
    _open(page, server, CHAT)
    _write(page, "still mine")
    server.wait_for_posts(1)
    page.locator(".msg-waiting").wait_for()
    _network_returns(page)
    assert server.wait_for_posts(2)[1].form["text"] == "still mine"


def test_what_another_person_left_on_this_device_is_neither_shown_nor_sent(page: Page, server: StandIn) -> None:
    server.answers = [answer_json({}, 503)]
    _open(page, server, CHAT)
    _write(page, "private")
    server.wait_for_posts(1)
    _open(page, server, CHAT, user=Someone(pk="another"))
    _write(page, "from another")
    assert server.wait_for_posts(2)[1].form["text"] == "from another"
    page.get_by_text("from another").wait_for(state="detached")
    assert page.get_by_text("private").count() == 0
    assert len(server.posts) == 2


def test_two_open_pages_send_one_message_once(page: Page, server: StandIn) -> None:
    _open(page, server, CHAT)
    other = page.context.new_page()
    _open(other, server, CHAT)
    page.context.set_offline(True)
    _write(page, "once only")
    page.locator(".msg-waiting").wait_for()
    page.context.set_offline(False)
    server.wait_for_posts(1)
    for each in (page, other):
        each.evaluate("new Promise((free) => navigator.locks.request('wiseline-outbox', free))")
    assert len(server.posts) == 1


def test_asking_opens_the_page_that_the_answer_names(page: Page, server: StandIn) -> None:
    server.answers = [answer_json({"next": "/contact/1/"})]
    server.pages["/contact/1/"] = page_with("<h1>Dana is being rung</h1>")
    _open(page, server, ASK)
    page.get_by_role("button", name="Get coaching").click()
    page.get_by_role("heading", name="Dana is being rung").wait_for()
    (post,) = server.posts
    assert (post.form["kind"], post.form["client_key"]) == ("skills", "made-by-the-server")


def test_asking_twice_without_a_connection_is_one_request(page: Page, server: StandIn) -> None:
    server.pages["/contact/1/"] = page_with("<h1>Dana is being rung</h1>")
    _open(page, server, ASK)
    page.context.set_offline(True)
    page.get_by_role("button", name="Get coaching").click()
    page.get_by_text("Your request is kept.").wait_for()
    page.get_by_role("button", name="Get coaching").click()
    until(page, "!document.querySelector('form[aria-busy]')")
    server.answers = [answer_json({"next": "/contact/1/"})]
    page.context.set_offline(False)
    page.get_by_role("heading", name="Dana is being rung").wait_for()
    assert len(server.posts) == 1


def test_a_refused_ask_is_sent_the_ordinary_way_so_that_the_page_says_why(page: Page, server: StandIn) -> None:
    explained = b"<!doctype html><title>Wiseline</title><h1>You are already talking with Dana</h1>"
    server.answers = [answer_json({}, 409), lambda handler: handler.give(409, "text/html", explained)]
    _open(page, server, ASK)
    page.get_by_role("button", name="Get coaching").click()
    page.get_by_role("heading", name="You are already talking with Dana").wait_for()
    assert server.posts[1].form["kind"] == "skills"


def test_on_a_device_that_keeps_nothing_a_form_is_sent_the_ordinary_way(page: Page, server: StandIn) -> None:
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError') }")
    server.answers = [lambda handler: handler.give(200, "text/html", b"<title>Wiseline</title><p>Sent</p>")]
    _open(page, server, CHAT)
    _write(page, "plainly")
    page.get_by_text("Sent", exact=True).wait_for()
    assert server.posts[0].form["text"] == "plainly"
