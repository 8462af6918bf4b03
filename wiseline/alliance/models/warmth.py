"""Short warm lines from a coach outside of a contact, and good news from the client."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedTextField


class GoodNews(OfClient):
    """Something good that the client tells, in a few words or in none."""

    text = EncryptedTextField(default="")
    key = models.CharField(max_length=64, blank=True, default="")  # made by the device: a repeat is the same news
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], condition=~Q(key=""), name="good_news_taken_once")
        ]

    def __str__(self) -> str:
        return f"good news {self.id}"


class WarmLine(OfClient):
    """A line from a coach; it stays on the client's home until they have read it."""

    class Answer(models.TextChoices):
        NONE = "", _("read")
        THANKS = "thanks", _("Thank you")
        NEEDED = "needed", _("I needed that")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    news = models.ForeignKey(GoodNews, null=True, on_delete=models.PROTECT, related_name="replies")  # what it answers
    key = models.CharField(max_length=64, blank=True, default="")
    read_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["client", "-at"]),
            models.Index(fields=["client"], condition=Q(read_at=None), name="warm_unread"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], condition=~Q(key=""), name="warm_line_taken_once")
        ]

    def __str__(self) -> str:
        return f"warm line {self.id}"
