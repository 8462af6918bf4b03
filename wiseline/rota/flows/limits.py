"""A coach changes their own limits."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes
from wiseline.reach.flows.notify import tell
from wiseline.rota.hours import Interval, midnight
from wiseline.rota.models import CoachLimits, DayOff, WeeklyWindow
from wiseline.rota.roster import segments
from wiseline.rota.selectors import leads_of, roster_of

if TYPE_CHECKING:
    from wiseline.people.models import Person


def set_limits(
    *, coach: Person, windows: list[tuple[int, time, time]], outside: list[str], return_minutes: int, words: str
) -> CoachLimits:
    """Keep the coach's weekly hours, what they take at any hour, the latest return they promise, and their words."""
    with changes():
        limits, _new = CoachLimits.objects.update_or_create(
            coach=coach,
            defaults={
                "outside": sorted(outside),
                "return_minutes": return_minutes,
                "words_to_clients": words,
                "updated_at": clock.now(),
            },
        )
        WeeklyWindow.objects.filter(coach=coach).delete()
        WeeklyWindow.objects.bulk_create(
            WeeklyWindow(coach=coach, weekday=day, start=start, end=end) for day, start, end in windows
        )
        record(actor=coach, action="limits.changed", subject=coach, programme_id=coach.programme_id)
    wake_engine()
    return limits


def add_day_off(*, coach: Person, first: date, last: date) -> DayOff:
    """The coach is away from the first day to the last, both included; nobody rings them on these days.

    Where they are on the rota then, the other leads hear that it has changed.
    """
    duties = duties_in(coach, first, last)
    with changes():
        row, _new = DayOff.objects.get_or_create(coach=coach, first=first, last=last)
        record(actor=coach, action="limits.day_off_added", subject=coach, programme_id=coach.programme_id)
        if duties:
            tell(person_ids=other_leads(coach), contact_id=row.pk, kind="rota", step=0, quiet=True)
    return row


def duties_in(coach: Person, first: date, last: date) -> list[Interval]:
    """When the coach is on call in these days of theirs, from now on: what falls to somebody else, or to nobody."""
    start = max(midnight(first, coach.timezone), clock.now())
    end = midnight(last + timedelta(days=1), coach.timezone)
    roster = roster_of(coach.programme, start=start - timedelta(days=1), end=end)
    return [Interval(row.start, row.end) for row in segments(roster, start, end) if row.coach_id == coach.pk]


def other_leads(coach: Person) -> list[UUID]:
    """Who leads beside this coach."""
    return [lead for lead in leads_of(coach.programme_id) if lead != coach.pk]


def remove_day_off(*, coach: Person, day_off_id: UUID) -> None:
    """The coach is not away after all."""
    with changes():
        if DayOff.objects.filter(pk=day_off_id, coach=coach).delete()[0]:
            record(actor=coach, action="limits.day_off_removed", subject=coach, programme_id=coach.programme_id)
