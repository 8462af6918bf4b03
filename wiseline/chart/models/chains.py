"""Chain analyses: how one thing led to another, and where a skill could have stood."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField


class Chain(OfClient):
    """One analysis as it stands. `body` is a `chains.chain.Body` as plain data."""

    class Kind(models.TextChoices):
        CHAIN = "chain", _("Chain analysis")
        MISSING = "missing", _("Missing links")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    body = EncryptedJSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"chain {self.id}"


class ChainRevision(OfClient):
    """An analysis as it was at one revision: nothing is overwritten."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    body = EncryptedJSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "number"], name="chain_revision_once")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.chain_id}"
