"""Each coach's own limits, and the backup rota. The rules are in hours.py, limits.py and roster.py."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id
from wiseline.rota.hours import Interval
from wiseline.rota.roster import Shift


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
    every_weeks = models.PositiveSmallIntegerField(default=1, db_default=1)  # 2: each second, from the week of `first`
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True)  # its coach can't: it counts nowhere, and a lead reads so
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["weekday", "start", "created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=4), name="shift_every_weeks")
        ]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.weekday} {self.start}-{self.end}"

    def read(self) -> Shift:
        """As the rota's rules read it."""
        accepted = self.accepted_at is not None
        dates = (self.first, self.last)
        return Shift(self.coach_id, self.weekday, self.start, self.end, *dates, accepted, self.every_weeks)


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
    declined_at = models.DateTimeField(null=True)  # its coach can't: it counts nowhere, and a lead reads so
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
    taken_at = models.DateTimeField(null=True)  # none: `taken_by` has offered something in return and has no answer
    declined_at = models.DateTimeField(null=True)  # the giver does not take what was offered in return
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

    @property
    def waits(self) -> bool:
        """Whether something is offered in return that the giver has not answered."""
        return self.taken_by_id is not None and self.taken_at is None and self.declined_at is None


class RotaBlock(models.Model):
    """One piece of the week that a programme covers, on its clock: what a suggestion is made of."""

    programme = models.ForeignKey("people.Programme", on_delete=models.CASCADE, related_name="rota_blocks")
    weekday = models.PositiveSmallIntegerField()
    start = models.TimeField()
    end = models.TimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "start"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "weekday", "start", "end"], name="rota_block_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What wishes call it: “0 18:00-08:00”."""
        return f"{self.weekday} {self.start:%H:%M}-{self.end:%H:%M}"


class RotaWish(models.Model):
    """What a coach would take on the rota, said by themselves. Counts are for four weeks."""

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="rota_wish"
    )
    blocks = models.JSONField(default=list, blank=True)  # names of RotaBlock
    share = models.PositiveSmallIntegerField(_("my part of the load, in percent"), default=100)
    most_hours = models.PositiveSmallIntegerField(_("most hours in four weeks"), null=True, blank=True)
    most_nights = models.PositiveSmallIntegerField(_("most nights in four weeks"), null=True, blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"wishes of {self.coach_id}"


class RotaDraft(models.Model):
    """A suggestion for some weeks, that a lead edits and then offers. Nothing in it counts before that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("people.Programme", on_delete=models.CASCADE)
    first = models.DateField()
    days = models.PositiveSmallIntegerField(default=28)
    rows = models.JSONField(default=list)  # [{start, end, block, coach, fixed}], moments in ISO 8601
    proven = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    offered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"draft from {self.first}"


class OwnCalendar(models.Model):
    """A calendar that a coach keeps elsewhere: read for when they are busy, and for nothing else.

    Only the stretches are kept, never what the appointments are called.
    """

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="own_calendar"
    )
    address = EncryptedTextField(blank=True, default="")  # empty: a file was uploaded
    busy = EncryptedJSONField(default=list)  # [[start, end], ...] in ISO 8601
    read_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=clock.now, null=True)  # none: nothing to fetch
    trouble = models.CharField(max_length=20, blank=True)  # a reason of lib.fetching, or "unreadable"

    def __str__(self) -> str:
        return f"calendar of {self.coach_id}"

    def encryption_scope(self) -> UUID:
        """The coach's programme."""
        return self.coach.programme_id

    def intervals(self) -> list[Interval]:
        """When the coach is busy."""
        return [Interval(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in self.busy]


class Feed(models.Model):
    """A secret address under which a calendar program reads a coach's duties, or the whole rota."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    whole = models.BooleanField(default=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "whole"], name="feed_once")]

    def __str__(self) -> str:
        return f"feed of {self.person_id}"


class OwnRating(models.Model):
    """How heavy the work feels to a coach, in one tap: theirs, shown to others only as they allow."""

    class Weight(models.IntegerChoices):
        LIGHT = 1, _("light")
        FINE = 2, _("fine")
        HEAVY = 3, _("heavy")
        TOO_MUCH = 4, _("too much")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_ratings")
    day = models.DateField()  # by the coach's own clock; a second tap on a day takes the place of the first
    weight = models.PositiveSmallIntegerField(choices=Weight.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["coach", "day"], name="rating_once_a_day")]

    def __str__(self) -> str:
        return f"rating of {self.coach_id} on {self.day}"


class LoadShown(models.Model):
    """What of a coach's own load the team may see, by the coach's own choice; without a row, nothing of it."""

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="load_shown"
    )
    load = models.BooleanField(_("my contacts, nights and hours"), default=False)
    rating = models.BooleanField(_("how heavy it feels to me"), default=False)

    def __str__(self) -> str:
        return f"shown of {self.coach_id}"
