"""Three short answers about how the two work together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedTextField


class Pulse(OfClient):
    """One pulse. Until the client shows it (`shown_at`) nobody else reads it. Passed over, it has no answers."""

    understood = models.PositiveSmallIntegerField(null=True)  # 0-5, the items of alliance.pulse_rules.ITEMS
    right_things = models.PositiveSmallIntegerField(null=True)
    honest = models.PositiveSmallIntegerField(null=True)
    words = EncryptedTextField(default="")
    shown_at = models.DateTimeField(null=True)
    passed_over = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(understood=None) | Q(understood__lte=5))
                & (Q(right_things=None) | Q(right_things__lte=5))
                & (Q(honest=None) | Q(honest__lte=5)),
                name="pulse_0_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"pulse {self.id}"

    @property
    def answers(self) -> dict[str, int | None]:
        """By item."""
        return {"understood": self.understood, "right_things": self.right_things, "honest": self.honest}
