"""Whose devices show a contact, and so must be told when it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from wiseline.people.models import PersonRole, Role, therapist_id_of

if TYPE_CHECKING:
    from wiseline.coaching.models import Contact


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is around a client: their therapist, and the leads of the programme, the longest-serving first."""

    therapist: UUID | None
    leads: tuple[UUID, ...]


def circle_of(contact: Contact) -> Circle:
    """The people around the contact's client, read once for each loaded contact: a flow asks several times."""
    known = contact.__dict__.get("_circle")
    if known is None:
        known = Circle(therapist_id_of(contact.client_id), tuple(leads_of(contact.programme_id)))
        contact.__dict__["_circle"] = known
    return known


def of(contact: Contact) -> set[UUID]:
    """The client, whoever holds it or is rung, the client's therapist, and the leads, who watch the board."""
    circle = circle_of(contact)
    people = {contact.client_id, contact.initiator_id, contact.holder_id, contact.ringing_id, circle.therapist}
    return {person for person in people if person is not None} | set(circle.leads)


def leads_of(programme_id: UUID) -> list[UUID]:
    """The active team leads of a programme, the longest-serving first."""
    return list(
        PersonRole.objects.filter(role=Role.LEAD, person__programme_id=programme_id, person__is_active=True)
        .order_by("person__created_at", "person_id")
        .values_list("person_id", flat=True)
    )
