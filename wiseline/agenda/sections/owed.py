"""What stayed open between the two: questions on the card, sessions that did not take place, what staff owed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext as _

from wiseline.agenda.line import Line
from wiseline.agenda.models import Session
from wiseline.agenda.targets import RULES, rank_of
from wiseline.chart.diary.reading import unanswered
from wiseline.chart.models import Need
from wiseline.chart.needs import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiseline.agenda.look import Look

GRACE = timedelta(hours=1)
NEVER_LATE = ("session", "act_on_card", "day_after")
"""Sessions have lines of their own; of the others the moment at which they are told is no time that was promised."""


def lines(look: Look) -> list[Line]:
    """Sessions that were missed, what staff were late with, questions that wait."""
    return [*_missed(look), *_late(look), *_questions(look)]


def _missed(look: Look) -> Iterable[Line]:
    rows = Session.objects.filter(client=look.client, state=Session.State.MISSED)
    for row in rows.filter(over_at__gte=look.start, over_at__lt=look.end).order_by("planned_for"):
        text = _("A session did not take place")
        page = ("agenda:session", (str(row.pk),))
        key, rank = f"session.{row.pk}", rank_of("session.missed")
        yield Line(key, RULES["session.missed"].group, text, *page, at=row.planned_for, rank=rank)


def _late(look: Look) -> Iterable[Line]:
    late = Q(met_at=None, due_at__lt=look.end) | Q(met_at__gt=F("due_at") + GRACE)
    rows = Need.objects.filter(late, client=look.client, due_at__gte=look.start, due_at__lt=look.end)
    for row in rows.exclude(kind__in=NEVER_LATE).order_by("due_at"):
        kind = KINDS.get(row.kind)
        if kind is None:
            continue
        text = _("We were late with %(what)s") % {"what": kind.words}
        page = (kind.page, (str(row.subject_id if kind.of_subject else look.client.pk),))
        rank = rank_of("need.late")
        yield Line(f"need.{row.pk}", RULES["need.late"].group, text, *page, at=row.due_at, rank=rank)


def _questions(look: Look) -> Iterable[Line]:
    for row in unanswered(look.client):
        if row.at > look.end:
            continue
        text = _("A question on the card waits for an answer: %(text)s") % {"text": row.text}
        yield Line(
            f"question.{row.pk}",
            RULES["question.unanswered"].group,
            text,
            "diary:week",
            (str(look.client.pk),),
            f"last={min(row.day + timedelta(days=3), look.last_day)}",
            at=row.at,
            rank=rank_of("question.unanswered"),
        )
