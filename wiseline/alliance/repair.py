"""What was agreed after a repair is kept, read by both, and looked at again; staff owe that, and it is not forgotten.

Less conflict, alienation and distance with the therapist is one of the three targets of coaching, and repair runs both
ways (Ben-Porath & Koons 2005; Ben-Porath 2015). When to look again is GK.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wiseline.alliance.models import Repair
from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

LOOK_AGAIN_DAYS = (3, 7, 14)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both say: what it meant, what each will do differently, and in how many days they look again."""

    meant: str
    coach_will: str
    client_will: str
    days: int


def keep_agreed(*, contact_id: UUID, client: Person, coach: Person, agreed: Agreed) -> Repair:
    """Keep what was agreed in a contact; kept again, it takes the place of what the same contact had."""
    now = clock.now()
    with changes():
        row, new = Repair.objects.select_for_update().get_or_create(
            contact_id=contact_id,
            defaults={
                "client": client,
                "programme_id": client.programme_id,
                "coach": coach,
                "at": now,
                "look_again_at": now + timedelta(days=agreed.days),
            },
        )
        row.meant, row.coach_will, row.client_will = agreed.meant, agreed.coach_will, agreed.client_will
        row.coach, row.look_again_at = coach, row.at + timedelta(days=agreed.days)
        row.save()
        if not new:
            meet_need(client=client, kind="repair", by=None, subject_id=row.pk)  # raised anew for another day
        raise_need(client=client, kind="repair", due_at=row.look_again_at, subject_id=row.pk, owner=coach)
        if new:
            add_to_timeline(client=client, kind="repair.agreed", actor=coach, contact_id=contact_id, at=now)
        _kept(row, coach, "repair.agreed")
    return row


def say_how_it_is(*, repair: Repair, says: str) -> None:
    """The client says how it is now. Where it is still between them, staff owe a talk from this moment on."""
    now = clock.now()
    with changes():
        row = Repair.objects.select_for_update().get(pk=repair.pk)
        row.client_says, row.client_said_at = says, now
        row.save(update_fields=["client_says", "client_said_at"])
        if says == Repair.Now.STILL:
            raise_need(client=row.client, kind="repair", due_at=now, subject_id=row.pk, owner=row.coach)
        _kept(row, row.client, "repair.said")


def looked_again(*, repair: Repair, by: Person) -> None:
    """Staff say that both have looked at it again."""
    with changes():
        Repair.objects.filter(pk=repair.pk).update(looked_at=clock.now(), looked_by=by)
        meet_need(client=repair.client, kind="repair", by=by, subject_id=repair.pk)
        _kept(repair, by, "repair.looked")


def _kept(row: Repair, by: Person, action: str) -> None:
    client = row.client
    record(actor=by, action=action, subject=row, programme_id=client.programme_id, client_id=client.pk)
    publish(to=[client.pk, row.coach_id, *carers_of(client)], kind="alliance")


# Reading


def repair_of(contact_id: UUID) -> Repair | None:
    """What was agreed in a contact."""
    return Repair.objects.filter(contact_id=contact_id).select_related("coach").first()


def repairs_of(client: Person, since: datetime | None = None) -> list[Repair]:
    """What was agreed, the newest first; `since`: only what was agreed, said or looked at from then on."""
    rows = list(Repair.objects.filter(client=client).select_related("coach", "looked_by").order_by("-at", "-id"))
    if since is None:
        return rows
    return [row for row in rows if max(filter(None, (row.at, row.client_said_at, row.looked_at))) >= since]


def to_look_at(client: Person, now: datetime) -> bool:
    """Whether the time has come at which the client wanted to look again."""
    return Repair.objects.filter(client=client, look_again_at__lte=now, client_says="", looked_at=None).exists()
