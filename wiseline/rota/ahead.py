"""What the rota of a programme will bring, in words: for the page, and for a change before it is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.people.models import Person
from wiseline.rota.foresight import Agreed, Concern, Foreseen, brought_by, foresee
from wiseline.rota.models import SwapRequest
from wiseline.rota.selectors import limits_of, roster_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from wiseline.people.models import Programme
    from wiseline.rota.roster import Override, Shift

AHEAD = timedelta(weeks=8)
WORDS: dict[Concern, str | Promise] = {
    Concern.HOLE: _("Nobody is on call"),
    Concern.NOT_TAKEN: _("Offered and not taken yet, and nobody else is on call"),
    Concern.DOUBLE: _("Two have this shift; only one of them is rung"),
    Concern.AWAY: _("On the rota on a day off"),
    Concern.STRETCHED: _("On call outside of their own hours"),
    Concern.SHORT_REST: _("Less than eleven hours between two duties"),
    Concern.LONG: _("On call for more than a day in one go"),
}
ORDER = list(WORDS)


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
    return _grouped(programme, _look(programme, now))


def brought_by_change(
    programme: Programme, now: datetime, *, shifts: tuple[Shift, ...] = (), overrides: tuple[Override, ...] = ()
) -> list[Group]:
    """What these additions would bring in the next eight weeks that is not there without them."""
    return _grouped(
        programme, brought_by(_look(programme, now), _look(programme, now, shifts=shifts, overrides=overrides))
    )


def _look(
    programme: Programme, now: datetime, *, shifts: tuple[Shift, ...] = (), overrides: tuple[Override, ...] = ()
) -> list[Foreseen]:
    roster = roster_of(programme, start=now - timedelta(days=1), end=now + AHEAD)
    newest = max((row.order for row in roster.overrides), default=0)
    more = tuple(replace(row, order=newest + 1 + index) for index, row in enumerate(overrides))
    roster = replace(roster, shifts=roster.shifts + shifts, overrides=roster.overrides + more)
    coaches = {shift.coach_id for shift in roster.shifts}
    coaches |= {row.coach_id for row in roster.overrides if row.coach_id is not None}
    if not roster.shifts and not roster.overrides:
        return []
    return foresee(roster, limits_of(coaches), now, now + AHEAD, agreed=_swapped(programme, now))


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
