"""How the load is shared: hours on call, nights, weekends, by coach. Pure.

Shared coaching and a working team go with less burnout (Ruork 2022, 10.1002/cpp.2668). What is shown is a count, never
a verdict about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from wiseline.rota.hours import Interval, Window, open_intervals
from wiseline.rota.roster import Segment

NIGHT = (time(22), time(7))
"""A night, on the programme's clock; configurable by nobody yet, named here once."""
COUNTS_AS_NIGHT = timedelta(hours=3)
"""A duty with at least so much of a night in it is a night's duty."""
HOUR = timedelta(hours=1)
_NIGHTS = tuple(Window(day, *NIGHT) for day in range(7))
_WEEKENDS = tuple(Window(day, time(0), time(0)) for day in (5, 6))


@dataclass(frozen=True, slots=True)
class Load:
    """What one coach carried or will carry: hours, and of these how many at night and on weekends; nights on duty."""

    hours: float = 0.0
    night_hours: float = 0.0
    weekend_hours: float = 0.0
    nights: int = 0

    @property
    def weight(self) -> float:
        """Hours, with a night's hour counted one and a half times."""
        return self.hours + 0.5 * self.night_hours

    def plus(self, other: Load) -> Load:
        """Both together."""
        return Load(
            self.hours + other.hours,
            self.night_hours + other.night_hours,
            self.weekend_hours + other.weekend_hours,
            self.nights + other.nights,
        )


def load_of(start: datetime, end: datetime, timezone: str) -> Load:
    """What one duty weighs."""
    nights = [_within(row, start, end) for row in open_intervals(_NIGHTS, timezone, (), start, end)]
    return Load(
        hours=(end - start) / HOUR,
        night_hours=sum(nights, timedelta()) / HOUR,
        weekend_hours=sum(
            (_within(row, start, end) for row in open_intervals(_WEEKENDS, timezone, (), start, end)), timedelta()
        )
        / HOUR,
        nights=sum(night >= COUNTS_AS_NIGHT for night in nights),
    )


def _within(row: Interval, start: datetime, end: datetime) -> timedelta:
    return max(timedelta(), min(row.end, end) - max(row.start, start))


def loads(duties: Iterable[Segment], timezone: str) -> dict[UUID, Load]:
    """What each coach carries over all the stretches; nobody's stretches are left out."""
    found: dict[UUID, Load] = {}
    for row in duties:
        if row.coach_id is not None:
            found[row.coach_id] = found.get(row.coach_id, Load()).plus(load_of(row.start, row.end, timezone))
    return found


def balance(loads_by_coach: Mapping[UUID, Load], shares: Mapping[UUID, float]) -> dict[UUID, float]:
    """Each coach's weight as a part of their fair part: 1.0 is exactly their part, 1.2 a fifth more.

    `shares`: how large a part each is meant to carry (1.0 full, 0.5 half). Coaches without a share are left out; the
    answer is empty where nobody carries anything.
    """
    total = sum(load.weight for coach, load in loads_by_coach.items() if shares.get(coach))
    parts = sum(share for share in shares.values())
    if not total or not parts:
        return {}
    return {
        coach: loads_by_coach.get(coach, Load()).weight / (total * share / parts)
        for coach, share in shares.items()
        if share
    }
