"""The practice plan: what a client wants to practise and when, every version of it, and what became of each day.

Not the crisis plan (`safety`), and not the guided practices (`skills.practices`), which say how a skill is done.
"""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.commitments import Commitment
from wiseline.chart.models.row import OfClient
from wiseline.chart.models.uses import SkillUse
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField


class PlannedPractice(OfClient):
    """One thing that is practised. `current` is the version that holds; none: it was only proposed so far."""

    current = models.ForeignKey(
        "chart.PlannedVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )  # always one of its own versions
    commitment = models.OneToOneField(Commitment, null=True, on_delete=models.PROTECT, related_name="planned")
    key = models.CharField(max_length=64, blank=True, default="")  # made by the page: a repeat is the same one
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client"], condition=Q(ended_at=None), name="planned_open")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], condition=~Q(key=""), name="planned_once"),
        ]

    def __str__(self) -> str:
        return f"planned practice {self.id}"


class PlannedVersion(OfClient):
    """One wording of a planned practice: in force since `holds_from`, or a proposal that waits for the other."""

    class Size(models.TextChoices):
        WHOLE = "whole", _("all of it")
        PART = "part", _("a part of it, five minutes are enough")
        FIRST_STEP = "first_step", _("only the first step, two minutes are enough")

    class Reply(models.TextChoices):
        NONE = "", _("not answered yet")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("not for me")
        OVERTAKEN = "overtaken", _("overtaken by a newer version")

    class Reason(models.TextChoices):
        WRITTEN = "", _("written")
        SMALLER = "smaller", _("made smaller")
        COMMITMENT = "commitment", _("from what was agreed in a contact")

    planned = models.ForeignKey(PlannedPractice, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    skill = models.CharField(max_length=60, blank=True, default="")  # an id of skills.catalogue; none: no skill of ours
    situation = EncryptedTextField()
    when = EncryptedJSONField()  # practice_plan.when.When
    size = models.CharField(max_length=10, choices=Size.choices, default=Size.WHOLE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True, default="")
    together = models.BooleanField(default=False)  # both sat over it
    holds_from = models.DateTimeField(null=True)
    reply = models.CharField(max_length=10, choices=Reply.choices, blank=True, default="")
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["planned", "number"], name="planned_version_once"),
            models.UniqueConstraint(
                fields=["planned"], condition=Q(holds_from=None, reply=""), name="planned_one_open_proposal"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"version {self.number} of {self.planned_id}"


class PlannedOccasion(OfClient):
    """One day on which a practice is due, and the client's one tap about it."""

    class Answer(models.TextChoices):
        NONE = "", _("not answered")
        DONE = "done", _("done")
        NOT_TODAY = "not_today", _("not today")
        HARDER = "harder", _("harder than thought")

    planned = models.ForeignKey(PlannedPractice, on_delete=models.PROTECT, related_name="occasions")
    version = models.ForeignKey(PlannedVersion, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()  # on the client's calendar
    ends_at = models.DateTimeField()  # when that day is over for the client
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # the day passed without an answer
    obstacle = models.CharField(max_length=20, blank=True, default="")  # a word of chart.obstacles.OBSTACLES
    use = models.ForeignKey(SkillUse, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["planned", "day"], name="planned_once_a_day"),
            models.UniqueConstraint(
                fields=["planned"], condition=Q(answer="", closed_at=None), name="planned_one_open_occasion"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(answer="", closed_at=None), name="planned_remind"),
            models.Index(fields=["ends_at"], condition=Q(answer="", closed_at=None), name="planned_over"),
            models.Index(fields=["client", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.day} of {self.planned_id}"


class PracticeReminders(models.Model):
    """When the client wants quiet, and how many practice reminders a day at most. No row: the usual."""

    client = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="practice_reminders"
    )
    quiet_from = models.TimeField(default=time(21, 30))
    quiet_until = models.TimeField(default=time(8))
    most_a_day = models.PositiveSmallIntegerField(default=3)

    def __str__(self) -> str:
        return f"practice reminders of {self.client_id}"
