"""Further ways to alert a coach, by apprise: which are taken, what is sent, what happens when one breaks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast
from wiseline.coaching.flows.answer import withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.reach.channels.apprise.address import problem_with
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery, Route
from wiseline.reach.selectors import broken_in, sent_to, ways_of


class Ntfy:
    """An ntfy server on this machine."""

    def __init__(self) -> None:
        self.got: list[dict[str, object]] = []
        self.status = 200
        ntfy = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                ntfy.got.append(json.loads(body))
                self.send_response(ntfy.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"ntfy://127.0.0.1:{self.server.server_address[1]}/dana-on-call"


@pytest.fixture
def ntfy(settings: Settings) -> Iterator[Ntfy]:
    settings.ALERT_HOSTS = ["127.0.0.1"]
    found = Ntfy()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1/secret",
        "file:///etc/passwd",
        "syslog://",
        "ntfy://inside.the.house/topic",
        "gotify://10.0.0.1/token",
        "https://example.org/hook",
        "pover://incomplete",
        "not an address",
        "",
    ],
)
def test_what_could_reach_into_the_house_or_is_no_way_is_not_taken(address: str) -> None:
    assert problem_with(address)


@pytest.mark.parametrize("address", ["ntfy://my-secret-topic", f"pover://{'u' * 30}@{'a' * 30}"])
def test_what_alerts_a_person_is_taken(address: str) -> None:
    assert not problem_with(address)


def test_a_ring_goes_out_by_it_in_neutral_words(cast: Cast, ntfy: Ntfy) -> None:
    Route.objects.create(person=cast.dana, label="Pager", address=ntfy.address)
    ask(client=cast.mia, safety="danger", kind="crisis")
    send_due()
    (got,) = ntfy.got
    assert got["title"] == "Wiseline"
    assert "Someone would like to reach you." in str(got["message"])
    assert "Mia" not in json.dumps(got)


def test_it_may_wait_until_the_other_ways_had_their_time_and_not_at_all_after_an_answer(
    cast: Cast, ntfy: Ntfy, now: time_machine.Traveller
) -> None:
    Route.objects.create(person=cast.dana, label="Pager", address=ntfy.address, after=60)
    ask(client=cast.mia, safety="safe")
    send_due()
    assert not ntfy.got
    now.shift(timedelta(seconds=61))
    send_due()
    assert len(ntfy.got) == 1


def test_a_service_that_is_down_is_tried_again_and_a_broken_address_is_given_up(
    cast: Cast, ntfy: Ntfy, settings: Settings, now: time_machine.Traveller
) -> None:
    Route.objects.create(person=cast.dana, label="Pager", address=ntfy.address)
    ntfy.status = 500
    ask(client=cast.mia, safety="safe")
    send_due()
    row = Delivery.objects.get(channel="apprise")
    assert (row.status, row.error) == ("pending", "the service did not take it")
    settings.ALERT_HOSTS = []
    now.shift(timedelta(seconds=30))
    send_due()
    row.refresh_from_db()
    assert row.status == "failed"
    (broken,) = broken_in(cast.programme.pk)
    assert (broken.person, broken.way) == ("Dana Reyes", "Pager")


def test_a_service_that_takes_nothing_for_hours_is_switched_off_and_its_coach_told(
    cast: Cast, ntfy: Ntfy, now: time_machine.Traveller
) -> None:
    now.shift(timedelta(hours=14))  # Dana can be rung all day
    Route.objects.create(person=cast.dana, label="Pager", address=ntfy.address)

    def rings(status: int) -> bool:
        ntfy.status = status
        contact, _new = ask(client=cast.mia, safety="safe")
        send_due()
        withdraw(contact_id=contact.pk, client=cast.mia)
        return Route.objects.get().disabled_at is None

    for _ring in range(4):
        assert rings(403), "a short outage"
        now.shift(timedelta(minutes=10))
    assert rings(200)
    for _ring in range(2):
        now.shift(timedelta(minutes=40))
        assert rings(403)
    now.shift(timedelta(minutes=40))
    assert not rings(403)
    (broken,) = broken_in(cast.programme.pk)
    assert (broken.person, broken.way) == ("Dana Reyes", "Pager")
    assert Delivery.objects.filter(person=cast.dana, kind="way").exists()


def test_a_coach_adds_tries_and_removes_one(cast: Cast, ntfy: Ntfy, client: Client, settings: Settings) -> None:
    from tests.plain_pages import render_plainly

    render_plainly(settings)
    client.force_login(cast.dana)
    bad = client.post("/devices/ways/", {"label": "My pager", "address": "file:///etc/passwd", "after": "0"})
    assert bad.status_code == 422
    assert "My pager" in bad.content.decode(), "nothing that was typed is lost"
    client.post("/devices/ways/", {"label": "My pager", "address": ntfy.address, "after": "30"})
    route = Route.objects.get()
    for _tap in range(2):
        client.post(f"/devices/ways/{route.pk}/test/")
    send_due()
    assert len(ntfy.got) == 1
    client.post(f"/devices/ways/{route.pk}/heard/")
    route.refresh_from_db()
    assert route.tested_at is not None
    assert ntfy.address not in client.get("/devices/ways/").content.decode(), "it may hold a token"
    client.post(f"/devices/ways/{route.pk}/remove/")
    assert not Route.objects.exists()


def test_everybody_sees_what_was_sent_to_them_and_a_lead_the_sums(cast: Cast, now: time_machine.Traveller) -> None:
    ask(client=cast.mia, safety="safe")
    assert [row.way for row in sent_to(cast.dana)] == ["in the app"]
    assert sent_to(cast.noah) == []
    ways = {row.way: row.sent for row in ways_of(cast.programme.pk, cast.mia.created_at + timedelta(minutes=1))}
    assert ways == {"in the app": 1}
    assert ways_of(cast.elsewhere.pk, cast.mia.created_at) == []
