"""What client and therapist understand together: lines that one proposes and the other agrees to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedTextField


class Line(OfClient):
    """One line. It stands from when both agreed (`agreed_at`) until both took it out (`ended_at`)."""

    class Section(models.TextChoices):
        GOAL = "goal", _("Goals")
        STRENGTH = "strength", _("Strengths")
        CHALLENGE = "challenge", _("What is hard")
        VALUE = "value", _("What matters")

    section = models.CharField(max_length=10, choices=Section.choices)
    text = EncryptedTextField(default="")  # the wording that both agreed to
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "section", "at"], name="line_of_client")]

    def __str__(self) -> str:
        return f"line {self.id}"


class Proposal(OfClient):
    """A new wording of a line, or (`remove`) that it be taken out. Until it is settled the old wording stands."""

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("not like this")
        WITHDRAWN = "withdrawn", _("taken back")
        REPLACED = "replaced", _("another wording took its place")

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="proposals")
    text = EncryptedTextField(default="")
    remove = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line"], condition=Q(outcome=""), name="one_open_proposal_a_line"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="proposal_is_settled_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.id}"

    @property
    def by_client(self) -> bool:
        """Whether the client proposed it."""
        return self.by_id == self.client_id
