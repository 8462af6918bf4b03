"""The event loop of the bridges: one thread of this process, begun by the first bridged call.

It is not the server's loop: sound that is late is noise, and a page that waits is only late.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
WITHIN_SECONDS = 5.0


class _Thread:
    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, name="bridge", daemon=True).start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()


_lock = threading.Lock()
_threads: list[_Thread] = []


def the_loop() -> asyncio.AbstractEventLoop:
    """The loop, running."""
    with _lock:
        if not _threads:
            _threads.append(_Thread())
        return _threads[0].loop


def run(job: Coroutine[Any, Any, T]) -> T:
    """Do it there and wait for it, from another thread. Raises TimeoutError."""
    return asyncio.run_coroutine_threadsafe(job, the_loop()).result(WITHIN_SECONDS)
