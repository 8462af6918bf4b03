"""What was taught to whom, what a client must mind, and what they would like to understand better."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedTextField
from wiseline.lib.ids import new_id


class AboutClient(models.Model):
    """A row about one client, sealed with their programme's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals this row's text."""
        return self.programme_id


class Taught(AboutClient):
    """A skill that was taught to a client on a day, and what was practised then. Taken back, it stays in the record."""

    skill = models.CharField(max_length=60)
    on = models.DateField()
    practised = EncryptedTextField(blank=True, default="")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "skill", "on"], condition=Q(taken_back_at=None), name="taught_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill} on {self.on}"


class Caution(AboutClient):
    """Something about a client's body or life that some skills must mind: a word of `library.entry.Flag`."""

    flag = models.CharField(max_length=40)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "flag"], condition=Q(lifted_at=None), name="caution_once")
        ]

    def __str__(self) -> str:
        return f"caution {self.id}"


class AskedAbout(AboutClient):
    """A skill that a client would like to understand or learn; it stays until who cares for them has taken it up."""

    skill = models.CharField(max_length=60)
    text = EncryptedTextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "skill"], condition=Q(done_at=None), name="asked_about_once")
        ]

    def __str__(self) -> str:
        return f"asked about {self.skill}"
