"""What the server writes about requests."""

from __future__ import annotations

import logging

import pytest

from wiseline.cli.logs import WithoutSecrets, speakable

UUID = "0196f7a0-5f5b-7c3e-9a30-0123456789ab"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("/contacts/?q=hopeless", "/contacts/"),
        (f"/contacts/{UUID}/", f"/contacts/{UUID}/"),
        ("/people/join/k3J9xQ2mZ8vL5nB7cR4tY6wE1uI0oP2a/", "/people/join/…/"),
        ("/in/WyIwMWEyMGFkYy0yZmEzLTcxNTEtODQ4Mi1lNGNk:1xVdzA:Dq4ihkNmscpPVR66aWSicLsmwvLA/", "/in/…/"),
        ("/accounts/login/", "/accounts/login/"),
    ],
)
def test_neither_a_query_nor_the_secret_of_a_link_is_written(target: str, said: str) -> None:
    assert speakable(target) == said


def record(target: str, status: int) -> logging.LogRecord:
    arguments = ("127.0.0.1:1", "GET", target, "1.1", status)
    return logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', arguments, None)


def test_static_files_are_written_only_when_they_fail() -> None:
    assert not WithoutSecrets().filter(record("/static/web/app.css", 200))
    assert WithoutSecrets().filter(record("/static/web/app.css", 404))
    assert WithoutSecrets().filter(record("/?q=1", 200))
