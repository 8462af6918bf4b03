"""Devices that can be rung, and the outbox of what was sent to each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField
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

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(status="pending"), name="delivery_due"),
            models.Index(fields=["contact_id", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.status}"
