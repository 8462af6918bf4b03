"""When words that were left for a moment are shown on the client's home. Pure.

GK: beside the moment and for a while after it, so that somebody who opens the app late still finds them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

SHOWN_FOR = timedelta(hours=3)


def at_its_time(local_now: datetime, clock_time: time) -> bool:
    """Whether words for a time of day are shown now: from that time on for three hours, also past midnight.

    `local_now` is the client's own wall clock.
    """
    wall = local_now.replace(tzinfo=None)
    today = datetime.combine(wall.date(), clock_time)
    return any(start <= wall < start + SHOWN_FOR for start in (today, today - timedelta(days=1)))


def on_its_day(local_now: datetime, on: date) -> bool:
    """Whether words for a certain day are shown now: all of that day."""
    return local_now.date() == on
