"""What was taught and practised, what a client must mind, what they ask about, and their own lists."""

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


class AboutClient(models.Model):
    """A row about one client, sealed with their programme's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals this row's text."""
        return self.programme_id


class Group(models.Model):
    """A skills training group: its trainers teach its members together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False, db_index=True)
    name = models.CharField(_("name"), max_length=80)
    trainers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A client is in a group, from a moment to a moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "client"], condition=Q(until=None), name="in_a_group_once")
        ]

    def __str__(self) -> str:
        return f"{self.client_id} in {self.group_id}"


class Taught(AboutClient):
    """A skill that was taught to a client on a day, and what was practised then. Taken back, it stays in the record."""

    skill = models.CharField(max_length=60)
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField()
    practised = EncryptedTextField(blank=True, default="")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "skill", "on"], condition=Q(taken_back_at=None), name="taught_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill} on {self.on}"


class Caution(AboutClient):
    """Something about a client's body or life that some skills must mind: a word of `library.entry.Flag`."""

    flag = models.CharField(max_length=40)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "flag"], condition=Q(lifted_at=None), name="caution_once")
        ]

    def __str__(self) -> str:
        return f"caution {self.id}"


class AskedAbout(AboutClient):
    """A skill that a client would like to understand or learn; it stays until who cares for them has taken it up."""

    skill = models.CharField(max_length=60)
    text = EncryptedTextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "skill"], condition=Q(done_at=None), name="asked_about_once")
        ]

    def __str__(self) -> str:
        return f"asked about {self.skill}"


class PracticeRun(AboutClient):
    """A guided practice that a coach sent or a client finished. What was written in it is here only if they keep it."""

    practice = models.CharField(max_length=60)  # an id of `practices`
    contact_id = models.UUIDField(null=True, db_index=True)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    use_id = models.UUIDField(null=True)  # the skill use in the chart that it ended in
    kept = EncryptedJSONField(default=dict)  # dict[str, str | list[str]], names from the practice
    key = models.CharField(max_length=64, blank=True, default="")  # made by the device: a repeat is the same run

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], condition=~Q(key=""), name="practice_run_taken_once")
        ]

    def __str__(self) -> str:
        return f"practice {self.id}"


class OwnItem(AboutClient):
    """A line of one of the client's own lists: what takes their mind off things, what soothes them."""

    list = models.CharField(max_length=20)  # a word of practices.practice.OwnList
    text = EncryptedTextField()
    key = models.CharField(max_length=64, blank=True, default="")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "list"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], condition=~Q(key=""), name="own_item_taken_once")
        ]

    def __str__(self) -> str:
        return f"own item {self.id}"


class Wording(models.Model):
    """What a programme says about a skill in place of the library, or adds to it: a row a change, the newest counts.

    It is the clinic's own content and says nothing about a client, so it is not sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    skill = models.CharField(max_length=60)
    parts = models.JSONField(default=dict)  # part of `skills.wording.PARTS` -> its text; {} is the library's own words
    base = models.JSONField(default=dict)  # part -> fingerprint of the library's text when it was changed
    front = models.JSONField(default=dict)  # the front matter of a skill that the library does not have
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme_id", "skill", "-at"])]

    def __str__(self) -> str:
        return f"wording of {self.skill}"


class LifeContext(models.Model):
    """A life context of a programme's list, see `skills.contexts`. No rows: the usual list.

    It is the clinic's own content and says nothing about a client, so it is not sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    key = models.CharField(max_length=20)  # what skill uses keep: it never changes
    label = models.CharField(max_length=40, blank=True, default="")  # empty: as the usual list has it
    position = models.PositiveSmallIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme_id", "key"], name="life_context_once"),
        ]

    def __str__(self) -> str:
        return self.key
