"""Voice calls within a contact. Media goes from device to device; only the facts of a call are kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wiseline.lib import clock
from wiseline.lib.ids import new_id


class Call(models.Model):
    """One call of a contact, from the first person on the line until the last one left."""

    class End(models.TextChoices):
        HUNG_UP = "hung_up"
        LOST = "lost"
        NOT_CONNECTED = "not_connected"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField()
    contact_id = models.UUIDField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    connected_at = models.DateTimeField(null=True)  # both heard each other
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=16, choices=End.choices, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact_id"], condition=Q(ended_at=None), name="one_open_call")
        ]

    def __str__(self) -> str:
        return f"call {self.id}"


class Leg(models.Model):
    """One person's end of a call, on one page of one device. A newer leg of the same person replaces it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=clock.now)
    alive_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)
    # What this page, alone on the line, has ready for whoever comes next: session, description, candidates.
    offer = models.JSONField(null=True)
    offered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "person"], condition=Q(left_at=None), name="one_open_leg")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.call_id}"
