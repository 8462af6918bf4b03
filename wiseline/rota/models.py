"""Each coach's own limits, and the backup rota. The rules are in hours.py, limits.py and roster.py."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.ids import new_id


class CoachLimits(models.Model):
    """What one coach takes on, said by themselves. Times are in the coach's own time zone."""

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="limits"
    )
    outside = models.JSONField(default=list, blank=True)  # names of rota.limits.Reason taken at any hour
    return_minutes = models.PositiveIntegerField(_("latest return, minutes"), default=60)
    words_to_clients = models.CharField(_("in your own words, for your clients"), max_length=300, blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"limits of {self.coach_id}"


class WeeklyWindow(models.Model):
    """Hours in which the coach can be reached, every week. An end at or before the start is on the next day."""

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_windows")
    weekday = models.PositiveSmallIntegerField(choices=[(day, str(day)) for day in range(7)])  # 0 = Monday
    start = models.TimeField()
    end = models.TimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "start"]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.weekday} {self.start}-{self.end}"


class DayOff(models.Model):
    """Days on which the coach is never rung, whatever the reason (first and last included)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="days_off")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))

    class Meta:
        ordering: ClassVar = ["first"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="day_off_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.first}-{self.last}"


class RotaShift(models.Model):
    """A weekly backup shift, in the programme's time zone. It counts once its coach has accepted it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("people.Programme", on_delete=models.CASCADE)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()
    start = models.TimeField()
    end = models.TimeField()
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["weekday", "start", "created_at"]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.weekday} {self.start}-{self.end}"


class RotaOverride(models.Model):
    """One stretch of time in which somebody else (or nobody) is on call. The newest accepted one wins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("people.Programme", on_delete=models.CASCADE)
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    start = models.DateTimeField()
    end = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="override_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.start}-{self.end}"


class SwapRequest(models.Model):
    """A coach gives a stretch of their duty away, perhaps for one in return; a colleague takes it by a tap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("people.Programme", on_delete=models.CASCADE)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="swaps_asked")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # none: whoever can
    start = models.DateTimeField()
    end = models.DateTimeField()
    words = models.CharField(_("a word to your colleagues"), max_length=200, blank=True)
    return_start = models.DateTimeField(null=True)  # what the giver takes over in return, chosen by who takes it
    return_end = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)  # how many of the reminders are behind it
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="swap_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(withdrawn_at__isnull=True), name="swap_taken_or_withdrawn"
            ),
            models.UniqueConstraint(
                fields=["giver", "start"],
                condition=Q(taken_at=None, withdrawn_at=None),
                name="swap_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"swap of {self.giver_id} {self.start}-{self.end}"
