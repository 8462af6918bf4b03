"""Putting notifications into the outbox, in the transaction of what they tell. Sending is the engine's work.

No notification carries a name, a reason or any clinical word: only that somebody is needed, and where to look.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from wiseline.calls.models import PhoneLine
from wiseline.lib import clock
from wiseline.live.publish import publish
from wiseline.reach.flows.lines import line_for
from wiseline.reach.flows.texts import text_for
from wiseline.reach.models import Delivery, PhoneNumber, PhoneText
from wiseline.reach.routing import IN_APP, PUSH, SMS, VOICE, Topic, channel_of, route, topic_of
from wiseline.reach.ways import Reach, reaches, way_of
from wiseline.reach.words import notice_text

if TYPE_CHECKING:
    from collections.abc import Iterable

RINGS = ("ring", "nudge")
QUIETLY = ("in_app", "web_push")
URGENTLY = (*QUIETLY, "email", "apprise")
TELL_FOR = timedelta(hours=12)


def ring(
    *,
    person_id: UUID | None,
    contact_id: UUID,
    kind: str,
    step: int,
    until: datetime,
    channels: tuple[str, ...] = QUIETLY,
    texted: bool = False,
) -> None:
    """Ring a person on every device and channel given, until a moment. Presence in the app suppresses nothing.

    `step` makes the notification recognisable: the same step is never put into the outbox twice. `texted`: a text of
    the contact's own tells them (coaching.texts), and no second one does.
    """
    if person_id is None:
        return
    fresh = _enqueue([person_id], contact_id, kind, step, until=until, channels=channels, texted=texted)
    publish(to=fresh, kind="notice", id=str(contact_id), notice=kind)


def tell(
    *,
    person_ids: Iterable[UUID | None],
    contact_id: UUID,
    kind: str,
    step: int,
    quiet: bool = False,
    texted: bool = False,
) -> None:
    """Let persons know without ringing: in the app, by push without sound, and by e-mail unless `quiet`.

    `texted`: as for `ring`.
    """
    people = [person_id for person_id in person_ids if person_id is not None]
    channels = QUIETLY if quiet else URGENTLY
    until = clock.now() + TELL_FOR
    fresh = _enqueue(people, contact_id, kind, step, until=until, channels=channels, texted=texted)
    publish(to=fresh, kind="notice", id=str(contact_id), notice=kind)


def drop(*, contact_id: UUID, kinds: Iterable[str] = RINGS) -> None:
    """What was to be told of this and has not been sent is not sent; a phone that was to ring is not on a line."""
    pending = Delivery.objects.filter(contact_id=contact_id, kind__in=kinds, status=Delivery.Status.PENDING)
    calls = list(pending.filter(channel="voice").values_list("pk", flat=True)) if settings.PHONE else []
    pending.update(status=Delivery.Status.DROPPED)
    if calls:  # one whose placing has begun may ring: it keeps its line, and is hung up by it (see `send`)
        never_begun = Delivery.objects.filter(pk__in=calls, attempts=0).values("pk")
        PhoneLine.objects.filter(pk__in=never_begun, ended_at=None).update(ended_at=clock.now(), end="not needed")


def seen(*, person_id: UUID, about: UUID) -> None:
    """The person has looked at what they were told of: ways that were to come later are not needed any more."""
    waiting = Delivery.objects.filter(person_id=person_id, contact_id=about, status=Delivery.Status.PENDING)
    waiting = waiting.filter(due_at__gt=clock.now(), attempts=0).exclude(kind__in=(*RINGS, "call"))
    if waiting.exists():  # a page that is only read waits for nobody who writes
        waiting.update(status=Delivery.Status.DROPPED, error="seen")


def _enqueue(
    people: list[UUID],
    contact_id: UUID,
    kind: str,
    step: int,
    *,
    until: datetime,
    channels: tuple[str, ...],
    texted: bool,
) -> set[UUID]:
    """Add what is not in the outbox yet; return for whom something was new."""
    now = clock.now()
    found = reaches(people)
    hold = until - now if topic_of(kind) is Topic.RING else None
    within = None if topic_of(kind) is not Topic.RING or VOICE in channels else frozenset(channels)
    rows: list[Delivery] = []
    for one in found.values():
        usual = one.usual(channels)
        for way, delay in route(one.preferences, kind, now, usual=usual, hold=hold, within=within):
            if texted and way == SMS:
                continue
            key, due_at = f"{contact_id}:{step}:{kind}", now + delay
            last = max(until, due_at + TELL_FOR) if hold is None and delay else until  # what may wait is not too late
            rows += _deliveries(one, way, contact_id=contact_id, kind=kind, key=key, due_at=due_at, until=last)
    return _keep(rows, found)


def enqueue_way(one: Reach, way: str, *, kind: str, step: int, until: datetime) -> bool:
    """Send something by one way alone, at once; whether that is new."""
    key = f"{one.person.pk}:{step}:{kind}"
    rows = _deliveries(one, way, contact_id=None, kind=kind, key=key, due_at=clock.now(), until=until)
    return bool(_keep(rows, {one.person.pk: one}))


def _deliveries(
    one: Reach, way: str, *, contact_id: UUID | None, kind: str, key: str, due_at: datetime, until: datetime
) -> list[Delivery]:
    now = clock.now()
    rows = [
        Delivery(
            person=one.person,
            channel=channel_of(way),
            kind=kind,
            contact_id=contact_id,
            due_at=due_at,
            created_at=now,
            expires_at=until,
            dedupe=f"{key}:{channel_of(way)}:{target}",
            **extra,
        )
        for target, extra in _targets(one, way)
    ]
    if way == IN_APP:  # the live event is the sending; the page that shows it says so
        for row in rows:
            row.status, row.sent_at = Delivery.Status.SENT, now
    return rows


def _keep(rows: list[Delivery], found: dict[UUID, Reach]) -> set[UUID]:
    known = set(Delivery.objects.filter(dedupe__in=[row.dedupe for row in rows]).values_list("dedupe", flat=True))
    new = sorted((row for row in rows if row.dedupe not in known), key=lambda row: row.dedupe)  # no two ways to wait
    Delivery.objects.bulk_create(new, ignore_conflicts=True)
    _by_number(new, {person_id: one.number for person_id, one in found.items() if one.number})
    return {row.person_id for row in new}


def _targets(one: Reach, way: str) -> list[tuple[UUID, dict[str, Any]]]:
    """What a way leads to: each device, the further way, or the person as such."""
    if way == PUSH:
        return [(device.pk, {"device": device}) for device in one.devices]
    if way.startswith("apprise:"):
        return [(row.pk, {"route": row}) for row in one.routes if way == way_of(row)]
    return [(one.person.pk, {})]


def _by_number(new: list[Delivery], numbers: dict[UUID, PhoneNumber]) -> None:
    """What belongs to a call or a text that is to go out."""
    PhoneLine.objects.bulk_create(
        line_for(row, row.person, numbers[row.person_id].number, PhoneLine.Part.COACH)
        for row in new
        if row.channel == VOICE
    )
    PhoneText.objects.bulk_create(
        text_for(row, numbers[row.person_id].number, notice_text(row)) for row in new if row.channel == SMS
    )
