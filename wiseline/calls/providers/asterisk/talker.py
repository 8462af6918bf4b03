"""The one process that holds the PBX's WebSocket: what happens on lines comes in, what is to be done goes out.

It works through a call of `turn` at a time, in one thread. Which process it is stands in a lease; killed, another
one takes over when that has run out, and finds in the database and at the PBX all that it needs.
"""

from __future__ import annotations

import json
import logging
import random
from collections import deque
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from wiseline.calls.lease import claim, release
from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.asterisk import resume
from wiseline.calls.providers.asterisk.lines import Lines
from wiseline.calls.providers.asterisk.speech import forget_old
from wiseline.lib import clock
from wiseline.lib.ids import new_id

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from websockets.sync.client import ClientConnection

    from wiseline.calls.providers.asterisk.rest import Asterisk

logger = logging.getLogger(__name__)
LEASE = "asterisk"
LEASE_FOR = timedelta(seconds=8)
RENEW_AFTER = timedelta(seconds=2)
OPEN_SECONDS = 5
LONGEST_PAUSE = 20  # seconds between two tries to connect
MOST_AT_ONCE = 200
REMEMBERED = 2000
CLEAN_EVERY = timedelta(hours=1)


class Talker:
    """One process' chance to hold the lines of one PBX."""

    def __init__(self, provider: Asterisk) -> None:
        self.provider = provider
        self.me = new_id()
        self.lines = Lines(provider.address, provider.ari())
        self._socket: ClientConnection | None = None
        self._closing = ExitStack()
        self._claimed: datetime | None = None
        self._tries = 0
        self._try_at: datetime | None = None
        self._seen: deque[str] = deque(maxlen=REMEMBERED)  # an event that comes twice is the very same text
        self._known: set[str] = set()
        self._cleaned: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether this process takes what happens."""
        return self._socket is not None

    def turn(self, wait: float) -> bool:
        """Do what is due; wait so long for something to happen. Returns whether this process holds the lines."""
        if not self._hold_lease() or not self._connected():
            return False
        try:
            for _number in range(MOST_AT_ONCE):
                text = self._next(min(wait, self._patience()))
                if text is None:
                    break
                self._take(text)
                wait = 0
        except (WebSocketException, OSError, EOFError) as error:
            self._lost(error)
            return False
        self.lines.due(clock.now())
        self._clean()
        return self.holds

    def stop(self) -> None:
        """Let another process take over at once."""
        self._close()
        if self._claimed is not None:
            release(name=LEASE, holder=self.me)
            self._claimed = None

    def _hold_lease(self) -> bool:
        now = clock.now()
        if self._claimed is not None and now - self._claimed < RENEW_AFTER:
            return True
        if claim(name=LEASE, holder=self.me, until=now + LEASE_FOR, now=now):
            self._claimed = now
            return True
        if self._claimed is not None:
            logger.warning("Another process holds the lines of the PBX now.")
        self._claimed = None
        self._close()
        return False

    def _connected(self) -> bool:
        if self._socket is not None:
            return True
        now = clock.now()
        if self._try_at is not None and now < self._try_at:
            return False
        try:
            self._socket = self._closing.enter_context(self._open())
            self.lines.forget()
            resume.resume(self.lines, now)
        except (WebSocketException, OSError, EOFError, ProviderError) as error:
            self._lost(error)
            return False
        logger.info("The PBX is connected.")
        self._tries, self._try_at = 0, None
        return True

    def _open(self) -> AbstractContextManager[ClientConnection]:
        address = self.provider.address
        session = self.lines.ari.sign_in()
        return connect(
            f"{address.events}?app={address.app}",
            additional_headers=session,
            open_timeout=OPEN_SECONDS,
            close_timeout=1,
            proxy=None,
            compression=None,
        )

    def _lost(self, error: Exception) -> None:
        self._close()
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(self._tries, 10)) * random.uniform(0.8, 1.2)  # noqa: S311 no secret
        self._tries += 1
        self._try_at = clock.now() + timedelta(seconds=pause)
        logger.warning("The PBX is not connected (%s); again in %.1f s.", type(error).__name__, pause)

    def _close(self) -> None:
        self._socket = None
        self._closing.close()

    def _patience(self) -> float:
        """Seconds until a line wants to be looked at."""
        due = self.lines.next_due()
        return 60 if due is None else max(0.0, (due - clock.now()).total_seconds())

    def _next(self, wait: float) -> str | None:
        if self._socket is None:
            return None
        try:
            return str(self._socket.recv(timeout=wait, decode=True))
        except TimeoutError:
            return None

    def _take(self, text: str) -> None:
        if text in self._known:
            return
        if len(self._seen) == REMEMBERED:
            self._known.discard(self._seen[0])
        self._seen.append(text)
        self._known.add(text)
        try:
            event: Any = json.loads(text)
        except ValueError:
            return
        if not isinstance(event, dict):
            return
        if event.get("type") == "ApplicationReplaced":  # somebody else connected as us; our lease says who is right
            self._lost(ConnectionError("replaced"))
            return
        self.lines.happened(event)

    def _clean(self) -> None:
        now = clock.now()
        if self._cleaned is None or now - self._cleaned > CLEAN_EVERY:
            self._cleaned = now
            forget_old(self.provider.address.folder)
