"""How practice plans are kept, skipped and changed over a programme: counts, and nothing of any one client.

A count that comes from fewer than five clients is not shown: it could be read as one person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from wiseline.chart.models import PlannedOccasion, PlannedPractice, PlannedVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

WEEKS = 4
FEWEST = 5
SHARES = ((0, 25), (25, 50), (50, 75), (75, 101))
"""Of what was answered, the share that was done: the limits of its groups, in percent."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A count and from how many clients it comes; None where they are too few to show."""

    count: int | None
    clients: int | None


@dataclass(frozen=True, slots=True)
class Measures:
    """The last weeks of a programme. `shares`: how many clients did which share of what they answered."""

    clients: int | None
    plans: Measure
    done: Measure
    not_today: Measure
    harder: Measure
    no_answer: Measure
    helped: Measure
    smaller: Measure
    changed: Measure
    shares: tuple[tuple[int, int, int | None], ...]


def _measure(counts: Iterable[int]) -> Measure:
    """Each client's own count, put together."""
    real = [count for count in counts if count]
    return Measure(sum(real), len(real)) if len(real) >= FEWEST else Measure(None, None)


def measures_of(programme_id: UUID, now: datetime) -> Measures:
    """The measures of a programme over the last weeks up to `now`."""
    since = now - timedelta(weeks=WEEKS)
    occasions = list(
        PlannedOccasion.objects.filter(programme_id=programme_id, ends_at__gte=since)
        .exclude(answer="", closed_at=None)
        .values("client")
        .annotate(
            done=Count("pk", filter=Q(answer="done")),
            not_today=Count("pk", filter=Q(answer="not_today")),
            harder=Count("pk", filter=Q(answer="harder")),
            no_answer=Count("pk", filter=Q(answer="")),
            helped=Count("pk", filter=Q(use__effect="helped")),
        )
        .order_by()
    )
    versions = PlannedVersion.objects.filter(programme_id=programme_id, at__gte=since, at__lte=now, number__gt=1)
    changed = versions.values("client").annotate(
        smaller=Count("pk", filter=Q(reason="smaller")), other=Count("pk", filter=~Q(reason="smaller"))
    )
    plans = PlannedPractice.objects.filter(programme_id=programme_id, ended_at=None).exclude(current=None)
    open_plans = list(plans.values("client").annotate(count=Count("pk")).order_by().values_list("count", flat=True))
    changes = list(changed.order_by())
    return Measures(
        clients=len(open_plans) if len(open_plans) >= FEWEST else None,
        plans=_measure(open_plans),
        **{
            name: _measure(row[name] for row in occasions)
            for name in ("done", "not_today", "harder", "no_answer", "helped")
        },
        smaller=_measure(row["smaller"] for row in changes),
        changed=_measure(row["other"] for row in changes),
        shares=_shares([(row["done"], row["done"] + row["not_today"] + row["harder"]) for row in occasions]),
    )


def _shares(rows: list[tuple[int, int]]) -> tuple[tuple[int, int, int | None], ...]:
    """In each group how many clients; None for too few. With one group hidden, another is too: no sum betrays it."""
    percents = [100 * done / answered for done, answered in rows if answered]
    if len(percents) < FEWEST:
        return tuple((low, min(high, 100), None) for low, high in SHARES)
    counts = [sum(low <= percent < high for percent in percents) for low, high in SHARES]
    hidden = {index for index, count in enumerate(counts) if 0 < count < FEWEST}
    if len(hidden) == 1:
        others = [index for index in range(len(counts)) if index not in hidden and counts[index]]
        hidden |= {min(others, key=lambda index: counts[index])} if others else set()
    return tuple(
        (low, min(high, 100), None if index in hidden else counts[index]) for index, (low, high) in enumerate(SHARES)
    )
