"""The real server, killed at random moments of two hundred requests, loses none and doubles none."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from tests.fakes.push_receiver import PushReceiver
from tests.journeys.server import Server


class HasAddress(Protocol):
    """Something that answers at an address."""

    url: str


CLIENTS = 200
COACHES = 20
KILLS = 10
CSRF = "k" * 32
PATIENCE_SECONDS = 60.0


def post(server: HasAddress, path: str, body: str, session: str) -> tuple[int, str]:
    """One POST on a connection of its own; raises OSError or HTTPException where the server dies under it."""
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=8)
    try:
        connection.request(
            "POST",
            path,
            body,
            {
                "Cookie": f"wiseline_session={session}; wiseline_csrf={CSRF}",
                "X-CSRFToken": CSRF,
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def until_answered(server: Server, path: str, body: str, session: str) -> str:
    """What a phone's outbox does: the same request, until the server has said that it has it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            status, answer = post(server, path, body, session)
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        if status < 400:
            return answer
        time.sleep(0.05)
    pytest.fail(f"{path} was never answered")


ACTS = (  # what becomes of the requests in turn: an address, what is sent, who sends it, the event that it leaves
    ("", "", "", "asked"),
    ("answer/", "", "coach", "answered"),
    ("promise/", "minutes=15", "coach", "promised"),
    ("hand-over/", "", "coach", "passed"),
    ("withdraw/", "", "client", "withdrawn"),
)


def ask_and_act(server: Server, number: int, sessions: dict[str, str]) -> tuple[str, str]:
    """One client asks, and then they or their coach does something; returns the contact and the event it must leave."""
    answer = until_answered(server, "/ask/", f"safety=safe&client_key=key{number}", sessions["client"])
    path = json.loads(answer)["next"]
    act, body, who, event = ACTS[number % len(ACTS)]
    if act:
        until_answered(server, path + act, body, sessions[who])
    return path.split("/")[2], event


@pytest.mark.slow
@pytest.mark.any_database
def test_a_server_that_is_killed_again_and_again_loses_no_request_and_doubles_none() -> None:
    chance = random.Random(20261124)
    with Server() as server, PushReceiver() as phones_of_coaches:
        crowd = server.hand("tests.engine.crowd:make_crowd", clients=CLIENTS, coaches=COACHES)
        subscriptions = [phones_of_coaches.subscribe(f"coach{number}") for number in range(COACHES)]
        server.hand("tests.engine.crowd:give_phones", subscriptions=subscriptions)
        stopping = threading.Event()

        def kill_now_and_then() -> None:
            for _ in range(KILLS):
                stopping.wait(chance.uniform(0.15, 0.9))
                server.kill()
                server.advance_clock(130)  # steps fall due while nobody is there to fire them
                server.start()

        killer = threading.Thread(target=kill_now_and_then)
        killer.start()
        with ThreadPoolExecutor(max_workers=6) as phones:
            jobs = [
                phones.submit(
                    ask_and_act, server, number, {"client": session, "coach": crowd["coaches"][number % COACHES]}
                )
                for number, session in enumerate(crowd["clients"])
            ]
            acknowledged = [job.result() for job in jobs]
        killer.join()
        assert settled(server)
        found = server.hand("tests.engine.crowd:verdict")
        happened = server.hand("tests.engine.crowd:happened")
        sent = server.hand("tests.engine.crowd:pushed")
    assert found["keys"] == sorted(f"key{number}" for number in range(CLIENTS))
    for fault in ("doubled", "forgotten", "unheld", "broken", "rung_twice", "gaps"):
        assert found[fault] == [], fault
    assert found["doubled_mail"] == 0
    for contact, event in acknowledged:
        kinds = happened[contact]
        # Who takes back a request after everybody was tried for is told that: there is nothing left to take back.
        assert event in kinds or (event == "withdrawn" and "unreached" in kinds), "the server had said that it has it"
        assert kinds.count("asked") == 1
        assert kinds.count("withdrawn") <= 1
        assert kinds.count("answered") <= 1 + kinds.count("resumed"), "answered twice without being let go between"
    assert phones_of_coaches.refused == []
    arrived = {push.payload["id"] for push in phones_of_coaches.received}
    assert set(sent["sent"]) <= arrived <= set(sent["all"])
    assert sent["failed"] == []
    assert len(arrived) > CLIENTS / 8, "hardly a phone rang: the test has shown nothing"
    assert found["steps"] > CLIENTS, "no step fell due while the server was killed: the test has shown nothing"


def settled(server: Server, seconds: float = 30) -> bool:
    """Whether, in the end, nothing is overdue."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = server.hand("tests.engine.crowd:verdict")
        if not found["forgotten"] and not found["late_mail"]:
            return True
        time.sleep(0.5)
    return False
