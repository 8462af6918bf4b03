"""How a programme answers: times, promises, cover. Counts and times of contacts, nothing of any client.

Distributions and not means: a mean hides the one who waited for hours.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wiseline.coaching.models import Contact, ContactEvent, Lane
from wiseline.coaching.plan import Ladder
from wiseline.coaching.transitions import Status
from wiseline.rota.fairness import HOUR
from wiseline.rota.roster import segments
from wiseline.rota.selectors import roster_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise

    from wiseline.people.models import Programme

EDGES = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 60, 24 * 60))
BUCKETS: tuple[str | Promise, ...] = (
    _("within 2 minutes"),
    _("2 to 5 minutes"),
    _("5 to 15 minutes"),
    _("15 minutes to an hour"),
    _("an hour to a day"),
    _("later than a day"),
    _("not reached yet"),
)
QUANTILES = (0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class Promises:
    """What became of promises to call back: in time (with the programme's grace), later, or not by who promised."""

    kept: int
    late: int
    broken: int


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took from asking until a coach was there, in one lane."""

    label: str | Promise
    asked: int
    buckets: list[tuple[str | Promise, int]]
    quantiles: list[tuple[int, timedelta]]  # per cent reached within


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything on the lead's page."""

    times: list[Times]
    unreached: int
    withdrawn: int
    promises: Promises
    covered: float  # share of the hours with somebody on call; 1.0 where there is no rota
    holes: float  # hours


def figures_of(programme: Programme, start: datetime, end: datetime) -> Figures:
    """The programme's answering between two moments."""
    rows = Contact.objects.filter(programme=programme, asked_at__gte=start, asked_at__lt=end)
    asked = [
        row
        for row in rows.only("id", "lane", "status", "asked_at", "answered_at", "client_id", "initiator_id")
        if not row.by_coach
    ]
    waits = [
        (row.lane, row.answered_at - row.asked_at if row.answered_at else None)
        for row in asked
        if row.status != Status.WITHDRAWN or row.answered_at
    ]
    ids = [row.pk for row in asked]
    unreached = ContactEvent.objects.filter(contact__in=ids, after=Status.UNREACHED).values("contact").distinct()
    duty = segments(roster_of(programme, start=start - timedelta(days=1), end=end), start, end)
    holes = sum(((row.end - row.start) / HOUR for row in duty if row.coach_id is None), 0.0)
    whole = (end - start) / HOUR
    return Figures(
        times=[times_of(label, [wait for of, wait in waits if of == lane]) for lane, label in Lane.choices],
        unreached=unreached.count(),
        withdrawn=sum(row.status == Status.WITHDRAWN for row in asked),
        promises=_promises(programme, start, end),
        covered=1 - holes / whole if duty and whole else 1.0,
        holes=holes,
    )


def times_of(label: str | Promise, waits: Sequence[timedelta | None]) -> Times:
    """The distribution of waits; None is who has not been reached."""
    counts = [0] * len(BUCKETS)
    for wait in waits:
        counts[-1 if wait is None else bisect_right(EDGES, wait)] += 1
    return Times(label, len(waits), list(zip(BUCKETS, counts, strict=True)), _quantiles(waits))


def _quantiles(waits: Sequence[timedelta | None]) -> list[tuple[int, timedelta]]:
    """Within how long so many per cent of all who asked were reached; left out where not so many were."""
    reached = sorted(wait for wait in waits if wait is not None)
    found = []
    for part in QUANTILES:
        needed = -(-int(part * 100) * len(waits) // 100)
        if 0 < needed <= len(reached):
            found.append((int(part * 100), reached[needed - 1]))
    return found


def _promises(programme: Programme, start: datetime, end: datetime) -> Promises:
    grace = timedelta(seconds=Ladder.of(programme.ladder).promise_grace)
    events = ContactEvent.objects.filter(
        contact__programme=programme, at__gte=start, kind__in=["promised", "answered", "resumed", "closed"]
    ).order_by("contact_id", "version")
    by_contact: dict[UUID, list[ContactEvent]] = {}
    for event in events:
        by_contact.setdefault(event.contact_id, []).append(event)
    found = [
        became(rows[index:], grace)
        for rows in by_contact.values()
        for index, event in enumerate(rows)
        if event.kind == "promised" and event.at < end
    ]
    return Promises(found.count("kept"), found.count("late"), found.count("broken"))


def became(events: Sequence[ContactEvent], grace: timedelta) -> str:
    """What became of the promise that is the first of the events: kept, late, broken; empty while it is open."""
    promise, *later = events
    by = datetime.fromisoformat(promise.data["for"]) + grace
    for event in later:
        if event.kind == "promised":
            return ""  # another time was agreed in its place
        if event.kind == "answered":
            if event.actor_id != promise.actor_id:
                return "broken"
            return "kept" if event.at <= by else "late"
        if event.kind == "closed":
            return ""
    return "broken" if any(event.kind == "resumed" for event in later) else ""
