"""The one clock. Everything that asks for the time asks here, so that tests can move it.

Where the environment names a WISELINE_CLOCK_FILE, its content, in seconds, is added to the real time:
that moves time in real server processes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_FILE = os.environ.get("WISELINE_CLOCK_FILE", "")
_read: tuple[float, timedelta] = (0.0, timedelta())
_standing: ContextVar[datetime | None] = ContextVar("clock_standing", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    standing = _standing.get()
    if standing is not None:
        return standing
    moment = datetime.now(UTC)
    return moment + _offset() if _FILE else moment


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment, in this context only: to play back what happened then (the demo's history)."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


def in_zone(moment: datetime, timezone: str) -> datetime:
    """The same moment on the wall clock of a time zone."""
    return moment.astimezone(ZoneInfo(timezone))


def _offset() -> timedelta:
    global _read  # noqa: PLW0603 read again only when the file has changed
    try:
        changed = os.stat(_FILE).st_mtime_ns
        if changed != _read[0]:
            with open(_FILE) as file:
                _read = (changed, timedelta(seconds=float(file.read() or 0)))
    except (OSError, ValueError, OverflowError):
        return _read[1]
    return _read[1]
