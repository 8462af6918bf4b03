"""A client's crisis plan: written together, every version kept; and the client's own photos beside it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedBytesField, EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id
from wiseline.safety import policy


class CrisisPlan(models.Model):
    """One version of a client's plan; the newest holds. `items` maps a section's name to `safety.plan.Item`s."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="crisis_plans")
    version = models.PositiveIntegerField()
    sections = EncryptedJSONField(default=dict)  # dict[str, list[str]]: as a version before `items` reads and writes it
    items = EncryptedJSONField(null=True)
    review_on = models.DateField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "version"], name="plan_version_once")]
        get_latest_by = "version"

    def __str__(self) -> str:
        return f"plan of {self.client_id}, version {self.version}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the plan."""
        return self.client.programme_id


class PlanPhoto(models.Model):
    """A picture that the client keeps beside their plan, for their own eyes: small, and without what cameras add."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_photos")
    image = EncryptedBytesField()  # a JPEG
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    key = models.CharField(max_length=64, blank=True, default="")  # of the picture: the same one is kept once
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "key"], name="plan_photo_once")]

    def __str__(self) -> str:
        return f"photo {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the picture."""
        return self.programme_id


class PlanLink(models.Model):
    """A link by which somebody whom the client chose reads the plan, for a while. Only the link's hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_links")
    name = EncryptedTextField()  # for whom: the client's own word
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"link {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the name."""
        return self.programme_id


class Other(models.Model):
    """Somebody beside client and therapist who is part of what was agreed: a parent, above all. They see no chart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = EncryptedTextField()
    told = EncryptedTextField(default=str)  # what they may be told of what was agreed, in the client's words
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)  # when the client read it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        return f"other {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the words."""
        return self.programme_id


class SafetyRules(models.Model):
    """What a programme has decided for adolescents, by the law of its place. No row: as by default."""

    programme = models.OneToOneField("people.Programme", primary_key=True, on_delete=models.CASCADE, related_name="+")
    policy_for_minors = models.BooleanField(default=False)  # whether the 24-hour policy may be agreed with them at all
    words = models.TextField(blank=True, default="")  # age and consent, as staff read them
    alone_from = models.PositiveSmallIntegerField(null=True)  # years: who is that old consents alone
    parent_consents = models.BooleanField(default=False, db_default=False)  # with who is younger, a parent or guardian
    consent_words = models.TextField(blank=True, default="", db_default="")  # what is shown; empty: the usual words

    def __str__(self) -> str:
        return f"rules of {self.programme_id}"


class MinorConsent(models.Model):
    """Somebody said yes, with an adolescent, to the words that they were shown. Taken back, it stays known."""

    class Role(models.TextChoices):
        CLIENT = "client", _("the client")
        PARENT = "parent", _("a parent")
        GUARDIAN = "guardian", _("a guardian")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices)
    name = EncryptedTextField()
    wording = EncryptedTextField()
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-said_at"])]

    def __str__(self) -> str:
        return f"consent {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the words."""
        return self.programme_id


class OwnNumber(models.Model):
    """A number of the programme's own, shown to everybody of it above those of the country; nothing sealed."""

    class By(models.TextChoices):
        CALL = "call", _("by phone")
        TEXT = "text", _("by text")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("people.Programme", on_delete=models.CASCADE, related_name="own_numbers")
    name = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    by = models.CharField(max_length=4, choices=By.choices, default=By.CALL)
    hours = models.CharField(max_length=80, blank=True, default="")  # as the programme says it
    note = models.CharField(max_length=160, blank=True, default="")
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["place", "id"]

    def __str__(self) -> str:
        return self.name


class CountryToday(models.Model):
    """Where a person said that they are, for a while; then their own country holds again."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="country_today"
    )
    country = models.CharField(max_length=2)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} in {self.country}"


class ContactPolicy(models.Model):
    """What was agreed with one client for the day after an act; the newest row holds, earlier ones are kept."""

    class Mode(models.TextChoices):
        OFF = policy.Mode.OFF, _("Off: coaching goes on as always")
        FLEXIBLE = policy.Mode.FLEXIBLE, _("Flexible: help with a skill goes on, the rest waits")
        STRICT = policy.Mode.STRICT, _("Strict: everything waits that does not threaten life")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact_policies")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.OFF)
    cover = models.BooleanField(default=False)  # what waits may go to a coach who covers
    reason = EncryptedTextField(default=str)  # why the two agreed so: the client reads it
    acts = EncryptedJSONField(default=list)  # ids of the diary's items that count as an act
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"policy of {self.client_id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the reason."""
        return self.programme_id


class ActReport(models.Model):
    """A coach says that the client has acted. What the client says stands in the diary and in notes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)  # when it was done
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"report {self.id}"


class PolicyLift(models.Model):
    """A therapist lets the policy rest, from a moment until the next act."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"lift {self.id}"


class Circumstances(models.Model):
    """What changes what may be agreed with a client. No date of birth is needed."""

    client = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="circumstances"
    )
    minor = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"circumstances of {self.client_id}"
