"""Entries for the map, made by hand: a day is counted from the first of March."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wiseline.insight.generalisation.rules import Event, Level

BERLIN = ZoneInfo("Europe/Berlin")
MARCH = datetime(2026, 3, 1, 12, tzinfo=BERLIN)


def day(number: int) -> datetime:
    """Noon of the day so many days after the first of March."""
    return MARCH + timedelta(days=number)


def taught(on: int, skill: str = "stop") -> Event:
    return Event(skill, day(on), Level.TAUGHT, of_day=True)


def practised(on: int, *contexts: str) -> Event:
    return Event("stop", day(on), Level.PRACTISED, frozenset(contexts), helped=True)


def coached(on: int, *contexts: str, helped: bool | None = True, obstacle: str = "") -> Event:
    return Event("stop", day(on), Level.COACHED, frozenset(contexts), helped, obstacle=obstacle)


def alone(on: int, *contexts: str, helped: bool | None = None, obstacle: str = "", skill: str = "stop") -> Event:
    level = Level.HELPED if helped else Level.ALONE
    return Event(skill, day(on), level, frozenset(contexts), helped, obstacle=obstacle)


def worked(on: int, *contexts: str, skill: str = "stop") -> Event:
    return alone(on, *contexts, helped=True, skill=skill)


def came_to_nothing(on: int, *contexts: str, obstacle: str = "not_known") -> Event:
    return alone(on, *contexts, helped=False, obstacle=obstacle)._replace(done=False)
