"""When a client asked to be coached, for measures over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F

from wiseline.coaching.models import Contact, Kind
from wiseline.coaching.transitions import Status

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.people.models import Person


class Asked(NamedTuple):
    """A request for coaching, and the strongest urge that was told with it, 0 to 5."""

    at: datetime
    urge: int


def asked_by(client: Person) -> list[Asked]:
    """What the client asked for in a difficulty and did not take back; good news and repair are no need of help."""
    rows = Contact.objects.filter(client=client, initiator=F("client"), kind__in=[Kind.SKILLS, Kind.CRISIS])
    rows = rows.exclude(status=Status.WITHDRAWN).only("asked_at", "primer", "programme_id").order_by("asked_at")
    return [Asked(row.asked_at, max(row.primer.get("urges", {}).values(), default=0)) for row in rows]
