"""Calendars in and out: duties as an iCalendar feed (RFC 5545), a coach's own calendar read for busy times. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from wiseline.rota.hours import Interval, merged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

MOST_STRETCHES = 3000


class Unreadable(ValueError):
    """What was given is no calendar."""


def feed(duties: Iterable[tuple[datetime, datetime, str]], *, of: UUID, now: datetime, name: str) -> bytes:
    """Duties (start, end, summary) as a calendar. The same duty keeps its identity when the feed is read again."""
    calendar = Calendar()
    calendar.add("prodid", "-//Wiseline//rota//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for start, end, summary in duties:
        event = Event()
        event.add("uid", f"{start:%Y%m%dT%H%M%SZ}-{of}@wiseline")
        event.add("dtstamp", now)
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", end.astimezone(UTC))
        event.add("summary", summary)
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def busy_in(content: bytes, start: datetime, end: datetime, timezone: str) -> list[Interval]:
    """When a calendar says that its owner is busy within [start, end), repeating events included; merged, in order.

    Events marked as free or cancelled do not count. Times without a zone, and whole days, are read in `timezone`.
    Raises Unreadable for what is no calendar.
    """
    try:
        calendar = Calendar.from_ical(content)
        events = recurring_ical_events.of(calendar).between(start, end)
        found = [_interval(event, timezone) for event in events if _counts(event)]
    except Exception as error:  # the reader raises what it likes for what people upload
        raise Unreadable from error
    clipped = [
        Interval(max(row.start, start), min(row.end, end)) for row in found if row.start < end and row.end > start
    ]
    return merged(clipped)[:MOST_STRETCHES]


def _counts(event: Event) -> bool:
    return str(event.get("TRANSP", "")).upper() != "TRANSPARENT" and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _interval(event: Event, timezone: str) -> Interval:
    return Interval(_moment(event.start, timezone), _moment(event.end, timezone))


def _moment(value: date | datetime, timezone: str) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(0))
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)
