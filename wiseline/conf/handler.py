"""How a request reaches a page: its body read without a thread, then all of Django in one of a few lasting threads.

Django's own ASGI handler gives each request a thread and so a database connection of its own, and changes between loop
and thread at each middleware that knows only one of them. Here the way is one hop, and a thread keeps its connection.
A slow sender holds no thread: its body is read by the event loop first, as Django's handler does.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

from asgiref.sync import ThreadSensitiveContext
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.urls import set_script_prefix

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

THREADS = 16


class PageHandler(ASGIHandler):
    """Serves every view but the live stream, which is asynchronous and stays with Django's own handler."""

    def __init__(self, threads: int = THREADS) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one HTTP request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            request, refusal = self.create_request(scope, body)
            response: Any = refusal if request is None else await self._in_a_thread(self._respond, scope, request)
            if not response.streaming:
                await self.send_response(response, send)
                return
            # Each file is read in a thread of its own, not in the one that all requests share.
            async with ThreadSensitiveContext():
                try:
                    await self.send_response(response, send)
                finally:
                    await self._in_a_thread(response.close)

    def _respond(self, scope: dict[str, Any], request: HttpRequest) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        response: HttpResponseBase = self.get_response(request)
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if not response.streaming:
            response.close()  # in the thread whose database connection goes back with it
        return response

    async def _in_a_thread(self, job: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, job, *arguments)
