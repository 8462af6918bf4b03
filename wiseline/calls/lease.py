"""What only one process may do at a time: claimed by conditional update, renewed, and free again when it runs out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from wiseline.calls.models import Lease

if TYPE_CHECKING:
    from uuid import UUID


def claim(*, name: str, holder: UUID, until: datetime, now: datetime) -> bool:
    """Take it, or keep it. Returns False while another process holds it."""
    free = Lease.objects.filter(Q(holder=holder) | Q(until__lt=now), name=name)
    if free.update(holder=holder, until=until):
        return True
    if Lease.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, holder=holder, until=until)
    except IntegrityError:  # another process was quicker
        return False
    return True


def release(*, name: str, holder: UUID) -> None:
    """Let another process take it at once."""
    Lease.objects.filter(name=name, holder=holder).delete()
