"""A client's crisis plan: written by client and therapist, every version kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField
from wiseline.lib.ids import new_id


class CrisisPlan(models.Model):
    """One version of a client's plan; the newest holds. `sections` maps a section's name to its lines."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="crisis_plans")
    version = models.PositiveIntegerField()
    sections = EncryptedJSONField(default=dict)  # dict[str, list[str]], keys of safety.plan_sections.SECTIONS
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "version"], name="plan_version_once")]
        get_latest_by = "version"

    def __str__(self) -> str:
        return f"plan of {self.client_id}, version {self.version}"

    def encryption_scope(self):  # type: ignore[no-untyped-def]
        return self.client.programme_id
