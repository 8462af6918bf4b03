"""The append-only record of who looked at or changed what about whom."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from wiseline.lib import clock
from wiseline.lib.ids import new_id


class Entry(models.Model):
    """One look or change. Holds names of actions and ids, never clinical text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=clock.now)
    programme_id = models.UUIDField()
    actor_id = models.UUIDField(null=True)  # null: the software itself
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    client_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["client_id", "-at"]),
            models.Index(fields=["subject_id", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only: an entry that exists can't be changed."""
        if not self._state.adding:
            raise TypeError("Audit entries are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Entries are not deleted."""
        raise TypeError("Audit entries are never deleted.")
