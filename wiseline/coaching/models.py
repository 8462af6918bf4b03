"""The contact: one request for coaching, from the first tap to the signed note."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.coaching.transitions import HELD, OPEN_TO_CLIENT, SEARCHING, Status
from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime

ACTIVITY_RESOLUTION = timedelta(seconds=20)


class Kind(models.TextChoices):
    """Why the client asks (clinical.md section 1: the legitimate reasons to call, and good news)."""

    SKILLS = "skills", _("Help to use a skill")
    CRISIS = "crisis", _("I am in a crisis")
    REPAIR = "repair", _("Something between us")
    GOOD_NEWS = "good_news", _("Good news")
    CHECK_IN = "check_in", _("A short check-in")
    RECONTACT = "recontact", _("A call that was agreed")  # after risk; only coaches begin it


class Way(models.TextChoices):
    """How the client wants to be in touch."""

    CALL = "call", _("Call now")
    MESSAGE = "message", _("Write messages")
    CALL_BACK = "call_back", _("Call me back")


class Lane(models.TextChoices):
    """How soon: a search that rings people now, or one that may wait for their hours."""

    NOW = "now", _("Now")
    TODAY = "today", _("It can wait until later")


class Safety(models.TextChoices):
    """The client's own answer to 'Are you safe right now?'. Never inferred."""

    UNANSWERED = "", _("not answered")
    SAFE = "safe", _("Yes, I am safe")
    UNSURE = "unsure", _("I am not sure")
    DANGER = "danger", _("No, I am in danger")


NOT_SAFE = frozenset({Safety.DANGER, Safety.UNSURE})
"""Doubt counts as danger: who is rung, how soon, and until when at the latest, is the same."""


class Contact(models.Model):
    """One request. Change it only by the flows in coaching/flows: they check, record and tell."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("people.Programme", on_delete=models.PROTECT)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contacts")
    initiator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ask_key = models.CharField(max_length=64, blank=True, default="")  # made by the device; a repeat is the same ask

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SKILLS)
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.CALL)
    lane = models.CharField(max_length=8, choices=Lane.choices, default=Lane.NOW)
    safety = models.CharField(max_length=8, choices=Safety.choices, blank=True, default="")
    safety_at = models.DateTimeField(null=True)
    # When it was said on a device that had no network, by our clock; empty where it was told as it was said.
    said_at = models.DateTimeField(null=True)  # the request
    safety_said_at = models.DateTimeField(null=True)  # the answer about safety that stands
    # happening: str, emotion: str, distress: int 0-100, urges: dict[str, int 0-5], tried: list[skill id]
    primer = EncryptedJSONField(default=dict)

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ASKED)
    version = models.PositiveIntegerField(default=0)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="held_contacts"
    )
    ringing = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField(null=True)
    plan = models.JSONField(default=dict)  # coaching.plan.Plan, frozen when the search starts
    step = models.IntegerField(default=-1)  # index of the plan's step that rings now
    promised_for = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField(null=True)  # the holder last did something

    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # the talk ended
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="contact_due"),
            models.Index(fields=["programme", "status"]),
            models.Index(fields=["client", "-asked_at"]),
            models.Index(fields=["holder", "status"]),
        ]
        constraints: ClassVar = [
            # Invariant 1: a named person holds it, or the switchboard has a time at which it must act.
            models.CheckConstraint(
                condition=(Q(status__in=sorted(HELD), holder__isnull=False))
                | Q(status__in=sorted(SEARCHING), due_at__isnull=False, holder__isnull=True)
                | Q(status=Status.CLOSED, due_at__isnull=True)
                | Q(status=Status.WITHDRAWN, due_at__isnull=True),
                name="nobody_is_forgotten",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PROMISED) | Q(promised_for__isnull=False, due_at__isnull=False),
                name="a_promise_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(status__in=sorted(OPEN_TO_CLIENT)),
                name="one_open_contact_per_client",
            ),
            models.UniqueConstraint(
                fields=["client", "ask_key"], condition=~Q(ask_key=""), name="an_ask_is_taken_once"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.id} ({self.status})"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the primer."""
        return self.programme_id

    @property
    def is_open_to_client(self) -> bool:
        """Whether a second ask by the client opens this one."""
        return self.status in OPEN_TO_CLIENT

    @property
    def may_be_in_danger(self) -> bool:
        """Whether the client has said so: in danger, not sure, hurt or in a crisis."""
        return self.safety in NOT_SAFE or self.kind == Kind.CRISIS

    @property
    def is_agreed_call(self) -> bool:
        """Whether a call that was agreed after risk is due in it (`plan.as_agreed` says which kinds it may have)."""
        return self.kind == Kind.RECONTACT or (self.kind == Kind.CRISIS and self.agreed_as.exists())

    @property
    def is_near_danger(self) -> bool:
        """Said to be in danger or not sure; or agreed after risk, where they have not said that they are safe."""
        return self.safety in NOT_SAFE or (self.is_agreed_call and self.safety != Safety.SAFE)

    @property
    def by_coach(self) -> bool:
        """Whether a coach started it."""
        return self.initiator_id != self.client_id

    def live_parties(self) -> tuple[uuid.UUID, ...]:
        """The two who may talk now; nobody unless a coach holds it."""
        if self.status != Status.LIVE or self.holder_id is None:
            return ()
        return (self.client_id, self.holder_id)

    def touched_by(self, person: models.Model) -> None:
        """The person did something in the contact; a holder who is active is not nudged. Cheap enough to call often."""
        now = clock.now()
        Contact.objects.filter(
            pk=self.pk, holder_id=person.pk, status=Status.LIVE, active_at__lt=now - ACTIVITY_RESOLUTION
        ).update(active_at=now, nudged_at=None)


class ContactEvent(models.Model):
    """One thing that happened to a contact; never changed. Statuses, ids and times, no clinical text."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()  # the contact's version that this event made
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["contact", "version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact", "version"], name="one_event_per_version")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.version} {self.kind}"


class Message(models.Model):
    """A written message within a contact. `client_key` is made by the sender's device: a repeat is the same message."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64)
    body = EncryptedTextField()
    written_at = models.DateTimeField(null=True)  # as the device says, where it was written offline
    sent_at = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["sent_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "author", "client_key"], name="message_taken_once")
        ]

    def __str__(self) -> str:
        return f"message {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The contact's programme."""
        return self.contact.programme_id


class StepTick(models.Model):
    """A step of the coaching guide that the coach ticked; the note is filled from these."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="ticks")
    step = models.CharField(max_length=30)  # an id of coaching.guide.STEPS
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact", "step"], name="step_ticked_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.step}"


class Recontact(models.Model):
    """A coach and a client agreed to speak again. At its time it becomes a contact, which cannot be forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recontacts")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_in = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="recontacts")
    at = models.DateTimeField()
    became = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="agreed_as")
    done_at = models.DateTimeField(null=True)  # somebody said that it has happened before its time
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], condition=Q(became=None, done_at=None), name="recontact_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreed_in"], condition=Q(became=None, done_at=None), name="one_agreed_call_lies_ahead"
            )
        ]

    def __str__(self) -> str:
        return f"recontact {self.id}"

    @property
    def lies_ahead(self) -> bool:
        """Whether it has neither begun nor been."""
        return self.became_id is None and self.done_at is None


class ContactPlace(models.Model):
    """Where the client said that they are, of their own accord; gone a day after the contact is over."""

    contact = models.OneToOneField(Contact, primary_key=True, on_delete=models.CASCADE, related_name="place")
    words = EncryptedTextField(default=str)
    point = EncryptedJSONField(default=dict)  # latitude, longitude: degrees; within: metres. Empty: only words
    at = models.DateTimeField(default=clock.now)
    words_at = models.DateTimeField(null=True)  # where empty, a version before kept one time for both
    point_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"place of {self.contact_id}"

    @property
    def said(self) -> list[tuple[str, datetime]]:
        """What was given, "words" or "point", each with its own time, the newest first."""
        times = {"point": (self.point, self.point_at), "words": (self.words, self.words_at)}
        given = [(name, at or self.at) for name, (value, at) in times.items() if value]
        return sorted(given, key=lambda row: row[1], reverse=True)

    def encryption_scope(self) -> uuid.UUID:
        """The contact's programme."""
        return self.contact.programme_id
