"""Devices that are rung no more, and signing out of a browser from another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.signed_in import end_sign_in
from wiseline.reach.models import Device

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wiseline.people.models import Person, SignIn


def retire(devices: QuerySet[Device]) -> None:
    """Ring them no more, and forget their address, so that not even the phone itself can bring them back."""
    devices.update(disabled_at=clock.now(), subscription=None, endpoint_hash="")


def sign_out_of(person: Person, rows: Iterable[SignIn], *, everywhere: bool = False) -> int:
    """End these sign-ins of the person: their cookies are dead, their streams end, and they are rung no more.

    `everywhere` also silences each device that no known sign-in goes with, as from before sign-ins were kept.
    Returns how many ended.
    """
    rows = list(rows)
    with changes():
        for row in rows:
            end_sign_in(row)
            record(
                actor=person,
                action="sign_in.ended",
                subject=row,
                programme_id=person.programme_id,
                client_id=person.pk if person.is_client else None,
            )
        devices = Device.objects.filter(person=person, disabled_at=None)
        retire(devices if everywhere else devices.filter(key__in=[row.device_key for row in rows if row.device_key]))
    return len(rows)
