"""The note of a contact, what was added to it, and the ratings at moments."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id


class Note(OfClient):
    """The note of one contact. Free to change until signed; then only amended.

    `body` holds what `coaching.notes.fields` describes: risk asked and answered, skills tried and coached,
    commitment, actions taken, actions considered and not taken with the reason, follow-up.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = EncryptedJSONField(default=dict)
    for_client = EncryptedTextField(_("what the client reads"), blank=True, default="")
    updated_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the client told in the contact that they have acted

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact_id", "author"], name="one_note_per_coach")]
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"note {self.id}"


class Amendment(models.Model):
    """Words added to a signed note; the note itself stays as it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="amendments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"amendment of {self.note_id}"

    def encryption_scope(self) -> uuid.UUID:
        """The note's programme."""
        return self.note.programme_id


class Rating(OfClient):
    """How strong something was at a moment: distress 0 to 100, urges 0 to 5."""

    class Moment(models.TextChoices):
        ASKING = "asking", _("when asking")
        WAITING = "waiting", _("while waiting")
        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        LATER = "later", _("later")

    moment = models.CharField(max_length=10, choices=Moment.choices)
    distress = models.PositiveSmallIntegerField(null=True)
    urges = EncryptedJSONField(default=dict)  # dict[str, int], names from chart.urges.URGES
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(distress__isnull=True) | Q(distress__lte=100), name="distress_0_to_100")
        ]

    def __str__(self) -> str:
        return f"rating {self.id}"
