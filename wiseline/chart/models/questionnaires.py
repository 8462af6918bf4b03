"""Questionnaires: what a programme can ask, whom it is asked and when, and the answers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wiseline.chart.models.row import OfClient
from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id


class QuestionnaireVersion(models.Model):
    """One edition of a questionnaire as a programme knows it; never changed, so that old answers keep their meaning.

    Those that come with Wiseline get a row when they are first used. A programme's own have the text that was given and
    who gave it; they can be asked between `on_at` and `off_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    slug = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    definition = EncryptedJSONField(default=dict)  # questionnaires.definition.Definition as plain data
    text = EncryptedTextField(null=True, blank=True)  # what the programme gave; none where it came with Wiseline
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    on_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme_id", "slug", "number"], name="questionnaire_number_once"),
            models.UniqueConstraint(fields=["programme_id", "slug", "fingerprint"], name="questionnaire_edition_once"),
        ]

    def __str__(self) -> str:
        return f"edition {self.number} of {self.slug}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals this row's text."""
        return self.programme_id


class Asking(OfClient):
    """A questionnaire that a client is asked at times. The therapist sets it; the client can pause it."""

    slug = models.CharField(max_length=40)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    weekday = models.PositiveSmallIntegerField(default=0)  # 0 is Monday
    began = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "slug"], condition=Q(ended_at=None), name="asking_open_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6) & Q(every_weeks__gte=1), name="asking_has_days"),
        ]

    def __str__(self) -> str:
        return f"asking {self.id}"


class AskingReminder(models.Model):
    """When the client wants to be reminded of what is asked that day, on their own clock. No row: never."""

    client = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="asking_reminder"
    )
    time = models.TimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"reminder of {self.client_id}"


class QuestionnaireAnswers(OfClient):
    """What was answered at one time, with the edition that was asked."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=40)
    answers = EncryptedJSONField(default=dict)  # a question's id to its answer; what was left out is not in it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)  # made by the device: a repeat is the same

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "slug", "-at"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "key"], name="questionnaire_taken_once")]

    def __str__(self) -> str:
        return f"answers {self.id}"
