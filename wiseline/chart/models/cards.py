"""The diary card: its versions, the days that were filled, short check-ins, and what is asked about an entry."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField


class CardVersion(OfClient):
    """One version of a client's card; the newest holds, and an old day keeps the one it was filled on.

    `items` is a list of `diary.card.Item` as plain data.
    """

    number = models.PositiveIntegerField()
    items = EncryptedJSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "number"], name="card_version_once")]

    def __str__(self) -> str:
        return f"card {self.number} of {self.client_id}"


class CardReminder(models.Model):
    """When the client wants to be reminded, on their own clock. No row: never."""

    client = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="card_reminder"
    )
    time = models.TimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"reminder of {self.client_id}"


class DiaryDay(OfClient):
    """One day of a client's diary as it stands: the entries of all devices, put together.

    `answers` maps an item's id to its answer; `open` maps an item's id to the answers that do not agree, until
    the client has chosen. `revision` counts the entries.
    """

    day = models.DateField()
    card = models.ForeignKey(CardVersion, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField(default=dict)
    open = EncryptedJSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    mended = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "day"], name="diary_day_once")]

    def __str__(self) -> str:
        return f"{self.day} of {self.client_id}"


class DiaryEntry(OfClient):
    """What one device sent for a day, kept as it came: the day is put together from these."""

    day = models.ForeignKey(DiaryDay, on_delete=models.PROTECT, related_name="entries")
    card = models.ForeignKey(CardVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # the day's revision that this entry made
    answers = EncryptedJSONField(default=dict)
    made = EncryptedJSONField(default=dict)  # the day's answers after this entry: what the next one is compared with
    key = models.CharField(max_length=64)  # made by the device: a repeat is the same entry

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], name="diary_entry_taken_once"),
            models.UniqueConstraint(fields=["day", "number"], name="diary_entry_number_once"),
        ]

    def __str__(self) -> str:
        return f"entry {self.number} of {self.day_id}"


class CheckIn(OfClient):
    """A few ratings at a moment of the day; there may be several."""

    answers = EncryptedJSONField(default=dict)
    place = models.CharField(max_length=20, blank=True, default="")  # a word of skills.words.PLACES
    company = models.CharField(max_length=20, blank=True, default="")  # a word of skills.words.COMPANY
    key = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "key"], name="check_in_taken_once")]

    def __str__(self) -> str:
        return f"check-in {self.id}"


class DiaryQuestion(OfClient):
    """What a therapist asks or says about a day, and what the client answers."""

    day = models.DateField()
    item = models.CharField(max_length=60, blank=True, default="")  # an item's id; empty: the whole day
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    answer = EncryptedTextField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"question {self.id}"


class DiaryAlert(OfClient):
    """An urge at or above what the therapist and the client agreed to look at; until somebody has looked."""

    class Source(models.TextChoices):
        DAY = "day", _("card")
        CHECK_IN = "check_in", _("check-in")

    day = models.DateField()
    item = models.CharField(max_length=60)
    source = models.CharField(max_length=10, choices=Source.choices)
    value = EncryptedJSONField(default=int)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "day", "item"], name="diary_alert_once_a_day"),
        ]
        indexes: ClassVar = [models.Index(fields=["client"], condition=models.Q(seen_at=None), name="diary_alert_open")]

    def __str__(self) -> str:
        return f"alert {self.id}"
