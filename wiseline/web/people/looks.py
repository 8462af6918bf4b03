"""Who looked into a client's record lately, in words for the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wiseline.audit.models import Entry
from wiseline.people.models import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_MOST = 30
LOOKS: dict[str, _StrPromise] = {
    "agreement.printed": _("your coaching agreement, printed"),
    "agreement.read": _("your coaching agreement"),
    "brief.read": _("what helps to know in a contact"),
    "chain.printed": _("a chain, printed"),
    "chain.read": _("a chain"),
    "chains.read": _("your chains"),
    "chart.read": _("your timeline"),
    "client.seen": _("that you are in the programme"),
    "cover.brief_read": _("the words that were left for cover"),
    "cover.hand_back_read": _("what a covering coach handed back"),
    "diary.printed": _("your week, printed"),
    "diary.read": _("your week"),
    "learning.read": _("what you were taught"),
    "lines.read": _("good news and lines"),
    "map.exported": _("your skills, as a file"),
    "map.read": _("what you can do and where"),
    "message.heard": _("a message that you spoke"),
    "note.read": _("a note"),
    "other.read": _("what somebody beside you may be told"),
    "patterns.read": _("your patterns"),
    "plan.may_call_read": _("whom a coach may call for you"),
    "plan.printed": _("your plan, printed"),
    "plan.read": _("your plan"),
    "practice_plan.read": _("your practice plan"),
    "pulse.read": _("how you work together"),
    "questions.read": _("your answers to questions"),
    "repairs.read": _("what you agreed between you"),
    "session.printed": _("the page of a session, printed"),
    "session.read": _("the page of a session"),
    "sessions.read": _("your sessions"),
    "understanding.read": _("what you understand together"),
    "voice.heard": _("a voice left for you"),
    "words.read": _("the words left for you"),
}
"""Each action of the audit trail that is a look. A test finds one that is missing here."""


def looks_at(client: Person) -> list[tuple[Entry, str, str]]:
    """The newest looks of others into the client's record: when, who, what."""
    rows = list(
        Entry.objects.filter(client_id=client.pk, action__in=LOOKS).exclude(actor_id=client.pk).order_by("-at")[:_MOST]
    )
    names = dict(Person.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "name"))
    return [(row, names.get(row.actor_id, "") if row.actor_id else "", str(LOOKS[row.action])) for row in rows]
