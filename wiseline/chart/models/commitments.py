"""What the client said they would do; and the timeline."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedTextField


class Commitment(OfClient):
    """What the client said they would do, and when Wiseline asks how it went."""

    class Outcome(models.TextChoices):
        OPEN = "", _("not said yet")
        HELPED = "helped", _("I did it and it helped")
        SOME = "some", _("I did it and it helped a little")
        NOT_HELPED = "not_helped", _("I did it and it did not help")
        NOT_DONE = "not_done", _("I have not done it")

    text = EncryptedTextField()
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ask_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ask_at"], condition=Q(asked_at=None), name="commitment_due"),
            models.Index(fields=["client", "-at"]),
        ]

    def __str__(self) -> str:
        return f"commitment {self.id}"


class TimelineEntry(OfClient):
    """One line in the client's timeline: what happened, in the order it happened. Words are made when shown."""

    kind = models.CharField(max_length=40)  # contact.asked, contact.closed, note.signed, commitment.answered ...
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)  # ids and states only

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
