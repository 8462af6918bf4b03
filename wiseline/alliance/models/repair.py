"""What two people agreed when something had come between them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedTextField


class Repair(OfClient):
    """The agreement of one contact: both read it, and both look again at the time that they chose."""

    class Now(models.TextChoices):
        UNSAID = "", _("not said yet")
        GOOD = "good", _("it is good now")
        BETTER = "better", _("it is better")
        STILL = "still", _("it is still between us")

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    meant = EncryptedTextField(default="")  # what it was about and what it meant, in words that both share
    coach_will = EncryptedTextField(default="")
    client_will = EncryptedTextField(default="")
    look_again_at = models.DateTimeField()
    client_says = models.CharField(max_length=8, choices=Now.choices, blank=True, default="")
    client_said_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)  # when staff said that they have looked again, together
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact_id"], name="one_repair_a_contact")]

    def __str__(self) -> str:
        return f"repair {self.id}"
