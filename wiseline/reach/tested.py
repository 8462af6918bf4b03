"""Who can be rung for sure: what they themselves heard ring, and what has not failed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet

from wiseline.people.models import Person
from wiseline.reach.models import Device, PhoneNumber

if TYPE_CHECKING:
    from uuid import UUID


def who_can_be_rung() -> QuerySet[Person]:
    """Everybody with a device that rang when it was tested, or with a phone number that did and may be rung."""
    devices = Device.objects.filter(tested_at__isnull=False, disabled_at=None)
    numbers = PhoneNumber.objects.filter(tested_at__isnull=False, verified_at__isnull=False, disabled_at=None)
    numbers = numbers.exclude(ring=PhoneNumber.Ring.NEVER) if settings.PHONE else numbers.none()
    return Person.objects.filter(Q(pk__in=devices.values("person")) | Q(pk__in=numbers.values("person")))


def can_be_rung(person_id: UUID) -> bool:
    """Whether a test has shown that this person can be rung, on a device or by phone."""
    return who_can_be_rung().filter(pk=person_id).exists()
