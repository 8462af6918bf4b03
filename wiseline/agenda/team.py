"""The consultation team's own agenda: what coaches bring, and what was decided about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.agenda.models import TeamItem
from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import PersonRole, Role

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

KEPT_IN_VIEW = timedelta(days=60)
COACHES = (Role.THERAPIST, Role.TRAINER, Role.LEAD)


def bring(*, by: Person, text: str, about: Person | None, key: str) -> TeamItem:
    """Put something on the agenda; the same key again is the same item."""
    with changes():
        item, new = TeamItem.objects.get_or_create(
            by=by, key=key, defaults={"programme_id": by.programme_id, "text": text, "about": about}
        )
        if new:
            _say(item, by, "team.brought")
    return item


def decide(*, item: TeamItem, by: Person, decided: str) -> None:
    """The team has talked about it, and this was decided. Said again with other words, those count."""
    with changes():
        row = TeamItem.objects.select_for_update().get(pk=item.pk)
        if row.done_at and row.decided == decided:
            return
        row.decided, row.done_at, row.done_by = decided, row.done_at or clock.now(), by
        row.save(update_fields=["decided", "done_at", "done_by"])
        _say(row, by, "team.decided")


def reopen(*, item: TeamItem, by: Person) -> None:
    """It is not done after all; what was decided stays written."""
    with changes():
        if TeamItem.objects.filter(pk=item.pk).exclude(done_at=None).update(done_at=None, done_by=None):
            _say(item, by, "team.reopened")


def open_items(programme_id: UUID) -> list[TeamItem]:
    """What is to be talked about, in the order in which it was brought."""
    rows = TeamItem.objects.filter(programme_id=programme_id, done_at=None).select_related("by", "about")
    return list(rows.order_by("at"))


def done_items(programme_id: UUID) -> list[TeamItem]:
    """What was decided lately, the newest first."""
    since = clock.now() - KEPT_IN_VIEW
    rows = TeamItem.objects.filter(programme_id=programme_id, done_at__gte=since)
    return list(rows.select_related("by", "about", "done_by").order_by("-done_at")[:40])


def team_of(programme_id: UUID) -> list[UUID]:
    """Everybody who coaches."""
    rows = PersonRole.objects.filter(role__in=COACHES, person__programme_id=programme_id, person__is_active=True)
    return list(rows.values_list("person_id", flat=True).distinct())


def _say(item: TeamItem, by: Person, action: str) -> None:
    client_id = item.about_id
    record(actor=by, action=action, subject=item, programme_id=item.programme_id, client_id=client_id)
    publish(to=team_of(item.programme_id), kind="team")
