"""Cover: what is left for whoever is on duty, and what comes back to who cares for the client."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wiseline.audit.trail import record
from wiseline.chart.models import CoverBrief, HandBack, Need, NightLook
from wiseline.chart.needs import meet_need, raise_need
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import CareRelationship, Person, Role, therapist_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

LONGEST = timedelta(days=60)
READ_WITHIN = timedelta(hours=16)
HAND_BACK = "hand_back"
COVERED = "covered"
NIGHT = timedelta(hours=24)
"""What happened so long ago at most is always shown."""
FORTNIGHT = timedelta(days=14)
"""What happened longer ago stands in the chart alone."""
VISIT = timedelta(hours=12)
"""Opened again within these hours, the page shows the same: nothing is gone at a second look."""


def leave_brief(*, client: Person, by: Person, helps: str, avoid: str, first: date, last: date) -> CoverBrief:
    """Leave words for whoever is on duty from the first to the last day; they take the place of those before."""
    with changes():
        standing = CoverBrief.objects.filter(client=client, ended_at=None)
        for row in standing:
            if (row.helps, row.avoid, row.first, row.last, row.by_id) == (helps, avoid, first, last, by.pk):
                return row
        standing.update(ended_at=clock.now())
        brief = CoverBrief.objects.create(
            client=client, programme_id=client.programme_id, by=by, helps=helps, avoid=avoid, first=first, last=last
        )
        record(
            actor=by, action="cover.brief_left", subject=brief, programme_id=client.programme_id, client_id=client.pk
        )
        publish(to=[client.pk], kind="cover")
    return brief


def end_brief(*, client: Person, by: Person) -> None:
    """Nobody on duty reads it any more."""
    with changes():
        for row in CoverBrief.objects.filter(client=client, ended_at=None):
            CoverBrief.objects.filter(pk=row.pk).update(ended_at=clock.now())
            _kept(row, by, "cover.brief_ended")


def brief_for_cover(client: Person) -> CoverBrief | None:
    """The words that stand, whether their days have come or not."""
    rows = CoverBrief.objects.filter(client=client, ended_at=None, last__gte=_today(client))
    return rows.select_related("by").first()


def brief_today(client: Person) -> CoverBrief | None:
    """The words that stand and whose days have come."""
    brief = brief_for_cover(client)
    return brief if brief is not None and brief.first <= _today(client) else None


def _today(client: Person) -> date:
    return clock.in_zone(clock.now(), client.programme.timezone).date()


def briefs_today(programme_id: UUID, today: date) -> QuerySet[CoverBrief]:
    """Everything that was left for whoever is on duty on that day."""
    rows = CoverBrief.objects.filter(programme_id=programme_id, ended_at=None, first__lte=today, last__gte=today)
    return rows.filter(client__is_active=True).select_related("client", "by").order_by("client__name")


def without_brief(coach: Person, today: date) -> list[Person]:
    """Further clients who may ask: nothing was left about them, and the coach does not care for them."""
    clients = Person.objects.filter(programme=coach.programme_id, is_active=True, role_rows__role=Role.CLIENT)
    own = CareRelationship.objects.current().filter(coach=coach).values("client")
    told = briefs_today(coach.programme_id, today).values("client")
    return list(clients.exclude(pk__in=own).exclude(pk__in=told).order_by("name"))


def hand_back(*, contact_id: UUID, client: Person, by: Person, text: str) -> HandBack:
    """Tell who cares for the client how it was. Said again, the newer words count and are to be read again."""
    now = clock.now()
    with changes():
        row = HandBack.objects.filter(contact_id=contact_id, by=by).first()
        if row is not None and row.text == text:
            return row
        row = row or HandBack(contact_id=contact_id, client=client, programme_id=client.programme_id, by=by)
        row.text, row.at, row.read_at, row.read_by = text, now, None, None
        row.save()
        _kept(row, by, "cover.handed_back")
        raise_need(client=client, kind=HAND_BACK, due_at=now + READ_WITHIN, subject_id=row.pk)
    return row


def read_hand_back(*, row: HandBack, by: Person) -> None:
    """Who cares for the client has read it."""
    with changes():
        if HandBack.objects.filter(pk=row.pk, read_at=None).update(read_at=clock.now(), read_by=by):
            meet_need(client=row.client, kind=HAND_BACK, by=by, subject_id=row.pk)
        if row.contact_id is not None:
            looked_at(contact_id=row.contact_id, client=row.client, by=by)


def owe_a_look(*, contact_id: UUID, client: Person, closed_by: Person) -> None:
    """Another than the client's therapist closed a contact: the therapist, wherever there is one, is to look at it."""
    therapist = therapist_of(client.pk)
    if therapist is not None and therapist.pk != closed_by.pk:
        due_at = clock.now() + READ_WITHIN
        raise_need(client=client, kind=COVERED, due_at=due_at, subject_id=contact_id, owner=therapist)


def looked_at(*, contact_id: UUID, client: Person, by: Person) -> None:
    """Somebody opened a contact that is over; where they owe it a look, that was it."""
    if Need.objects.filter(kind=COVERED, subject_id=contact_id, owner=by, met_at=None).exists():
        meet_need(client=client, kind=COVERED, by=by, subject_id=contact_id)


def look_at_night(coach: Person, now: datetime) -> datetime:
    """The coach opens what happened while others held their clients; returns since when it is to be shown.

    Since they last looked, but at least a day and at most a fortnight back.
    """
    with changes():
        row, new = NightLook.objects.get_or_create(coach=coach, defaults={"opened_at": now})
        if not new and row.opened_at <= now - VISIT:
            row.before, row.opened_at = row.opened_at, now
            row.save(update_fields=["before", "opened_at"])
    return max(now - FORTNIGHT, min(now - NIGHT, row.before or now - FORTNIGHT))


def handed_back(client_ids: list[UUID], since: datetime) -> list[HandBack]:
    """What has come back of these clients and is not read, or came lately; the newest first."""
    rows = HandBack.objects.filter(Q(read_at=None) | Q(at__gte=since), client_id__in=client_ids)
    return list(rows.select_related("client", "by").order_by("-at"))


def _kept(row: CoverBrief | HandBack, by: Person, action: str) -> None:
    record(actor=by, action=action, subject=row, programme_id=row.programme_id, client_id=row.client_id)
