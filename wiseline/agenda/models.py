"""The next session of a client: when it is, what was changed on its page, what was agreed; and the team's agenda."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models.row import OfClient
from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedJSONField, EncryptedTextField
from wiseline.lib.ids import new_id


class Session(OfClient):
    """One session with the individual therapist. A client has at most one that is not over.

    Until it is closed, its page is read from the chart each time; `kept` is the page as it stood when it was closed.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("being prepared")
        IN_SESSION = "in_session", _("in session")
        CLOSED = "closed", _("closed")
        MISSED = "missed", _("did not take place")

    therapist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_for = models.DateTimeField()
    weekly = models.BooleanField(default=False)  # the next one is planned when this one is over
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARING)
    revision = models.PositiveIntegerField(default=0)
    prompted_at = models.DateTimeField(null=True)  # the therapist was reminded that it is not prepared
    prepared_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    kept = EncryptedJSONField(default=list)  # list of `pages.Shown` as plain data
    patterns = EncryptedJSONField(default=dict)  # what was found then, to tell what is new: name -> higher

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(state__in=["preparing", "in_session"]), name="one_next_session"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["preparing", "in_session"], over_at=None)
                | Q(state__in=["closed", "missed"], over_at__isnull=False),
                name="a_session_that_is_over_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-planned_for"]),
            models.Index(fields=["planned_for"], condition=Q(state="preparing"), name="session_to_prepare"),
        ]

    def __str__(self) -> str:
        return f"session {self.id}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to come, or going on."""
        return self.state in {self.State.PREPARING, self.State.IN_SESSION}


class Mark(OfClient):
    """What the therapist did with one line of a session's page, or a line of their own."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="marks")
    key = models.CharField(max_length=80)  # the line's: `line.Line.key`
    group = models.CharField(max_length=12)
    text = EncryptedTextField(blank=True, default="")  # what the line said when it was first marked
    note = EncryptedTextField(blank=True, default="")
    hidden = models.BooleanField(default=False)
    place = models.PositiveIntegerField(null=True)
    ticked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "key"], name="a_line_is_marked_once")]

    def __str__(self) -> str:
        return f"mark {self.id}"


class SessionRevision(OfClient):
    """One change of a session: what was done, and to what. Nothing is overwritten without a trace."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=20)
    body = EncryptedJSONField(default=dict)  # the line or agreement as it was before and after
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "number"], name="session_revision_once")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.session_id}"


class Agreement(OfClient):
    """What was agreed in a session. It takes effect, and the client reads it, when the session is closed."""

    class Kind(models.TextChoices):
        WORDS = "words", _("We agreed")
        PRACTICE = "practice", _("To practise")
        TAUGHT = "taught", _("Taught today")
        GOAL = "goal", _("A goal")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    skill = models.CharField(max_length=60, blank=True, default="")
    text = EncryptedTextField(blank=True, default="")
    when = EncryptedJSONField(null=True)  # of a practice: `practice_plan.when.When` as plain data
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)  # made by the page: a repeat is the same agreement
    taken_back_at = models.DateTimeField(null=True)
    made_id = models.UUIDField(null=True)  # the row that it became: of the plan, the goals or what was taught

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "key"], name="an_agreement_is_kept_once")]

    def __str__(self) -> str:
        return f"agreement {self.id}"


class Wish(OfClient):
    """What a client wants to talk about. It stays until it was talked about, or is taken back."""

    text = EncryptedTextField()
    key = models.CharField(max_length=64)  # made by the device: a repeat is the same wish
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="wishes")  # talked about in
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "key"], name="a_wish_is_taken_once")]
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"wish {self.id}"


class TeamItem(models.Model):
    """What a coach wants to bring to the consultation team, and what was decided about it.

    `about` is shown by initials only, and only where the author says that the item is about a client.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    decided = EncryptedTextField(blank=True, default="")
    key = models.CharField(max_length=64, blank=True, default="")  # made by the page: a repeat is the same item
    at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme_id", "-at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "key"], condition=~Q(key=""), name="a_team_item_is_brought_once")
        ]

    def __str__(self) -> str:
        return f"team item {self.id}"

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals the words."""
        return self.programme_id
