"""How late a coach may promise to call. Pure: people decide whether to put off, this says until when at most."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from wiseline.coaching.models import NOT_SAFE, Kind

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LONGEST = timedelta(hours=24)
LONGEST_NEAR_DANGER = timedelta(minutes=15)  # as key 2 on a coach's phone; a search takes as long until it has an end
MEANT_WITHIN = timedelta(hours=12)


class TooLate(ValueError):
    """In danger, not sure to be safe, in a crisis, or a call agreed after risk: one as late as that is not offered."""


def longest(*, kind: str, safety: str) -> timedelta:
    """The longest promise for a contact: danger, doubt and a crisis do not wait for a later hour.

    Nor does a call that was agreed after risk: it has had its hour.
    """
    urgent = safety in NOT_SAFE or kind in {Kind.CRISIS, Kind.RECONTACT}
    return LONGEST_NEAR_DANGER if urgent else LONGEST


def next_time(wall: time, now: datetime, zone: ZoneInfo) -> datetime:
    """When a clock on the wall of that zone shows this time next."""
    local = now.astimezone(zone)
    moment = local.replace(hour=wall.hour, minute=wall.minute, second=0, microsecond=0)
    return (moment if moment > local else moment + timedelta(days=1)).astimezone(UTC)


def is_meant(moment: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a time of day was meant for that moment.

    In the evening "07:30" is the next morning. A time that has passed today and comes again only after more than half
    a day is more likely a slip: "03:00", typed at nine in the morning.
    """
    today = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return today or moment - now <= MEANT_WITHIN
