"""What the pages of the practice plan share: whose it is, and which of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from wiseline.chart import authorisation as may
from wiseline.chart.models import PlannedPractice
from wiseline.people.sessions import allow, me, person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person


def client_of(request: HttpRequest, person_id: UUID) -> Person:
    """The client, for themselves and for who cares for them. Raises Http404."""
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_write_practice_plan(me(request), client))
    return client


def planned_of(request: HttpRequest, planned_id: UUID) -> PlannedPractice:
    """The planned practice, for its client and who cares for them. Raises Http404."""
    rows = PlannedPractice.objects.filter(pk=planned_id, programme_id=me(request).programme_id)
    planned = rows.select_related("client", "current__by").first()
    if planned is None:
        raise Http404
    allow(may.can_write_practice_plan(me(request), planned.client))
    return planned


def own_planned(request: HttpRequest, planned_id: UUID) -> PlannedPractice:
    """The client's own planned practice. Raises Http404."""
    planned = PlannedPractice.objects.filter(pk=planned_id).select_related("client", "current").first()
    if planned is None:
        raise Http404
    allow(may.can_answer_practice(me(request), planned))
    return planned
