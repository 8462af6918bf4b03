"""Writing and reading a client's timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.chart.models import TimelineEntry
from wiseline.lib import clock

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wiseline.people.models import Person


def add_to_timeline(
    *,
    client: Person,
    kind: str,
    actor: Person | None,
    contact_id: UUID | None = None,
    at: datetime | None = None,
    **data: str | int | bool | None,
) -> TimelineEntry:
    """Add one line to the client's timeline. `data` holds ids and states, never text that somebody wrote."""
    return TimelineEntry.objects.create(
        programme_id=client.programme_id,
        client=client,
        kind=kind,
        actor=actor,
        contact_id=contact_id,
        at=at or clock.now(),
        data=data,
    )


def timeline_of(client: Person, *, limit: int = 100) -> QuerySet[TimelineEntry]:
    """The newest lines of the client's timeline, newest first."""
    return TimelineEntry.objects.filter(client=client).select_related("actor").order_by("-at", "-id")[:limit]
