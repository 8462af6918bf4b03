"""When a planned practice is due: on a clock, in a part of the day, at a cue, or before a hard event."""

from __future__ import annotations

import datetime as dates
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from wiseline.lib.clock import in_zone
from wiseline.rota.hours import instant

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_CUE = 120
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Kind(StrEnum):
    """What says that it is time."""

    CLOCK = "clock"
    PART = "part"
    CUE = "cue"  # something that happens; no clock, so nothing rings
    EVENT = "event"  # rehearsed on days before a hard event


class Part(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"


KINDS: dict[str, StrPromise] = {
    Kind.CUE: _("When something happens, like “when I come home”"),
    Kind.PART: _("In a part of the day"),
    Kind.CLOCK: _("At a time of the day"),
    Kind.EVENT: _("Before something hard that is coming"),
}
PARTS: dict[str, StrPromise] = {
    Part.MORNING: _("in the morning"),
    Part.MIDDAY: _("around midday"),
    Part.AFTERNOON: _("in the afternoon"),
    Part.EVENING: _("in the evening"),
}
PART_BEGINS = {
    Part.MORNING: time(8, 30),
    Part.MIDDAY: time(12, 30),
    Part.AFTERNOON: time(16),
    Part.EVENING: time(19),
}
REHEARSED = (2, 1, 0)
"""How many days before a hard event it is rehearsed (GK): twice ahead, and once more on the day itself."""
BEFORE_EVENT = timedelta(hours=2)
REHEARSAL_TIME = time(18)
Weekday = Annotated[int, Field(ge=0, le=6)]


class When(BaseModel):
    """When, on which weekdays (0 is Monday), whether it becomes rarer as it settles, and whether it is reminded of.

    Raises pydantic's ValidationError where the part that its kind needs is missing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    time: dates.time | None = None
    part: Part | None = None
    cue: Annotated[str, Field(max_length=LONGEST_CUE)] = ""
    event_at: AwareDatetime | None = None
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)] = EVERY_DAY
    spaced: bool = True
    remind: bool = True

    @model_validator(mode="after")
    def _whole(self) -> When:
        needed = {
            Kind.CLOCK: self.time,
            Kind.PART: self.part,
            Kind.CUE: self.cue.strip() or None,
            Kind.EVENT: self.event_at,
        }
        if needed[self.kind] is None:
            raise ValueError(f"a practice {self.kind} needs what its kind says")
        return self

    def wall(self, day: date, timezone: str) -> dates.time | None:
        """The time on the client's clock at which it is due on a day; None: whenever the cue comes."""
        if self.kind == Kind.CLOCK:
            return self.time
        if self.kind == Kind.PART and self.part:
            return PART_BEGINS[self.part]
        if self.event_at:
            return _before(self.event_at, day, timezone)
        return None

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return self.model_dump(mode="json")


def read(kept: dict[str, Any]) -> When:
    """A `When` as it was kept."""
    return When.model_validate(kept)


def due_at(when: When, day: date, timezone: str) -> datetime | None:
    """The instant at which it is due on a day of the client; a time that the clock skips is when it skips."""
    wall = when.wall(day, timezone)
    return None if wall is None else instant(day, wall, timezone, late=False).astimezone(UTC)


def event_day(when: When, timezone: str) -> date | None:
    """The client's day of the hard event."""
    return in_zone(when.event_at, timezone).date() if when.event_at else None


def _before(event_at: datetime, day: date, timezone: str) -> time:
    local = in_zone(event_at, timezone)
    if day < local.date():
        return REHEARSAL_TIME
    ahead = in_zone(event_at - BEFORE_EVENT, timezone)
    return ahead.time().replace(second=0, microsecond=0) if ahead.date() == day else time.min
