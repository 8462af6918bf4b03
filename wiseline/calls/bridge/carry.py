"""One bridged call: the page's end and the phone's end are held together for as long as both are there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db import close_old_connections

from wiseline.calls.bridge import records
from wiseline.calls.bridge.page import OUR_TURN, Page
from wiseline.live import bus

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.calls.bridge.records import News

logger = logging.getLogger(__name__)
T = TypeVar("T")
LOOK_SECONDS = 0.5
"""The longest that a lost wake-up can delay a signal."""
ANEW_SECONDS = 8.0
"""An attempt that led to nothing for so long is made anew; a page waits a little longer for its own."""
_records = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bridge-records")


class PhoneEnd(Protocol):
    """Where the sound of the page goes."""

    def send(self, sound: bytes, at: int) -> None:
        """Twenty milliseconds of mu-law; `at` counts samples."""


class Carried:
    """The bridge of one leg: that of a phone which is in a call with a page."""

    def __init__(self, leg_id: UUID, phone: PhoneEnd) -> None:
        self.leg_id, self._phone = leg_id, phone
        self._page: Page | None = None
        self._met: UUID | None = None
        self._task: asyncio.Task[None] | None = None
        self._sayings: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

    def hear(self, sound: bytes) -> None:
        """The phone says this."""
        if self._page is not None:
            self._page.push(sound)

    @property
    def connected(self) -> bool:
        """Whether the page's end is up."""
        return self._page is not None and self._page.connected

    def start(self) -> None:
        """Begin. In the bridges' loop, as everything here."""
        self._task = asyncio.ensure_future(self._carry())

    async def stop(self) -> None:
        """The end of it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._page is not None:
            await self._page.close()
            self._page = None

    async def _carry(self) -> None:
        person_id, after, ice = await _in_records(records.begins, self.leg_id)
        page = self._page = Page(ice=ice, say=self._say, take=self._phone.send)
        saying = asyncio.ensure_future(self._tell())
        try:
            with bus.listening(person_id) as woken:
                while True:
                    woken.clear()
                    try:
                        found = await _in_records(records.news, self.leg_id, after)
                    except Exception:
                        logger.exception("A bridge could not read its signals; it tries again.")
                        await asyncio.sleep(LOOK_SECONDS)
                        continue
                    after = found.seq
                    await self._meet(page, found)
                    try:
                        await asyncio.wait_for(woken.wait(), LOOK_SECONDS)
                    except TimeoutError:
                        continue
        finally:
            saying.cancel()

    async def _meet(self, page: Page, found: News) -> None:
        """Answer what was said; and begin, where beginning is ours."""
        if found.over or found.page is None:
            return
        fresh = found.page != self._met
        if fresh:
            self._met = found.page
            await page.close()
        for signal in found.signals:
            await page.signal(signal.kind, signal.body)
        if page.connected or (not page.broken and page.age < ANEW_SECONDS):
            return
        if fresh and found.page_first:  # its offer is on its way
            page.wait()
        elif fresh or page.age > OUR_TURN:
            await page.offer()

    def _say(self, kind: str, body: dict[str, Any]) -> None:
        self._sayings.put_nowait((kind, body))

    async def _tell(self) -> None:
        """Signals go out in their order."""
        while True:
            kind, body = await self._sayings.get()
            try:
                await _in_records(records.say, self.leg_id, kind, body)
            except Exception:
                logger.exception("A bridge could not send a signal; the next attempt is another one.")


async def _in_records(job: Callable[..., T], *arguments: Any) -> T:
    def done() -> T:
        close_old_connections()
        try:
            return job(*arguments)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_records, done)
