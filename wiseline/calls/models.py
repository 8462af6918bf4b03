"""Voice calls within a contact. Media goes from device to device; only the facts of a call are kept."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id


class Call(models.Model):
    """One call of a contact, from the first person on the line until the last one left."""

    class End(models.TextChoices):
        HUNG_UP = "hung_up"
        LOST = "lost"
        NOT_CONNECTED = "not_connected"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField()
    contact_id = models.UUIDField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    connected_at = models.DateTimeField(null=True)  # both heard each other
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=16, choices=End.choices, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact_id"], condition=Q(ended_at=None), name="one_open_call")
        ]

    def __str__(self) -> str:
        return f"call {self.id}"


class Leg(models.Model):
    """One person's end of a call: one page of one device, or their phone. A newer leg of the person replaces it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=clock.now)
    alive_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)
    by_phone = models.BooleanField(default=False)
    put_through = models.CharField(max_length=24, blank=True)  # the page's session that is in the phones' room
    # What this page, alone on the line, has ready for whoever comes next: session, description, candidates.
    offer = models.JSONField(null=True)
    offered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "person"], condition=Q(left_at=None), name="one_open_leg")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.call_id}"


class PhoneLine(models.Model):
    """One phone that is rung, or that rings in. What it says is decided by the script that `part` names."""

    class Part(models.TextChoices):
        CALLER = "caller"  # a client rings in
        CALLED = "called"  # a client is rung
        COACH = "coach"  # a coach is rung
        CODE = "code"  # a number is verified
        TEST = "test"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField()
    provider = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120, blank=True)  # the provider's own
    part = models.CharField(max_length=8, choices=Part.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    contact_id = models.UUIDField(null=True)
    number = EncryptedTextField(default="")
    language = models.CharField(max_length=12, default="en")
    state = models.JSONField(default=dict)  # coaching.phone.script.State
    said = models.JSONField(default=list)  # the last answer: a repeated event gets it again
    turn = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    placed_at = models.DateTimeField(null=True)  # the provider took it, or it came in
    answered_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)  # in the room
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=20, blank=True)  # why, in the provider's words
    wants_at = models.DateTimeField(null=True)  # something changed: the line is to ask anew, or to be hung up
    seen_at = models.DateTimeField(default=clock.now)  # the provider last spoke of it
    leg = models.ForeignKey(Leg, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["wants_at"], condition=Q(wants_at__isnull=False), name="line_wants"),
            models.Index(fields=["contact_id"], condition=Q(ended_at=None), name="line_of_contact"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "external_id"], condition=~Q(external_id=""), name="a_line_is_known_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} line {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the number."""
        return self.programme_id


class SpokenMessage(models.Model):
    """What a client said after nobody was reached, sealed; the provider's copy is deleted once it is here."""

    LATE = 5
    """After so many tries, five minutes, it is said that it is not here, or that the provider still has it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField()
    contact_id = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=200, blank=True)  # the provider's name for it, until it was fetched
    seconds = models.PositiveSmallIntegerField()
    sound = EncryptedJSONField(null=True)  # {"type": ..., "data": base64}
    spoken_at = models.DateTimeField(default=clock.now)
    fetch_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # since it was spoken; 0 again once nothing is left there
    heard_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contact_id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ref"], condition=~Q(ref=""), name="a_message_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"spoken message {self.id}"

    @property
    def is_late(self) -> bool:
        """Whether it should have been here, or gone from the provider, by now."""
        return self.attempts >= self.LATE

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the sound."""
        return self.programme_id


class Lease(models.Model):
    """What only one process may do at a time: who does it, and until when without a further word."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.UUIDField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until}"


class Outage(models.Model):
    """A provider that fails: until when nothing goes out by it. Gone with the first thing that it takes again."""

    provider = models.CharField(max_length=20, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.provider} until {self.until}"
