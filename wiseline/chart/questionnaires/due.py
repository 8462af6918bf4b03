"""On which days something is asked. Pure; days are those of the client's own clock."""

from __future__ import annotations

from datetime import date, timedelta


def first_day(began: date, weekday: int) -> date:
    """The first day on which it is asked: the weekday on or after the beginning; 0 is Monday."""
    return began + timedelta(days=(weekday - began.weekday()) % 7)


def last_day(began: date, weekday: int, every_weeks: int, today: date) -> date | None:
    """The latest day, not after today, on which it is asked; None before the first."""
    first = first_day(began, weekday)
    if today < first:
        return None
    return today - timedelta(days=(today - first).days % (7 * every_weeks))


def next_day(began: date, weekday: int, every_weeks: int, today: date) -> date:
    """The first day after today on which it is asked."""
    last = last_day(began, weekday, every_weeks, today)
    return first_day(began, weekday) if last is None else last + timedelta(weeks=every_weeks)
