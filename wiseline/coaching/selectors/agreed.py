"""What whoever comes to an agreed call must know of the talk in which it was agreed: its coach may not be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wiseline.chart.models import Note
from wiseline.coaching.models import Recontact

if TYPE_CHECKING:
    from wiseline.coaching.models import Contact


@dataclass(frozen=True, slots=True)
class AgreedBefore:
    """One call that was agreed, and what was written in that talk, signed or not, the newest first."""

    call: Recontact
    notes: list[Note]


def agreed_before(contact: Contact) -> list[AgreedBefore]:
    """The calls that are due in this contact. Of the notes, only what concerns safety is meant to be shown."""
    if not contact.is_agreed_call:
        return []
    rows = Recontact.objects.filter(became=contact).select_related("coach", "agreed_in").order_by("-at")
    return [AgreedBefore(row, _written_in(row.agreed_in)) for row in rows]


def _written_in(contact: Contact) -> list[Note]:
    notes = Note.objects.filter(contact_id=contact.pk).select_related("author").order_by("-updated_at")
    return [note for note in notes if any(note.body.get(name) for name in ("risk", "acted", "risk_answer"))]
