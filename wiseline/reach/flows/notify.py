"""Putting notifications into the outbox, in the transaction of what they tell. Sending is the engine's work.

No notification carries a name, a reason or any clinical word: only that somebody is needed, and where to look.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from wiseline.calls.models import PhoneLine
from wiseline.lib import clock
from wiseline.live.publish import publish
from wiseline.people.models import Person
from wiseline.reach.flows.lines import line_for, waits
from wiseline.reach.models import Delivery, Device, Route
from wiseline.reach.numbers import rung_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST = ("in_app", "web_push")
TELL_FOR = timedelta(hours=12)


def ring(
    *,
    person_id: UUID | None,
    contact_id: UUID,
    kind: str,
    step: int,
    until: datetime,
    channels: tuple[str, ...] = FIRST,
) -> None:
    """Ring a person on every device and channel given, until a moment. Presence in the app suppresses nothing.

    `step` makes the notification recognisable: the same step is never put into the outbox twice.
    """
    if person_id is None:
        return
    fresh = _enqueue([person_id], contact_id, kind, step, until=until, channels=channels)
    publish(to=fresh, kind="notice", id=str(contact_id), notice=kind)


def tell(*, person_ids: Iterable[UUID | None], contact_id: UUID, kind: str, step: int, quiet: bool = False) -> None:
    """Let persons know without ringing: in the app, by push without sound, and by e-mail unless `quiet`."""
    people = [person_id for person_id in person_ids if person_id is not None]
    channels = FIRST if quiet else (*FIRST, "email", "apprise")
    fresh = _enqueue(people, contact_id, kind, step, until=clock.now() + TELL_FOR, channels=channels)
    publish(to=fresh, kind="notice", id=str(contact_id), notice=kind)


def drop_rings(*, contact_id: UUID, kinds: tuple[str, ...] = ("ring", "nudge")) -> None:
    """What has not been sent and no longer matters is not sent."""
    Delivery.objects.filter(contact_id=contact_id, kind__in=kinds, status=Delivery.Status.PENDING).update(
        status=Delivery.Status.DROPPED
    )


def _enqueue(
    people: list[UUID], contact_id: UUID, kind: str, step: int, *, until: datetime, channels: tuple[str, ...]
) -> set[UUID]:
    """Add what is not in the outbox yet; return for whom something was new."""
    now = clock.now()
    rows: list[Delivery] = []

    def add(person_id: UUID, channel: str, device: Device | None, **extra: object) -> None:
        rows.append(
            Delivery(
                person_id=person_id,
                device=device,
                channel=channel,
                kind=kind,
                contact_id=contact_id,
                due_at=now,
                created_at=now,
                expires_at=until,
                dedupe=f"{contact_id}:{step}:{kind}:{channel}:{device.pk if device else person_id}",
                **extra,
            )
        )

    if "in_app" in channels:  # the live event is the sending; the page that shows it says so
        for person_id in people:
            add(person_id, "in_app", None, status=Delivery.Status.SENT, sent_at=now)
    if "web_push" in channels:
        devices = Device.objects.filter(person_id__in=people, disabled_at=None).exclude(endpoint_hash="")
        for device in devices.select_related("person"):
            add(device.person_id, "web_push", device)
    if "email" in channels:
        for person_id in Person.objects.filter(~Q(email=None), pk__in=people).values_list("pk", flat=True):
            add(person_id, "email", None)
    phones = {row.person_id: row for row in rung_numbers(people)} if "voice" in channels else {}
    for person_id, row in phones.items():
        if now + waits(row) < until:
            add(person_id, "voice", None)
            rows[-1].due_at = now + waits(row)
    if "apprise" in channels:
        for route in Route.objects.filter(person_id__in=people, disabled_at=None):
            add(route.person_id, "apprise", None, route=route)
            rows[-1].dedupe = f"{contact_id}:{step}:{kind}:apprise:{route.pk}"
            rows[-1].due_at = min(now + timedelta(seconds=route.after), until)
    known = set(Delivery.objects.filter(dedupe__in=[row.dedupe for row in rows]).values_list("dedupe", flat=True))
    new = sorted((row for row in rows if row.dedupe not in known), key=lambda row: row.dedupe)  # no two ways to wait
    Delivery.objects.bulk_create(new, ignore_conflicts=True)
    PhoneLine.objects.bulk_create(
        line_for(row, phones[row.person_id].person, phones[row.person_id].number, PhoneLine.Part.COACH)
        for row in new
        if row.channel == "voice"
    )
    return {row.person_id for row in new}
