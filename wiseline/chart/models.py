"""What is kept about a client: notes, ratings, skills used, commitments. Amended, never overwritten.

The chart knows a contact only by its id: what a contact is, is coaching's affair.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id


class OfClient(models.Model):
    """A row of one client's chart; encrypted with the programme's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    contact_id = models.UUIDField(null=True, blank=True, db_index=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals this row's text."""
        return self.programme_id


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


class SkillUse(OfClient):
    """A skill that was tried, coached or used, and whether it helped."""

    class How(models.TextChoices):
        TRIED = "tried", _("tried before asking")
        COACHED = "coached", _("coached")
        ALONE = "alone", _("alone")

    class Effect(models.TextChoices):
        UNKNOWN = "", _("not said")
        HELPED = "helped", _("it helped")
        SOME = "some", _("it helped a little")
        NOT = "not", _("it did not help")

    skill = models.CharField(max_length=60)  # an id of skills.catalogue
    how = models.CharField(max_length=10, choices=How.choices)
    effect = models.CharField(max_length=10, choices=Effect.choices, blank=True, default="")
    place = models.CharField(max_length=20, blank=True, default="")  # a word of skills.words.PLACES
    company = models.CharField(max_length=20, blank=True, default="")  # a word of skills.words.COMPANY
    situation = EncryptedTextField(null=True, blank=True)  # a sealed column that came later can only begin as null
    before = models.PositiveSmallIntegerField(null=True)  # distress 0-100
    after = models.PositiveSmallIntegerField(null=True)
    prompted = models.BooleanField(null=True)  # whether somebody or something reminded them
    obstacle = models.CharField(max_length=20, blank=True, default="")  # a word of chart.obstacles.OBSTACLES
    key = models.CharField(max_length=64, blank=True, default="")  # made by the device: a repeat is the same use

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact_id", "skill", "how"], name="skill_once_per_contact_and_way"),
            models.UniqueConstraint(fields=["client", "key"], condition=~Q(key=""), name="skill_use_taken_once"),
            models.CheckConstraint(
                condition=(Q(before__isnull=True) | Q(before__lte=100)) & (Q(after__isnull=True) | Q(after__lte=100)),
                name="skill_use_0_to_100",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.how}"


class Commitment(OfClient):
    """What the client said they would do, and when Wiseline asks how it went."""

    class Outcome(models.TextChoices):
        OPEN = "", _("not said yet")
        HELPED = "helped", _("I did it and it helped")
        SOME = "some", _("I did it and it helped a little")
        NOT_HELPED = "not_helped", _("I did it and it did not help")
        NOT_DONE = "not_done", _("I have not done it")

    text = EncryptedTextField()
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ask_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ask_at"], condition=Q(asked_at=None), name="commitment_due"),
            models.Index(fields=["client", "-at"]),
        ]

    def __str__(self) -> str:
        return f"commitment {self.id}"


class TimelineEntry(OfClient):
    """One line in the client's timeline: what happened, in the order it happened. Words are made when shown."""

    kind = models.CharField(max_length=40)  # contact.asked, contact.closed, note.signed, commitment.answered ...
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)  # ids and states only

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
