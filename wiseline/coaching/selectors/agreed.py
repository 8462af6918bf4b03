"""Calls that were agreed: what whoever comes to one must know of the talk before, and what has become of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.chart.models import Note
from wiseline.coaching.models import Recontact
from wiseline.coaching.selectors.truth import clock_words
from wiseline.lib import clock

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

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


def outcomes_of(contact_id: UUID) -> list[tuple[datetime, str]]:
    """The calls that were agreed in a contact, each with its time and what has become of it."""
    rows = Recontact.objects.filter(agreed_in=contact_id).select_related("became", "done_by").order_by("at")
    return [(row.at, _outcome(row)) for row in rows]


def _outcome(row: Recontact) -> str:
    now = clock.now()
    if row.done_at is not None:
        words = {"time": clock_words(row.done_at, now), "name": row.done_by.display_name if row.done_by else "–"}
        return _("spoken before its time, as %(name)s said: %(time)s") % words
    if row.became is not None:
        words = {"time": clock_words(row.became.asked_at, now), "status": row.became.get_status_display()}
        return _("became the request of %(time)s: %(status)s") % words
    return _("still ahead") if row.at > now else _("due, and not begun yet")
