"""The programme's own emergency numbers, kept by its leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from wiseline.audit.trail import record
from wiseline.live.publish import changes
from wiseline.safety.models import OwnNumber

if TYPE_CHECKING:
    from wiseline.people.models import Person


def keep_number(
    *, by: Person, name: str, number: str, way: str, hours: str = "", note: str = "", row: OwnNumber | None = None
) -> OwnNumber:
    """Add a number below the others, or change one."""
    with changes():
        if row is None:
            last = OwnNumber.objects.filter(programme=by.programme_id).aggregate(last=Max("place"))["last"]
            row = OwnNumber(programme_id=by.programme_id, place=(last or 0) + 1)
        row.name, row.number, row.by, row.hours, row.note = name, number, way, hours, note
        row.save()
        record(actor=by, action="own_number.kept", subject=row, programme_id=by.programme_id)
    return row


def remove_number(*, by: Person, row: OwnNumber) -> None:
    """Take a number away."""
    with changes():
        record(actor=by, action="own_number.removed", subject=row, programme_id=by.programme_id)
        row.delete()
