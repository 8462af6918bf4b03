"""What is coming, read from a calendar file that the client chose. Nothing of the file is kept.

Bounded, because a file can be made by anybody: its size, how many entries repeat, since when and how often.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

LARGEST = 512 * 1024
AHEAD = timedelta(days=28)
MOST_SHOWN = 40
MOST_ENTRIES = 5000
MOST_REPEATING = 300
OLDEST_RULE = timedelta(days=365 * 15)
RARELY = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
WHOLE_DAY_AT = time(9)
LONGEST_TITLE = 120


class NoCalendar(ValueError):
    """The file can not be read as a calendar, or is too large."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that is coming: its title as the calendar has it, and when it begins."""

    title: str
    at: datetime


def coming(file: bytes, now: datetime, timezone: str) -> list[Coming]:
    """What begins within the next four weeks, in order. Raises NoCalendar."""
    if len(file) > LARGEST:
        raise NoCalendar("too large")
    try:
        calendar = Calendar.from_ical(file)
        _bound(calendar, now)
        found = recurring_ical_events.of(calendar, skip_bad_series=True).between(now, now + AHEAD)
        rows = [Coming(_title(event), at) for event in found if (at := _begins(event, timezone)) and at > now]
    except NoCalendar:
        raise
    except Exception as error:  # what a broken file makes the libraries raise is not listed anywhere
        raise NoCalendar("not a calendar") from error
    return sorted(set(rows), key=lambda row: (row.at, row.title))[:MOST_SHOWN]


def _bound(calendar: Any, now: datetime) -> None:
    """Take out what repeats too often or since too long, so that nothing runs for long. Raises NoCalendar."""
    entries = list(calendar.walk("VEVENT"))
    if len(entries) > MOST_ENTRIES:
        raise NoCalendar("too many")
    repeating = 0
    for parent in (calendar, *calendar.walk("VCALENDAR")):
        kept = []
        for entry in parent.subcomponents:
            if entry.name == "VEVENT" and "RRULE" in entry:
                repeating += 1
                if repeating > MOST_REPEATING or not _is_bounded(entry, now):
                    continue
            if entry.name in {"VEVENT", "VTIMEZONE"}:
                kept.append(entry)
        parent.subcomponents[:] = kept


def _is_bounded(entry: Any, now: datetime) -> bool:
    rules = entry["RRULE"] if isinstance(entry["RRULE"], list) else [entry["RRULE"]]
    begins = entry["DTSTART"].dt
    day = begins.date() if isinstance(begins, datetime) else begins
    return day > (now - OLDEST_RULE).date() and all(set(rule.get("FREQ", [""])) <= RARELY for rule in rules)


def _begins(event: Any, timezone: str) -> datetime | None:
    begins = event["DTSTART"].dt
    if not isinstance(begins, datetime):
        begins = datetime.combine(begins, WHOLE_DAY_AT)
    aware = begins if begins.tzinfo else begins.replace(tzinfo=ZoneInfo(timezone))
    return aware.astimezone(UTC)


def _title(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_TITLE] or "…"
