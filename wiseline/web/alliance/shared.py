"""What the pages of the alliance share: whose they are, and that looks are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.alliance import authorisation as may
from wiseline.audit.trail import record
from wiseline.people.sessions import allow, me, person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person


def client_of(request: HttpRequest, person_id: UUID) -> Person:
    """The client, for themselves and for who cares for them. Raises Http404."""
    client = person_of(me(request), person_id)
    allow(may.can_write_understanding(me(request), client))
    return client


def base_of(person: Person) -> str:
    """Each side has its own shell."""
    return "web/base_client.html" if person.is_client else "web/base_staff.html"


def looked(request: HttpRequest, client: Person, action: str) -> None:
    """A look of somebody else is kept."""
    if me(request) != client:
        record(actor=me(request), action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)
