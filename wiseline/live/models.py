"""What every device of a person must see, in order: the table behind the live stream."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from wiseline.lib import clock


class Cursor(models.Model):
    """The last sequence number given to a person. Its row lock makes commit order and sequence the same."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="live_cursor"
    )
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person_id} {self.seq}"


class Event(models.Model):
    """One change that a person's devices must show. `data` holds ids and states, never clinical text."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "seq"], name="live_event_order")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.seq} {self.kind}"
