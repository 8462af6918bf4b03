"""Whether it is acute for a client now: then what needs a calm mind waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN, Status

if TYPE_CHECKING:
    from wiseline.people.models import Person


def in_crisis(client: Person) -> bool:
    """Whether a contact is open in which the client is in danger, is not sure they are safe, or asks in a crisis.

    What is only left to be written up is over.
    """
    rows = Contact.objects.filter(client=client, status__in=OPEN).exclude(status=Status.WRAPPING_UP)
    return any(row.may_be_in_danger for row in rows)
