"""A coach's own limits: when they can be rung, and for what. Pure.

Observing limits, not setting them: they are each coach's own, change, and are told early (Chapman,
dbtvancouver.com/observing-limits; Ben-Porath 2015). A day off is a day off for every reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wiseline.rota.hours import (
    FAR_HORIZON,
    HORIZON,
    DateRange,
    Window,
    is_open,
    next_open,
    off_intervals,
    open_until,
    utc,
)


class Reason(StrEnum):
    """What a contact asks of a coach."""

    LIFE_THREATENING = "life_threatening"
    SKILLS = "skills"
    REPAIR = "repair"
    GOOD_NEWS = "good_news"
    CHECK_IN = "check_in"


@dataclass(frozen=True, slots=True)
class Limits:
    """One coach's limits, in their own time zone.

    `outside`: reasons taken at any hour, but never on a day off. `return_minutes`: the latest return they promise,
    counted from when the request can first be taken.
    """

    coach_id: UUID
    timezone: str
    windows: tuple[Window, ...]
    days_off: tuple[DateRange, ...]
    outside: frozenset[Reason]
    return_minutes: int


def is_off(limits: Limits, at: datetime) -> bool:
    """Whether the moment lies in one of the coach's days off."""
    return bool(off_intervals(limits.days_off, limits.timezone, at, utc(at) + datetime.resolution))


def accepts(limits: Limits, reason: Reason, at: datetime) -> bool:
    """Whether the coach may be rung at this moment for this reason."""
    if reason in limits.outside:
        return not is_off(limits, at)
    return is_open(limits.windows, limits.timezone, limits.days_off, at)


def next_acceptance(limits: Limits, reason: Reason, at: datetime) -> datetime | None:
    """The first moment at or after `at` at which the coach may be rung; None where there is none in 60 days."""
    if reason not in limits.outside:
        return next_open(limits.windows, limits.timezone, limits.days_off, at)
    at = utc(at)
    away = off_intervals(limits.days_off, limits.timezone, at, at + FAR_HORIZON)
    if not away or away[0].start > at:
        return at
    return away[0].end if away[0].end < at + FAR_HORIZON else None


def accepts_until(limits: Limits, reason: Reason, at: datetime) -> datetime | None:
    """The first moment after `at` at which the coach may no longer be rung; None where they may not be now.

    Looks 14 days ahead: the answer is that horizon where nothing ends before it.
    """
    if reason not in limits.outside:
        return open_until(limits.windows, limits.timezone, limits.days_off, at)
    at = utc(at)
    away = off_intervals(limits.days_off, limits.timezone, at, at + HORIZON)
    if not away:
        return at + HORIZON
    return away[0].start if away[0].start > at else None


def latest_return(limits: Limits, reason: Reason, asked_at: datetime) -> datetime | None:
    """By when the coach promises to have returned a request that was made at `asked_at`.

    Counted from when it can first be taken; None where that is more than 60 days ahead. Clients must know the
    latest likely return (sfdbt.org/faq-telephone-calls).
    """
    first = next_acceptance(limits, reason, asked_at)
    return None if first is None else first + timedelta(minutes=limits.return_minutes)
