"""Phones that are to ring: a line and the delivery that places it are one thing with one id."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from wiseline.calls.line import Event, What, heard
from wiseline.calls.models import PhoneLine
from wiseline.lib import clock
from wiseline.reach.models import Delivery, PhoneNumber

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

PATIENCE = timedelta(minutes=2)
"""A call that a person asked for is tried for so long."""


def provider_name() -> str:
    """The scheme of the provider's address."""
    return settings.PHONE.partition(":")[0]


def line_for(delivery: Delivery, person: Person, number: str, part: str) -> PhoneLine:
    """The line, not yet saved, that a delivery by voice will place."""
    return PhoneLine(
        id=delivery.pk,
        programme_id=person.programme_id,
        provider=provider_name(),
        part=part,
        person=person,
        contact_id=delivery.contact_id,
        number=number,
        language=person.locale,
        created_at=delivery.created_at,
        seen_at=delivery.created_at,
    )


def ring_phone(
    *, row: PhoneNumber, part: str, kind: str, contact_id: UUID | None = None, number: str = ""
) -> PhoneLine:
    """Ring a person's phone now, because somebody asked for it. Call inside `changes()`.

    `number` is one that is not verified yet, to verify it. A call that was dropped while it was being placed is wanted
    again instead of a second one, which would find the phone engaged.
    """
    now = clock.now()
    for line in _being_placed(row.person, part, contact_id, now) if contact_id else ():
        dropped = Delivery.objects.filter(pk=line.pk, status=Delivery.Status.DROPPED)
        if dropped.update(status=Delivery.Status.PENDING, kind=kind, expires_at=now + PATIENCE):
            return line
    delivery = Delivery(
        person=row.person,
        channel="voice",
        kind=kind,
        contact_id=contact_id,
        due_at=now,
        created_at=now,
        expires_at=now + PATIENCE,
    )
    delivery.dedupe = f"line:{delivery.pk}"
    delivery.save(force_insert=True)
    line = line_for(delivery, row.person, number or row.number, part)
    line.save(force_insert=True)
    return line


def _being_placed(person: Person, part: str, contact_id: UUID, now: datetime) -> list[PhoneLine]:
    """Lines of dropped calls of which the provider has not said yet whether it took them."""
    tried = Delivery.objects.filter(person=person, contact_id=contact_id, channel="voice", attempts__gt=0, error="")
    rows = PhoneLine.objects.filter(pk__in=tried.filter(due_at__gt=now).values("pk"), part=part)
    return list(rows.filter(ended_at=None, placed_at=None))


def settled(delivery: Delivery, *, at: datetime) -> None:
    """The provider took the call, or it was given up: the line learns of it. Call outside of a transaction."""
    if delivery.status == Delivery.Status.SENT:
        # `wants_at`: what changed while it was on its way is looked at now that it can be hung up.
        PhoneLine.objects.filter(pk=delivery.pk, ended_at=None).update(
            external_id=delivery.external_id, placed_at=at, seen_at=at, wants_at=at
        )
    else:
        heard(delivery.pk, Event(What.GONE, ref="not placed"))


def was_placed(delivery: Delivery) -> str:
    """The provider's id of a call whose fate was unknown, where a webhook has told of it meanwhile; else nothing."""
    row = PhoneLine.objects.filter(pk=delivery.pk).exclude(external_id="").first()
    return row.external_id if row else ""


def is_up_already(delivery: Delivery) -> bool:
    """Whether a phone of this person rings, or is picked up, for the same contact: it would be engaged."""
    lines = PhoneLine.objects.filter(person_id=delivery.person_id, contact_id=delivery.contact_id, ended_at=None)
    return delivery.contact_id is not None and lines.filter(placed_at__isnull=False).exclude(pk=delivery.pk).exists()
