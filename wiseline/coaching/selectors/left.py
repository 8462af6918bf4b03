"""What a client left in a contact for whoever takes it: what they wrote, and what they said when nobody was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from wiseline.calls.models import SpokenMessage

if TYPE_CHECKING:
    from wiseline.coaching.models import Contact, Message


def spoken_in(contact: Contact) -> list[SpokenMessage]:
    """The spoken messages, the oldest first; `is_here`: its sound was fetched. The sound itself stays where it is."""
    is_here = ExpressionWrapper(Q(sound__isnull=False), output_field=BooleanField())
    rows = SpokenMessage.objects.filter(contact_id=contact.pk).defer("sound").annotate(is_here=is_here)
    return list(rows.select_related("person").order_by("spoken_at"))


def written_in(contact: Contact) -> list[Message]:
    """What was written so far. Who only looks at it before they take the contact has not read it for the client."""
    return list(contact.messages.select_related("author"))


def spoke(contact: Contact) -> bool:
    """Whether the client left a spoken message."""
    return SpokenMessage.objects.filter(contact_id=contact.pk).exists()


def wrote(contact: Contact) -> bool:
    """Whether the client wrote."""
    return contact.messages.filter(author_id=contact.client_id).exists()


def left_message() -> Exists:
    """The same as `spoke`, for every contact of a query."""
    return Exists(SpokenMessage.objects.filter(contact_id=OuterRef("pk")))
