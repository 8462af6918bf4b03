"""What was sent to whom, by which way, and what became of it. No content is in it: only that somebody was wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from wiseline.calls import outage
from wiseline.calls.providers import SECOND, providers
from wiseline.lib import clock
from wiseline.reach.models import Delivery, Device, Notices, PhoneNumber, Route
from wiseline.reach.routing import Topic, topic_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import Promise

    from wiseline.people.models import Person

CHANNEL_WORDS: dict[str, str | Promise] = {
    "in_app": _("in the app"),
    "web_push": _("push"),
    "email": _("e-mail"),
    "voice": _("phone call"),
    "sms": _("text"),
    "apprise": _("another way"),
}
STATUS_WORDS: dict[str, str | Promise] = {
    Delivery.Status.PENDING: _("on its way"),
    Delivery.Status.SENT: _("sent"),
    Delivery.Status.FAILED: _("failed"),
    Delivery.Status.DROPPED: _("not needed any more"),
}
ABOUT_WORDS: dict[str, str | Promise] = {
    Topic.RING: _("Somebody needs a coach"),
    Topic.BOARD: _("Something on the board"),
    Topic.ROTA: _("The rota"),
    Topic.NEWS: _("Answers and messages"),
    Topic.REMINDERS: _("Quiet reminders"),
    "call": _("A call"),
    "test": _("A test"),
    "code": _("A code"),
    "way": _("A way that does not work any more"),
}
"""What a notice was about: a topic, or a kind that nobody chooses for."""
LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of what was sent to a person."""

    at: datetime
    way: str
    about: str
    state: str
    arrived: bool
    failed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way's day, of a whole programme."""

    way: str
    sent: int
    arrived: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class PhoneOutage:
    """A provider of the phone network that fails."""

    second: bool
    since: datetime
    covered: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """A way to a person that does not work any more."""

    person: str
    way: str
    why: str


def sent_to(person: Person, limit: int = 40) -> list[Sent]:
    """What was sent to the person lately, the newest first."""
    rows = Delivery.objects.filter(person=person).select_related("route").order_by("-created_at")[:limit]
    return [_sent(row) for row in rows]


def last_by(person: Person, way: str) -> Sent | None:
    """The newest thing that was sent to the person by this way."""
    channel, _colon, route = way.partition(":")
    rows = Delivery.objects.filter(person=person, channel=channel).select_related("route")
    row = (rows.filter(route_id=route) if route else rows).order_by("-created_at").first()
    return _sent(row) if row else None


def _sent(row: Delivery) -> Sent:
    waits = row.status == Delivery.Status.PENDING and not row.attempts and row.due_at > clock.now()
    return Sent(
        at=row.sent_at or (row.due_at if waits else row.created_at),
        way=row.route.label if row.route else str(CHANNEL_WORDS.get(row.channel, row.channel)),
        about=str(ABOUT_WORDS.get(topic_of(row.kind) or row.kind, row.kind)),
        state=str(_("is to come") if waits else STATUS_WORDS[row.status]),
        arrived=row.received_at is not None,
        failed=row.status == Delivery.Status.FAILED,
        why=row.error,
    )


def newest_code(person: Person) -> Delivery | None:
    """The code that went out last, by text or by a call; None where none is kept."""
    return Delivery.objects.filter(person=person, kind="code").order_by("-created_at").first()


def phone_outages(now: datetime) -> list[PhoneOutage]:
    """Which phone providers fail at the moment, and whether the other one takes what goes out."""
    failing = outage.lasting(now)
    names = {found.name for found in providers()}
    return [
        PhoneOutage(second=row.provider == SECOND, since=row.since, covered=len(names) > len(failing))
        for row in failing
        if row.provider in names
    ]


def ways_of(programme_id: UUID, now: datetime) -> list[Way]:
    """How much went out by each way within a day, and what became of it."""
    recent = Delivery.objects.filter(person__programme_id=programme_id, created_at__gt=now - LATELY)
    counts = recent.values("channel").annotate(
        sent=Count("pk", filter=Q(status=Delivery.Status.SENT)),
        arrived=Count("pk", filter=Q(received_at__isnull=False)),
        waiting=Count("pk", filter=Q(status=Delivery.Status.PENDING)),
        failed=Count("pk", filter=Q(status=Delivery.Status.FAILED)),
    )
    return [
        Way(
            way=str(CHANNEL_WORDS.get(row["channel"], row["channel"])),
            sent=row["sent"],
            arrived=row["arrived"],
            waiting=row["waiting"],
            failed=row["failed"],
        )
        for row in counts.order_by("channel")
    ]


def broken_in(programme_id: UUID) -> list[Broken]:
    """Whose device, number or other way was given up because it will never work: they should mend it."""
    return _broken(person__programme_id=programme_id, person__is_active=True)


def broken_of(person: Person) -> list[Broken]:
    """Which ways to this person were given up."""
    return _broken(person=person)


def _broken(**whose: object) -> list[Broken]:
    here = {**whose, "disabled_at__isnull": False}
    numbers = PhoneNumber.objects.filter(**here).select_related("person")
    routes = Route.objects.filter(**here).select_related("person")
    # a device that its person took off the list has no subscription any more; one that failed still has
    devices = Device.objects.filter(**here).exclude(endpoint_hash="").select_related("person")
    refused = Notices.objects.filter(**whose, email_refused_at__isnull=False).select_related("person")
    no_texts = PhoneNumber.objects.filter(**whose).exclude(texts_why="").select_related("person")
    found = [Broken(row.person.name, str(_("phone number")), row.disabled_why) for row in numbers]
    found += [Broken(row.person.name, row.label, row.disabled_why) for row in routes]
    found += [Broken(row.person.name, row.label, "") for row in devices]
    found += [Broken(row.person.name, str(_("e-mail")), row.email_refused_why) for row in refused]
    found += [Broken(row.person.name, str(_("text")), row.texts_why) for row in no_texts]
    return sorted(found, key=lambda row: (row.person, row.way))
