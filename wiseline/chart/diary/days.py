"""Days on a client's own clock: which may be filled, and what counts as filled later."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wiseline.lib import clock

if TYPE_CHECKING:
    from wiseline.people.models import Person

OPEN_DAYS = 14
"""Today and the days before it that can be filled or mended."""


class NotADay(ValueError):
    """A day that can not be filled: too long ago, or not come yet."""


def today_of(client: Person, at: datetime | None = None) -> date:
    """The client's date at a moment; now where none is given."""
    return clock.in_zone(at or clock.now(), client.timezone).date()


def open_days(client: Person) -> list[date]:
    """The days that can be filled now, today first."""
    today = today_of(client)
    return [today - timedelta(days=back) for back in range(OPEN_DAYS)]


def check(day: date, client: Person, at: datetime) -> None:
    """Raises NotADay unless the day could be filled at the moment at which it was written."""
    if not today_of(client, at) - timedelta(days=OPEN_DAYS) < day <= today_of(client, at):
        raise NotADay(day)


def is_late(day: date, at: datetime, client: Person) -> bool:
    """Whether something was written after the day that followed: memory has had time to change it."""
    return today_of(client, at) > day + timedelta(days=1)


def noon(day: date, client: Person) -> datetime:
    """The middle of a client's day, for what has a day and no hour."""
    return datetime.combine(day, time(12), ZoneInfo(client.timezone))


def bounds(day: date, client: Person) -> tuple[datetime, datetime]:
    """When a client's day begins and ends."""
    zone = ZoneInfo(client.timezone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
