"""What the rota of a programme will bring, in words: for the page, and for a change before it is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.people.models import Person
from wiseline.rota.busy import appointments_of
from wiseline.rota.foresight import Agreed, Concern, Foreseen, brought_by, foresee
from wiseline.rota.hours import DAY
from wiseline.rota.models import SwapRequest
from wiseline.rota.selectors import limits_of, roster_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from wiseline.people.models import Programme
    from wiseline.rota.hours import Interval
    from wiseline.rota.roster import Override, Roster, Shift

AHEAD = timedelta(weeks=8)
BACK = timedelta(days=2)
WORDS: dict[Concern, str | Promise] = {
    Concern.HOLE: _("Nobody is on call"),
    Concern.NOT_TAKEN: _("Offered and not taken yet, and nobody else is on call"),
    Concern.DOUBLE: _("Two have this shift; only one of them is rung"),
    Concern.AWAY: _("On the rota on a day off"),
    Concern.STRETCHED: _("On call outside of their own hours"),
    Concern.BUSY: _("Busy, by their own calendar"),
    Concern.SHORT_REST: _("Less than eleven hours between two duties"),
    Concern.LONG: _("On call for more than a day in one go"),
}
ORDER = list(WORDS)
OWN: dict[Concern, str | Promise] = {
    Concern.DOUBLE: _("A colleague has this as well; you alone would be rung"),
    Concern.STRETCHED: _("Outside of your own hours"),
    Concern.BUSY: _("Your own calendar says that you are busy"),
    Concern.SHORT_REST: _("You would have less than eleven hours between two duties"),
    Concern.LONG: _("You would be on call for more than a day in one go"),
}
"""The same to who takes it. Days off are not among them: nobody takes what lies in theirs."""


@dataclass(frozen=True, slots=True)
class Group:
    """One concern about one coach (or nobody in particular): how often, and the first time."""

    concern: Concern
    words: str | Promise
    name: str
    first: Foreseen
    times: int


def ahead_of(programme: Programme, now: datetime) -> list[Group]:
    """What the next eight weeks bring."""
    roster = roster_of(programme, start=now - DAY, end=now + AHEAD)
    return _grouped(programme, _look(roster, now, now + AHEAD, agreed=_swapped(programme, now)))


def brought_by_change(
    programme: Programme, now: datetime, *, shifts: tuple[Shift, ...] = (), overrides: tuple[Override, ...] = ()
) -> list[Group]:
    """What these additions would bring in the next eight weeks that is not there without them."""
    return _grouped(programme, _brought(programme, now, shifts, overrides, _swapped(programme, now)))


def brought_to(
    coach: Person,
    now: datetime,
    *,
    shifts: tuple[Shift, ...] = (),
    overrides: tuple[Override, ...] = (),
    by_swap: bool = False,
) -> list[Group]:
    """What the coach themselves would have by taking these, in words for them; nothing about anybody else.

    What was offered to them and they take now counts only with these; `by_swap`: its coach gives it away.
    """
    agreed = _swapped(coach.programme, now)
    if by_swap:
        agreed |= {(row.coach_id, row.start, row.end) for row in overrides if row.coach_id is not None}
    rows = _brought(coach.programme, now, shifts, overrides, agreed)
    mine = [row for row in rows if row.coach_id == coach.pk and row.concern in OWN]
    return [replace(group, words=OWN[group.concern], name="") for group in _grouped(coach.programme, mine)]


def _brought(
    programme: Programme,
    now: datetime,
    shifts: tuple[Shift, ...],
    overrides: tuple[Override, ...],
    agreed: set[Agreed],
) -> list[Foreseen]:
    """With these and without, from a while before now: rest and length begin there."""
    start, end = now - BACK, now + AHEAD
    roster = roster_of(programme, start=start - DAY, end=end)
    stretches = {_what(row) for row in overrides}
    offered = {_what(row) for row in roster.overrides if not row.accepted} & stretches
    before = replace(
        roster,
        shifts=tuple(row for row in roster.shifts if row.accepted or replace(row, accepted=True) not in shifts),
        overrides=tuple(row for row in roster.overrides if row.accepted or _what(row) not in offered),
    )
    newest = max((row.order for row in roster.overrides), default=0)
    fresh = [row for row in overrides if _what(row) not in offered]
    more = tuple(replace(row, order=newest + 1 + index) for index, row in enumerate(fresh))
    after = replace(roster, shifts=before.shifts + shifts, overrides=roster.overrides + more)
    busy = appointments_of(
        {coach for coach, *_hours in stretches if coach} | {row.coach_id for row in shifts}, start, end
    )
    return brought_by(*(_look(each, start, end, agreed=agreed, busy=busy) for each in (before, after)))


def _what(row: Override) -> tuple[UUID | None, datetime, datetime]:
    return row.coach_id, row.start, row.end


def _look(
    roster: Roster,
    start: datetime,
    end: datetime,
    *,
    agreed: set[Agreed],
    busy: dict[UUID, list[Interval]] | None = None,
) -> list[Foreseen]:
    if not roster.shifts and not roster.overrides:
        return []
    coaches = {shift.coach_id for shift in roster.shifts}
    coaches |= {row.coach_id for row in roster.overrides if row.coach_id is not None}
    return foresee(roster, limits_of(coaches), start, end, agreed=agreed, busy=busy)


def _swapped(programme: Programme, now: datetime) -> set[Agreed]:
    """What somebody has by a swap, from now on."""
    found: set[Agreed] = set()
    still = Q(end__gt=now) | Q(return_end__gt=now)
    for swap in SwapRequest.objects.filter(still, programme=programme, taken_at__isnull=False):
        if swap.taken_by_id:
            found.add((swap.taken_by_id, swap.start, swap.end))
        if swap.return_start and swap.return_end:
            found.add((swap.giver_id, swap.return_start, swap.return_end))
    return found


def _grouped(programme: Programme, rows: list[Foreseen]) -> list[Group]:
    names = dict(Person.objects.filter(programme=programme).values_list("pk", "name"))
    groups: dict[tuple[Concern, UUID | None], list[Foreseen]] = {}
    for row in rows:
        groups.setdefault((row.concern, row.coach_id), []).append(row)
    return [
        Group(concern, WORDS[concern], names.get(coach_id, "") if coach_id else "", found[0], len(found))
        for (concern, coach_id), found in sorted(
            groups.items(), key=lambda item: (ORDER.index(item[0][0]), item[1][0].start)
        )
    ]
