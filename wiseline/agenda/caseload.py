"""Who needs something from me, by when? A coach's clients, those to whom something is owed first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiseline.agenda.models import Session
from wiseline.chart.diary.reading import alerts_for, asked_and_open
from wiseline.chart.needs import KINDS, needs_for
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN
from wiseline.lib import clock
from wiseline.people.models import CareRelationship
from wiseline.skills.catalogue import name_of
from wiseline.skills.selectors import asked_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person

ASKED_LATELY = timedelta(days=14)
"""How long a question about the diary that has no answer is shown."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is owed: what, by when (None: it waits, without an hour), and where it is done."""

    what: str
    at: datetime | None
    href: str


@dataclass(slots=True)
class Row:
    """A client with what is owed to them, the soonest first; when they meet next, and when they last asked."""

    client: Person
    due: list[Due] = field(default_factory=list)
    session: Session | None = None
    asked_at: datetime | None = None
    cared_for: bool = False
    asked: int = 0  # questions of the coach about days of the diary that have no answer yet

    @property
    def first(self) -> datetime | None:
        """When the soonest is due."""
        return next((due.at for due in self.due if due.at), None)


@dataclass(frozen=True, slots=True)
class Caseload:
    """Those who need something, the soonest first; and the others, by when the next session is."""

    waiting: list[Row]
    others: list[Row]
    sessions_today: int


def caseload_of(coach: Person, clients: Iterable[Person]) -> Caseload:
    """These clients, sorted. Takes the same number of queries however many there are."""
    now = clock.now()
    cared_for = set(CareRelationship.objects.current().filter(coach=coach).values_list("client_id", flat=True))
    rows = {client.pk: Row(client, cared_for=client.pk in cared_for) for client in clients}
    _contacts(rows)
    _sessions(rows, coach, cared_for, now)
    _needs(rows, coach)
    _alerts(rows, coach)
    _questions(rows, cared_for)
    _unanswered(rows, coach, now)
    for row in rows.values():
        row.due.sort(key=lambda due: (due.at is None, due.at or now))
    waiting = [row for row in rows.values() if row.due]
    others = [row for row in rows.values() if not row.due]
    today = clock.in_zone(now, coach.timezone).date()
    sessions = [row.session for row in rows.values() if row.session and row.session.therapist_id == coach.pk]
    return Caseload(
        waiting=sorted(waiting, key=lambda row: (row.first is None, row.first or now, row.client.name)),
        others=sorted(others, key=lambda row: (row.session is None, _planned(row, now), row.client.name)),
        sessions_today=sum(clock.in_zone(each.planned_for, coach.timezone).date() == today for each in sessions),
    )


def _planned(row: Row, now: datetime) -> datetime:
    return row.session.planned_for if row.session else now


def _contacts(rows: dict[UUID, Row]) -> None:
    asked = Contact.objects.filter(client__in=rows).values_list("client_id").annotate(Max("asked_at"))
    for client, at in asked:
        rows[client].asked_at = at
    for contact in Contact.objects.filter(client__in=rows, status__in=OPEN):
        at = contact.due_at or contact.asked_at
        what = _("an open contact: %(state)s") % {"state": contact.get_status_display()}
        rows[contact.client_id].due.append(Due(what, at, reverse("coaching:open", args=[contact.pk])))


def _sessions(rows: dict[UUID, Row], coach: Person, cared_for: set[UUID], now: datetime) -> None:
    open_ = (Session.State.PREPARING, Session.State.IN_SESSION)
    for session in Session.objects.filter(client__in=set(rows) & cared_for, state__in=open_):
        row = rows[session.client_id]
        row.session = session
        if session.therapist_id == coach.pk and session.planned_for < now + timedelta(hours=12):
            page = reverse("agenda:session", args=[session.pk])
            what = _("the session of %(day)s") % {
                "day": date_format(clock.in_zone(session.planned_for, coach.timezone), "l")
            }
            row.due.append(Due(what, session.planned_for, page))


def _needs(rows: dict[UUID, Row], coach: Person) -> None:
    for need in needs_for(coach):
        kind = KINDS.get(need.kind)
        row = rows.get(need.client_id)
        if kind is None or row is None or need.kind == "session":  # the session itself stands there
            continue
        page = reverse(kind.page, args=[need.subject_id if kind.of_subject else need.client_id])
        row.due.append(Due(str(kind.words), need.due_at, page))


def _alerts(rows: dict[UUID, Row], coach: Person) -> None:
    for alert in alerts_for(coach):
        if row := rows.get(alert.client_id):
            what = _("a strong urge on the card of %(day)s") % {"day": date_format(alert.day, "l j F")}
            row.due.append(Due(what, alert.at, reverse("diary:week", args=[alert.client_id])))


def _questions(rows: dict[UUID, Row], cared_for: set[UUID]) -> None:
    for client, skills in asked_by(set(rows) & cared_for).items():
        what = _("would like to learn: %(skills)s") % {"skills": ", ".join(name_of(skill) for skill in skills)}
        rows[client].due.append(Due(what, None, reverse("skills:learning", args=[client])))


def _unanswered(rows: dict[UUID, Row], coach: Person, now: datetime) -> None:
    for client, count in asked_and_open(coach, now - ASKED_LATELY):
        if row := rows.get(client):
            row.asked = count
