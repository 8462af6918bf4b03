"""What a therapist leaves for whoever covers, and what comes back from the night."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedTextField


class CoverBrief(OfClient):
    """For some days, what whoever is on duty should know of a client who may ask. The client reads it too."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    helps = EncryptedTextField(default="")
    avoid = EncryptedTextField(default="")  # what not to do
    first = models.DateField()
    last = models.DateField()
    ended_at = models.DateTimeField(null=True)  # taken back, or a newer one took its place

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="cover_brief_ends_after_it_starts"),
            models.UniqueConstraint(fields=["client"], condition=Q(ended_at=None), name="cover_brief_open_once"),
        ]

    def __str__(self) -> str:
        return f"cover brief {self.id}"


class HandBack(OfClient):
    """What a coach who covered tells who cares for the client, beside the note."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact_id", "by"], name="hand_back_once")]
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"hand-back {self.id}"


class NightLook(models.Model):
    """When a coach looked at what happened while others held their clients."""

    coach = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()  # when this visit began: opened again within hours, it is the same
    before = models.DateTimeField(null=True)  # when the visit before it began

    def __str__(self) -> str:
        return f"night look of {self.coach_id}"
