"""How requests reach pages: a slow sender holds nobody up, files come whole, and what cannot be read is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from wiseline.conf.handler import THREADS, PageHandler

seen: list[Any] = []


def connected(_request: HttpRequest) -> HttpResponse:
    """Opens the thread's database connection and keeps which one it is."""
    connection.ensure_connection()
    seen.append(connection.connection)
    return HttpResponse("here")


@csrf_exempt
def taken(request: HttpRequest) -> HttpResponse:
    """Says how much was sent."""
    return HttpResponse(str(len(request.body)))


urlpatterns = [path("connected/", connected), path("taken/", taken)]


@pytest.fixture(autouse=True)
def _these_pages(settings: Any, _only_the_shell: None) -> None:
    settings.ROOT_URLCONF = __name__
    seen.clear()


def scope_of(address: str, method: str = "GET") -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": address,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "scheme": "http",
        "http_version": "1.1",
    }


async def asked(handler: PageHandler, scope: dict[str, Any], *parts: bytes) -> tuple[int, bytes]:
    """The status and the body that a request with these parts of a body gets."""
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await handler(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_senders_that_never_finish_hold_nobody_up() -> None:
    async def run() -> tuple[int, bytes]:
        handler = PageHandler()
        never = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await never.wait()
            return {"type": "http.disconnect"}

        async def send(_message: dict[str, Any]) -> None:
            raise AssertionError("there is nothing to answer yet")

        slow = [
            asyncio.create_task(handler(scope_of("/taken/", "POST"), receive, send)) for _number in range(THREADS + 1)
        ]
        await asyncio.sleep(0)
        answer = await asyncio.wait_for(asked(handler, scope_of("/taken/", "POST"), b"a" * 10), 10)
        never.set()
        await asyncio.gather(*slow)  # who hangs up before the end gets no answer, and no error
        return answer

    assert asyncio.run(run()) == (200, b"10")


@pytest.mark.django_db(transaction=True)
def test_a_thread_keeps_its_connection_from_one_request_to_the_next() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("with PostgreSQL, connections are kept by the pool and not by the thread")

    async def run() -> None:
        handler = PageHandler(threads=1)
        for _turn in range(3):
            assert await asked(handler, scope_of("/connected/")) == (200, b"here")

    asyncio.run(run())
    assert seen[0] is seen[1] is seen[2]


def test_a_body_larger_than_the_memory_that_it_may_take_arrives_whole(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    answer = asyncio.run(asked(PageHandler(), scope_of("/taken/", "POST"), b"a" * 3000, b"b" * 3000))
    assert answer == (200, b"6000")


def test_a_request_for_nothing_is_answered_as_a_page() -> None:
    status, _body = asyncio.run(asked(PageHandler(), scope_of("/nothing-here/")))
    assert status == 404
