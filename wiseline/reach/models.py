"""Devices that can be rung, and the outbox of what was sent to each."""

from __future__ import annotations

import uuid
from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id


class Device(models.Model):
    """A browser or installed app of a person. It can be rung once it has a push subscription or is open."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    key = models.CharField(max_length=64)  # made by the device, kept in its storage
    label = models.CharField(_("name"), max_length=80)
    subscription = EncryptedJSONField(null=True, blank=True)  # Web Push endpoint and keys
    endpoint_hash = models.CharField(max_length=64, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)  # its person confirmed that it rang
    disabled_at = models.DateTimeField(null=True, blank=True)  # a permanent error of its channel
    last_seen_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="device_once_per_person")]

    def __str__(self) -> str:
        return f"{self.label} of {self.person_id}"

    def encryption_scope(self):  # type: ignore[no-untyped-def]
        return self.person.programme_id


class PhoneNumber(models.Model):
    """A person's own phone on the phone network: rung and texted once it was verified, and only as they chose.

    `digest` finds the person of a number that calls in; the number itself is sealed.
    """

    class Kind(models.TextChoices):
        UNKNOWN = "", _("not known")
        MOBILE = "mobile", _("mobile")
        LANDLINE = "landline", _("landline")

    class Ring(models.TextChoices):
        NEVER = "never", _("Never")
        AT_ONCE = "at_once", _("At once")
        AFTER = "after", _("When the app was not answered")

    class Texts(models.TextChoices):
        NONE = "", _("no texts")
        NEUTRAL = "neutral", _("neutral words only")
        FULL = "full", _("the full text")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="phone_number"
    )
    number = EncryptedTextField()  # E.164
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True, default="")
    verified_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)  # a permanent error
    disabled_why = models.CharField(max_length=200, blank=True)
    next_number = EncryptedTextField(blank=True, null=True)  # takes the place of `number` once it is verified
    next_kind = models.CharField(max_length=10, choices=Kind.choices, blank=True, default="")
    code_hash = models.CharField(max_length=128, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    pin_hash = models.CharField(max_length=128, blank=True)
    pin_digits = models.PositiveSmallIntegerField(default=0)
    ring = models.CharField(max_length=10, choices=Ring.choices, default=Ring.AFTER)
    ring_after = models.PositiveSmallIntegerField(default=30)  # seconds in which the app rings alone
    texts = models.CharField(max_length=8, choices=Texts.choices, blank=True, default="")
    texts_why = models.CharField(max_length=200, blank=True)  # why they ended, where it was not the person
    tested_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(verified_at__isnull=False), name="a_number_means_one_person"
            )
        ]

    def __str__(self) -> str:
        return f"number of {self.person_id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the number."""
        return self.person.programme_id

    @property
    def works(self) -> bool:
        """Whether it may be rung at all."""
        return self.verified_at is not None and self.disabled_at is None


class Route(models.Model):
    """Another way in which a coach wants to be alerted: an address that apprise knows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="routes")
    label = models.CharField(_("name"), max_length=80)
    address = EncryptedTextField()  # holds tokens
    after = models.PositiveSmallIntegerField(default=0)  # seconds in which the other ways ring alone
    tested_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    disabled_why = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["after", "created_at"]

    def __str__(self) -> str:
        return f"{self.label} of {self.person_id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the address."""
        return self.person.programme_id


class Notices(models.Model):
    """How a person wants to be told: for each topic, by which ways and after how many seconds; by day and at night.

    `day` and `night` hold what differs from the usual only: {topic: {way: seconds, or null for not by it}}.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="notices"
    )
    day = models.JSONField(default=dict)
    night = models.JSONField(default=dict)
    night_from = models.TimeField(default=time(22))
    night_to = models.TimeField(default=time(7))
    email_refused_at = models.DateTimeField(null=True)  # a permanent error of their address
    email_refused_why = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"notices of {self.person_id}"


class Delivery(models.Model):
    """One notification to one person by one channel: kept until it was sent, given up or no longer matters.

    The same delivery may be sent twice after a crash; its id travels with it, so that the device knows it again.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        FAILED = "failed"  # permanent, or out of attempts
        DROPPED = "dropped"  # the reason to send it had passed

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    route = models.ForeignKey(Route, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    channel = models.CharField(max_length=20)  # a key of reach.channels.CHANNELS
    kind = models.CharField(max_length=20)  # ring, nudge, told, test ...
    contact_id = models.UUIDField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)  # the device said that it showed it
    error = models.CharField(max_length=200, blank=True)
    dedupe = models.CharField(max_length=120, unique=True)
    external_id = models.CharField(max_length=120, blank=True, default="")  # the provider's own, of a call or a text
    text_body = ""
    line_number = ""
    via = ""  # the phone provider; all three are filled in for the channels that need it, just before sending

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(status="pending"), name="delivery_due"),
            models.Index(fields=["contact_id", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.status}"


class PhoneText(models.Model):
    """One text message, in or out. An outgoing one has the id of the delivery that sends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    contact_id = models.UUIDField(null=True)
    incoming = models.BooleanField(default=False)
    provider = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120, blank=True)  # of one that came in: it is taken once
    number = EncryptedTextField(default="")
    body = EncryptedTextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["contact_id", "incoming"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "external_id"], condition=~Q(external_id=""), name="a_text_is_taken_once"
            )
        ]

    def __str__(self) -> str:
        return f"text {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals it."""
        return self.programme_id
