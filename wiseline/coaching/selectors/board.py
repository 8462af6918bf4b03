"""The board: who needs something from me, by when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from wiseline.chart.diary.reading import alerts_for
from wiseline.chart.models import Commitment
from wiseline.chart.needs import needs_for
from wiseline.coaching.models import Contact, Kind, Safety
from wiseline.coaching.selectors.left import left_message
from wiseline.coaching.transitions import OPEN, SEARCHING, Status
from wiseline.people.models import CareKind, CareRelationship

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from wiseline.chart.models import DiaryAlert, Need
    from wiseline.people.models import Person

_ORDER = {
    Status.RINGING: 0,
    Status.ASKED: 1,
    Status.UNREACHED: 2,
    Status.LIVE: 3,
    Status.PROMISED: 4,
    Status.WRAPPING_UP: 5,
}


@dataclass(slots=True)
class Board:
    """Open contacts, the most pressing first, what reached a threshold, what is owed, and answers that came back."""

    mine: Sequence[Contact]
    team: Sequence[Contact]
    answered: list[Commitment]
    alerts: list[DiaryAlert]
    needs: list[Need]


def visible_to(coach: Person) -> QuerySet[Contact]:
    """The contacts that the coach may know of: the set form of `authorisation.can_see`."""
    contacts = Contact.objects.filter(programme_id=coach.programme_id).exclude(client=coach)
    if not coach.is_coach:
        return contacts.none()
    if coach.is_lead:
        return contacts
    cared_for = CareRelationship.objects.current().filter(coach=coach).values("client_id")
    return contacts.filter(
        Q(client_id__in=cared_for)
        | Q(holder=coach)
        | Q(pk__in=Contact.objects.filter(events__about=coach, events__kind="rung").values("pk"))
    )


def _therapist_for(coach: Person) -> list[UUID]:
    care = CareRelationship.objects.current().filter(coach=coach, kind=CareKind.THERAPIST)
    return list(care.values_list("client_id", flat=True))


def _waits_for(row: Contact, own: set[UUID]) -> bool:
    """A repair that waits for the therapist's hours is shown to them already, and rings nobody."""
    return row.kind == Kind.REPAIR and row.client_id in own and row.status in SEARCHING


def board_of(coach: Person, now: datetime) -> Board:
    """The coach's board."""
    rows = visible_to(coach).filter(status__in=OPEN).select_related("client", "holder", "ringing")
    rows = rows.annotate(left_message=left_message())
    own = set(_therapist_for(coach))

    def first(row: Contact) -> int:
        """What is between the coach and their own client comes first; only danger comes before it."""
        danger = row.safety == Safety.DANGER and row.status != Status.WRAPPING_UP
        return 0 if danger else 1 if row.kind == Kind.REPAIR and row.client_id in own else 2

    ordered = sorted(rows, key=lambda row: (first(row), _ORDER[Status(row.status)], row.due_at or now, row.asked_at))
    mine = [row for row in ordered if coach.pk in {row.holder_id, row.ringing_id} or _waits_for(row, own)]
    return Board(
        mine=mine,
        alerts=alerts_for(coach),
        needs=needs_for(coach),
        team=[row for row in ordered if row not in mine],
        answered=list(
            Commitment.objects.filter(coach=coach, answered_at__isnull=False)
            .select_related("client")
            .order_by("-answered_at")[:5]
        ),
    )
