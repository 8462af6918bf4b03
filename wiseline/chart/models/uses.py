"""A skill that was used, and how it went."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib.crypto_fields import EncryptedTextField


class SkillUse(OfClient):
    """A skill that was tried, coached or used, and whether it helped."""

    class How(models.TextChoices):
        TRIED = "tried", _("tried before asking")
        COACHED = "coached", _("coached")
        ALONE = "alone", _("alone")
        WITH_HELP = "with_help", _("with somebody's help")

    class Effect(models.TextChoices):
        UNKNOWN = "", _("not said")
        HELPED = "helped", _("it helped")
        SOME = "some", _("it helped a little")
        NOT = "not", _("it did not help")

    class Source(models.TextChoices):
        LOG = "log", _("noted by itself")
        PRACTICE = "practice", _("a practice")
        DIARY = "diary", _("the diary")  # of that day; at which hour is not known
        CONTACT = "contact", _("a contact")

    source = models.CharField(max_length=10, choices=Source.choices, default=Source.LOG)
    skill = models.CharField(max_length=60)  # an id of skills.catalogue
    how = models.CharField(max_length=10, choices=How.choices)
    effect = models.CharField(max_length=10, choices=Effect.choices, blank=True, default="")
    place = models.CharField(max_length=20, blank=True, default="")  # a word of skills.words.PLACES
    company = models.CharField(max_length=20, blank=True, default="")  # a word of skills.words.COMPANY
    # Keys of skills.contexts as the client said, or as their urges say in a contact; null: not said.
    contexts = models.JSONField(null=True)
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
