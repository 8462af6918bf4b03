"""A coach's own calendar is read for busy times; duties are offered as a feed."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.lib.fetching import CannotFetch, fetch
from wiseline.live.publish import changes
from wiseline.rota.calendars import Unreadable, busy_in
from wiseline.rota.models import Feed, OwnCalendar

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.people.models import Person
    from wiseline.rota.hours import Interval

logger = logging.getLogger(__name__)
EVERY = timedelta(hours=6)
AHEAD = timedelta(weeks=16)
UNREADABLE = "unreadable"


def keep_file(*, coach: Person, content: bytes) -> OwnCalendar:
    """Take busy times from a file, once. Raises calendars.Unreadable."""
    now = clock.now()
    busy = busy_in(content, now, now + AHEAD, coach.timezone)
    return _kept(coach, address="", busy=busy, due_at=None)


def keep_address(*, coach: Person, address: str) -> OwnCalendar:
    """Take busy times from an address, now and from time to time. Raises CannotFetch, calendars.Unreadable."""
    now = clock.now()
    busy = busy_in(fetch(address), now, now + AHEAD, coach.timezone)
    return _kept(coach, address=address, busy=busy, due_at=now + EVERY)


def _kept(coach: Person, *, address: str, busy: list[Interval], due_at: datetime | None) -> OwnCalendar:
    with changes():
        row = OwnCalendar(
            coach=coach, address=address, busy=_plain(busy), read_at=clock.now(), due_at=due_at, trouble=""
        )
        row.save()
        record(actor=coach, action="rota.calendar_kept", subject=coach, programme_id=coach.programme_id)
    return row


def forget_calendar(*, coach: Person) -> None:
    """Nothing is read from it any more, and what was read is gone."""
    with changes():
        if OwnCalendar.objects.filter(coach=coach).delete()[0]:
            record(actor=coach, action="rota.calendar_forgotten", subject=coach, programme_id=coach.programme_id)


def read_due_calendars() -> int:
    """Read one calendar whose time has come; what was read before stays where it can't be had. How many were read."""
    now = clock.now()
    row = OwnCalendar.objects.filter(due_at__lte=now).select_related("coach").order_by("due_at").first()
    if row is None or not OwnCalendar.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + EVERY):
        return 0
    try:
        busy = busy_in(fetch(row.address), now, now + AHEAD, row.coach.timezone)
    except CannotFetch as error:
        OwnCalendar.objects.filter(pk=row.pk).update(trouble=error.reason)
    except Unreadable:
        OwnCalendar.objects.filter(pk=row.pk).update(trouble=UNREADABLE)
    else:
        row.busy, row.read_at, row.trouble = _plain(busy), now, ""
        row.save(update_fields=["busy", "read_at", "trouble"])
    return 1


def _plain(busy: list[Interval]) -> list[list[str]]:
    return [[row.start.isoformat(), row.end.isoformat()] for row in busy]


def new_feed(*, person: Person, whole: bool) -> str:
    """A new secret for the person's feed; the one before opens nothing any more."""
    secret = secrets.token_urlsafe(24)
    with changes():
        Feed.objects.update_or_create(
            person=person, whole=whole, defaults={"secret_hash": hashed(secret), "created_at": clock.now()}
        )
        record(actor=person, action="rota.feed_made", subject=person, programme_id=person.programme_id, whole=whole)
    return secret


def end_feed(*, person: Person, whole: bool) -> None:
    """The feed's address opens nothing any more."""
    with changes():
        if Feed.objects.filter(person=person, whole=whole).delete()[0]:
            record(actor=person, action="rota.feed_ended", subject=person, programme_id=person.programme_id)


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(secret: str) -> Feed | None:
    """The feed that a secret opens, of a person who still works here."""
    rows = Feed.objects.filter(secret_hash=hashed(secret), person__is_active=True)
    return rows.select_related("person", "person__programme").first()
