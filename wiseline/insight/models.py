"""What was found for a client, kept until their data change; and what the client says is not right."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id


class Found(models.Model):
    """The patterns and courses of a client, as they follow from data with this fingerprint."""

    client = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="found_patterns"
    )
    programme_id = models.UUIDField(editable=False)
    fingerprint = models.CharField(max_length=64)
    patterns = EncryptedJSONField(default=list)
    drawn = EncryptedJSONField(default=dict)  # SVG by name, of the charts that were asked for since
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"patterns of {self.client_id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals what was found."""
        return self.programme_id


class Dispute(models.Model):
    """The client says that a pattern is not right. It stays to be seen, with what they say."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pattern = models.CharField(max_length=16)  # `sentences.name_of` a pattern: the same one when it is found again
    text = EncryptedTextField()
    at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "pattern"],
                condition=models.Q(taken_back_at=None),
                name="a_pattern_is_disputed_once",
            )
        ]

    def __str__(self) -> str:
        return f"dispute {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the words."""
        return self.programme_id
