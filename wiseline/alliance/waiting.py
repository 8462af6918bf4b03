"""What of all this waits for the client: shown quietly, never pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.alliance import understanding

if TYPE_CHECKING:
    from wiseline.people.models import Person


def waits_for(client: Person) -> dict[str, int]:
    """By the row of the client's own page: how much waits there."""
    return {"understanding": understanding.waits_for_client(client)}
