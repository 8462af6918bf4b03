"""Spoken messages that stay at the provider: not fetched from there, or not deleted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from wiseline.calls.models import SpokenMessage

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Left:
    """How many messages are late."""

    unfetched: int
    undeleted: int


def left_there(programme_id: UUID | None = None) -> Left:
    """Of one programme, or of all."""
    rows = SpokenMessage.objects.filter(attempts__gte=SpokenMessage.LATE)
    rows = rows.filter(programme_id=programme_id) if programme_id else rows
    here = Q(sound__isnull=False)
    return Left(**rows.aggregate(unfetched=Count("pk", filter=~here), undeleted=Count("pk", filter=here)))
