"""Who is who: programmes (tenants), persons, their roles, who cares for whom, and invitations."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wiseline.lib import clock
from wiseline.lib.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime


class Programme(models.Model):
    """A DBT programme: one tenant. Nothing is ever shown across programmes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, help_text=_("Decides which emergency numbers are shown."))
    timezone = models.CharField(_("time zone"), max_length=64)
    own_emergency_line = models.CharField(_("own emergency number"), max_length=40, blank=True)
    ladder = models.JSONField(default=dict, blank=True)  # seconds, see coaching.plan.Ladder; {} means the defaults
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person is in their programme. Staff may have several; a client is only a client."""

    CLIENT = "client", _("client")
    THERAPIST = "therapist", _("individual therapist")
    TRAINER = "trainer", _("skills trainer")
    LEAD = "lead", _("team lead")
    ADMINISTRATOR = "administrator", _("administrator")


class PersonManager(BaseUserManager["Person"]):
    """Persons sign in by e-mail; there are no usernames and no superusers."""

    def create_user(self, *, email: str, programme: Programme, name: str, **extra: Any) -> Person:
        """A person with an unusable password; sign-in is by link or e-mail code until they choose otherwise."""
        person = self.model(email=self.normalize_email(email).lower() or None, programme=programme, name=name, **extra)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who signs in: a client or a member of staff, always of exactly one programme."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="persons")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64)
    country = models.CharField(_("country"), max_length=2)
    locale = models.CharField(_("language"), max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True, blank=True)  # since when is_active is not set
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name as others of the programme read it."""
        return self.name

    @property
    def first_name(self) -> str:
        """The word that a friend would use; the whole name where it is one word."""
        return self.name.split()[0] if self.name.split() else self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The person's roles, read once per loaded person."""
        return frozenset(self.role_rows.values_list("role", flat=True))

    @property
    def is_client(self) -> bool:
        """Whether the person is coached."""
        return Role.CLIENT in self.roles

    @property
    def is_staff_member(self) -> bool:
        """Whether the person works in the programme in any role."""
        return bool(self.roles - {Role.CLIENT})

    @property
    def is_coach(self) -> bool:
        """Whether the person may answer a contact at all: a therapist, a trainer or a lead."""
        return bool(self.roles & {Role.THERAPIST, Role.TRAINER, Role.LEAD})

    @property
    def is_lead(self) -> bool:
        """Whether the person leads the team."""
        return Role.LEAD in self.roles


class PersonRole(models.Model):
    """One role that a person has."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_rows")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "role"], name="role_once_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class CareKind(models.TextChoices):
    """What a member of staff is to a client."""

    THERAPIST = "therapist", _("individual therapist")
    TRAINER = "trainer", _("skills trainer")


class CareQuerySet(models.QuerySet["CareRelationship"]):
    """Care relationships, asked about by day."""

    def current(self, at: datetime | None = None) -> CareQuerySet:
        """Those that hold at the moment given (now where none is), by the date in UTC."""
        day = (at or clock.now()).date()
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class CareRelationship(models.Model):
    """A member of staff cares for a client, from a day to a day (both included)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_received")
    coach = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_given")
    kind = models.CharField(max_length=16, choices=CareKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = CareQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="care_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(kind="therapist", ends_on__isnull=True),
                name="one_open_therapist",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.kind} of {self.client_id}"


class Invitation(models.Model):
    """A link that lets one person join a programme once. Only the link's hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    roles = models.JSONField(default=list)
    therapist = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"invitation {self.id}"


class Consent(models.Model):
    """What a person agreed to, in the words that they read, and when; taken back is kept, not deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    subject = models.CharField(max_length=40)
    wording = models.TextField()
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.subject}"


class SignIn(models.Model):
    """One browser in which a person is signed in, so that they can see it and end it from another.

    The lock of this browser stands here too: it is the phone's, not the person's (see `people.flows.locking`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device_key = models.CharField(max_length=64, blank=True)  # of the reach.Device of this browser, where it has one
    user_agent = models.CharField(max_length=300, blank=True)
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)  # ended from elsewhere: this browser is told when it asks
    pin = models.CharField(max_length=128, blank=True)  # hashed as a password is; "" is no lock
    passkey_opens = models.BooleanField(default=False)  # a passkey opens the lock, beside the PIN
    lock_after = models.PositiveIntegerField(default=0)  # seconds without a tap; 0 is as soon as it is left
    used_at = models.DateTimeField(default=clock.now)  # the last own tap, where there is a lock
    locked_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    try_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-seen_at"])]

    def __str__(self) -> str:
        return f"{self.person_id} since {self.began_at:%Y-%m-%d}"


def programme_of_strangers() -> Programme | None:
    """Whose country and clinic somebody is told whom nobody knows: the oldest that is none of a demo's."""
    return Programme.objects.order_by("is_demo", "created_at").first()


def therapist_of(client_id: uuid.UUID, at: datetime | None = None) -> Person | None:
    """The client's individual therapist at a moment; the latest to begin where two overlap."""
    row = _therapists(client_id, at).select_related("coach").first()
    return row.coach if row else None


def therapist_id_of(client_id: uuid.UUID, at: datetime | None = None) -> uuid.UUID | None:
    """The same, where it is enough to know who."""
    return _therapists(client_id, at).values_list("coach_id", flat=True).first()


def _therapists(client_id: uuid.UUID, at: datetime | None) -> CareQuerySet:
    rows = CareRelationship.objects.current(at)
    return rows.filter(client_id=client_id, kind=CareKind.THERAPIST, coach__is_active=True).order_by("-starts_on")
