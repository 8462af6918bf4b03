"""Duty that is offered, and who is on call."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.cast import Cast
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.flows.swap import (
    ask_swap,
)
from wiseline.rota.models import SwapRequest
from wiseline.rota.roster import who_is_on_call
from wiseline.rota.selectors import roster_of

ALL_THE_SAME = {"all_the_same": "1"}


def on_call(cast: Cast, at: datetime) -> Person | None:
    """Who is rung at that moment."""
    roster = roster_of(cast.programme, start=at - timedelta(days=1), end=at + timedelta(days=1))
    return Person.objects.filter(pk=who_is_on_call(roster, at)).first()


def in_days(days: float, hours: float = 8) -> tuple[datetime, datetime]:
    """A stretch that begins in so many days."""
    start = clock.now() + timedelta(days=days)
    return start, start + timedelta(hours=hours)


def offered(cast: Cast, days: float = 3, **more: object) -> SwapRequest:
    """A stretch of Sam's, given away."""
    start, end = in_days(days)
    return ask_swap(giver=cast.sam, start=start, end=end, **more)  # type: ignore[arg-type]
