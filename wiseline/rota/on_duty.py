"""Whether a coach is on duty now, soon, or was a moment ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wiseline.rota.roster import segments
from wiseline.rota.selectors import roster_of

if TYPE_CHECKING:
    from wiseline.people.models import Person

BEFORE = timedelta(hours=12)
"""A coach may prepare for a duty so long before it begins,"""
AFTER = timedelta(hours=12)
"""and hand back so long after it has ended."""


def is_around_duty(coach: Person, now: datetime) -> bool:
    """Whether a duty of the coach touches [now - AFTER, now + BEFORE)."""
    start, end = now - AFTER, now + BEFORE
    roster = roster_of(coach.programme, start=start - timedelta(days=1), end=end)
    return any(row.coach_id == coach.pk for row in segments(roster, start, end))
