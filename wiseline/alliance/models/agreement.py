"""The coaching agreement: every wording is a version, signed by both in the words that they read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField


class Agreement(OfClient):
    """One version of a client's agreement; the newest asks both to sign. `body` maps a section to its words."""

    number = models.PositiveIntegerField()
    body = EncryptedJSONField(default=dict)  # dict[str, str], keys of alliance.wording.SECTIONS
    hours = EncryptedTextField(default="")  # how the therapist's limits read when this was written
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "number"], name="agreement_version_once"),
        ]

    def __str__(self) -> str:
        return f"agreement of {self.client_id}, version {self.number}"


class Signature(OfClient):
    """Who signed which version: the name as typed, and the words as they were read."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField()
    wording = EncryptedTextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "person"], name="signed_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"signature of {self.agreement_id}"

    @property
    def by_client(self) -> bool:
        """Whether it is the client's."""
        return self.person_id == self.client_id


class Wish(OfClient):
    """What the client would like to be different in the agreement; answered by a new version or in a talk."""

    text = EncryptedTextField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"wish {self.id}"
