"""What is known of a client and the skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.skills.models import AskedAbout, Caution, Taught

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from wiseline.people.models import Person


def taught_to(client: Person) -> QuerySet[Taught]:
    """What was taught to the client, the newest first."""
    return Taught.objects.filter(client=client, taken_back_at=None).select_related("by", "group").order_by("-on", "-at")


def taught_ids(client: Person) -> frozenset[str] | None:
    """The skills that the client was taught; None where nobody has marked any."""
    return frozenset(taught_to(client).values_list("skill", flat=True)) or None


def flags_of(client: Person) -> frozenset[str]:
    """What the client must mind now."""
    return frozenset(Caution.objects.filter(client=client, lifted_at=None).values_list("flag", flat=True))


def asked_about(client: Person) -> QuerySet[AskedAbout]:
    """What the client asked about and nobody has taken up yet."""
    return AskedAbout.objects.filter(client=client, done_at=None).order_by("at")


def asked_by(clients: Iterable[UUID]) -> dict[UUID, list[str]]:
    """For each of these clients who asked about a skill that nobody has taken up yet: which ones."""
    found: dict[UUID, list[str]] = {}
    rows = AskedAbout.objects.filter(client__in=list(clients), done_at=None).order_by("at")
    for client, skill in rows.values_list("client_id", "skill"):
        found.setdefault(client, []).append(skill)
    return found
