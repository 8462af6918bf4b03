"""Writing the audit trail, in the transaction of what it records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from wiseline.audit.models import Entry

if TYPE_CHECKING:
    import uuid

    from django.db import models


class Actor(Protocol):
    """Whoever acts: a signed-in person."""

    @property
    def pk(self) -> Any: ...
    @property
    def programme_id(self) -> uuid.UUID: ...


def record(
    *,
    actor: Actor | None,
    action: str,
    subject: models.Model,
    programme_id: uuid.UUID,
    client_id: uuid.UUID | None = None,
    **data: str | int | bool | None,
) -> None:
    """Add one entry: `actor` (None for the software itself) did `action` ('note.signed') to `subject`.

    `data` holds ids, counts and names of states, never anything that a client or coach wrote.
    """
    Entry.objects.create(
        programme_id=programme_id,
        actor_id=actor.pk if actor else None,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        client_id=client_id,
        data=data,
    )
