"""A coach's own words, and voice, for a moment that is still to come."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedBytesField, EncryptedTextField


class Encouragement(OfClient):
    """Words for a moment. Hidden by the client it can be shown again; removed, its words and voice are gone."""

    class Tie(models.TextChoices):
        HARD = "hard", _("When it is hard")
        SKILL = "skill", _("With a skill")
        TIME = "time", _("At a time of day")
        EVENT = "event", _("On a certain day")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(default="")
    tie = models.CharField(max_length=8, choices=Tie.choices)
    skill = models.CharField(max_length=60, blank=True, default="")
    clock_time = models.TimeField(null=True)  # on the client's own clock
    on = models.DateField(null=True)
    event = EncryptedTextField(blank=True, default="")
    sound_type = models.CharField(max_length=20, blank=True, default="")  # none: there is no voice
    seconds = models.PositiveSmallIntegerField(default=0)
    in_plan = models.BooleanField(default=False)  # the client's choice: it opens with the plan, without their PIN
    hidden_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, blank=True, default="")  # made by the device: a repeat is the same one

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["client", "tie"], condition=Q(removed_at=None, hidden_at=None), name="words_shown")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], condition=~Q(key=""), name="words_taken_once"),
            models.CheckConstraint(
                condition=(
                    Q(tie="hard")
                    | (Q(tie="skill") & ~Q(skill=""))
                    | Q(tie="time", clock_time__isnull=False)
                    | Q(tie="event", on__isnull=False)
                ),
                name="words_have_their_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"words {self.id}"


class Voice(models.Model):
    """The sound of one, sealed. In a table of its own, so that nothing reads it by the way."""

    encouragement = models.OneToOneField(
        Encouragement, primary_key=True, on_delete=models.CASCADE, related_name="voice"
    )
    programme_id = models.UUIDField(editable=False)
    sound = EncryptedBytesField()

    def __str__(self) -> str:
        return f"voice of {self.encouragement_id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals it."""
        return self.programme_id
