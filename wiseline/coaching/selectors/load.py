"""What the work was for one coach: contacts by kind, nights that were broken, hours on duty.

Crisis contacts go with burnout and skills contacts do not; a working team and shared coaching go with less of it
(Ruork 2022, 10.1002/cpp.2668). Missing one's own burnout is one of the ways in which therapists get in the way
(Chapman 2019, behavioraltech.org, part 2). So the coach sees it first, and brings it to the team.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wiseline.coaching.models import Contact, ContactEvent, Kind
from wiseline.lib import clock
from wiseline.rota.fairness import NIGHT, Load, loads
from wiseline.rota.hours import is_open
from wiseline.rota.models import OwnRating
from wiseline.rota.roster import Roster, segments, who_is_on_call
from wiseline.rota.selectors import limits_of, roster_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from wiseline.people.models import Person
    from wiseline.rota.limits import Limits

WEEKS = 4
BROKEN_A_WEEK = 3
"""So many broken nights in seven days, or so often “too much”, are worth the team's time (GK)."""
TOO_MUCH_DAYS = 2


@dataclass(frozen=True, slots=True)
class OwnLoad:
    """One coach's work between two moments."""

    kinds: list[tuple[str, int]]
    contacts: int
    rung: int
    nights: int
    outside: int
    duty: Load


def own_load(coach: Person, start: datetime, end: datetime) -> OwnLoad:
    """What the coach carried in [start, end)."""
    held = list(Contact.objects.filter(holder=coach, answered_at__gte=start, answered_at__lt=end))
    events = ContactEvent.objects.filter(
        Q(about=coach, kind="rung") | Q(actor=coach, kind="answered"), at__gte=start, at__lt=end
    )
    moments = list(events.values_list("at", "kind"))
    counts = Counter(row.kind for row in held)
    roster = roster_of(coach.programme, start=start - timedelta(days=1), end=end)
    duty = loads(segments(roster, start, end), coach.programme.timezone)
    limits = limits_of([coach.pk]).get(coach.pk)
    return OwnLoad(
        kinds=[(str(label), counts[kind]) for kind, label in Kind.choices],
        contacts=len(held),
        rung=sum(kind == "rung" for _at, kind in moments),
        nights=len(broken_nights([at for at, _kind in moments], coach.timezone)),
        outside=sum(_outside(row, coach, limits, roster) for row in held),
        duty=duty.get(coach.pk, Load()),
    )


def held_by_kind(coaches: Iterable[Person], start: datetime, end: datetime) -> dict[UUID, Counter[str]]:
    """How many contacts of each kind each of the coaches answered in [start, end); who answered none is not in it."""
    rows = Contact.objects.filter(holder__in=coaches, answered_at__gte=start, answered_at__lt=end)
    found: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for holder, kind in rows.values_list("holder_id", "kind"):
        if holder is not None:
            found[holder][kind] += 1
    return dict(found)


def _outside(row: Contact, coach: Person, limits: Limits | None, roster: Roster) -> bool:
    if row.by_coach or row.answered_at is None or limits is None:
        return False
    within = is_open(limits.windows, limits.timezone, limits.days_off, row.answered_at)
    return not within and who_is_on_call(roster, row.answered_at) != coach.pk


def broken_nights(moments: Sequence[datetime], timezone: str) -> set[str]:
    """The nights (by the date of their evening) in which something rang or was answered."""
    found = set()
    for moment in moments:
        local = clock.in_zone(moment, timezone)
        if local.time() >= NIGHT[0]:
            found.add(local.date().isoformat())
        elif local.time() < NIGHT[1]:
            found.add((local.date() - timedelta(days=1)).isoformat())
    return found


def worth_the_team(nights_of_a_week: int, ratings: Sequence[int]) -> bool:
    """Whether the coach is asked to bring their load to the consultation team: a question, never a verdict."""
    return nights_of_a_week >= BROKEN_A_WEEK or ratings.count(OwnRating.Weight.TOO_MUCH) >= TOO_MUCH_DAYS
