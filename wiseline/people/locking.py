"""The lock of one browser: a PIN (or a passkey, where its person wants that), checked here.

A phone that is locked is given no page. The lock guards against somebody who holds the phone for a while. It is not the
sign-in: who forgot the PIN signs in again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.people.models import SignIn

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.people.models import Person

FREE_TRIES = 4
LONGEST_WAIT = timedelta(hours=1)
WHERE_IT_IS_LEFT = timedelta(minutes=2)
"""With 'as soon as I leave it' the page says that it was left; a page that could not say so locks after this long."""
_RESOLUTION = timedelta(seconds=15)


class After(models.IntegerChoices):
    """After how many seconds without a tap it locks."""

    LEFT = 0, _("As soon as I leave it")
    MINUTE = 60, _("After 1 minute")
    FIVE = 300, _("After 5 minutes")
    QUARTER = 900, _("After 15 minutes")
    HOUR = 3600, _("After 1 hour")


def may_be_open_for(lock_after: int) -> timedelta:
    """How long the browser stays open without a tap."""
    return timedelta(seconds=lock_after) if lock_after else WHERE_IT_IS_LEFT


def is_locked(row: SignIn, now: datetime) -> bool:
    """Whether this browser must be given nothing but what opens without the PIN."""
    return bool(row.pin) and (row.locked_at is not None or now - row.used_at > may_be_open_for(row.lock_after))


def wait_after(wrong_tries: int) -> timedelta:
    """How long nobody may try again: nothing for the first few, then a minute, doubled each time, an hour at most."""
    over = wrong_tries - FREE_TRIES
    return min(timedelta(minutes=2 ** min(over - 1, 10)), LONGEST_WAIT) if over > 0 else timedelta(0)


def lock_of(session_key: str) -> SignIn | None:
    """The row of a browser that has a lock."""
    return SignIn.objects.filter(session_key=session_key, ended_at=None).exclude(pin="").first()


def set_lock(row: SignIn, *, pin: str, after: int, by: Person, passkey: bool = False) -> None:
    """From now on this browser has this lock. It stays open until the time has passed."""
    now = clock.now()
    SignIn.objects.filter(pk=row.pk).update(
        pin=make_password(pin),
        passkey_opens=passkey,
        lock_after=after,
        used_at=now,
        locked_at=None,
        wrong_tries=0,
        try_again_at=None,
    )
    record(actor=by, action="lock.set", subject=row, programme_id=by.programme_id, client_id=by.pk)


def change_lock(row: SignIn, *, after: int, passkey: bool) -> None:
    """Lock sooner or later than before, and let a passkey open it or not."""
    SignIn.objects.filter(pk=row.pk).update(lock_after=after, passkey_opens=passkey, used_at=clock.now())


def take_lock_off(row: SignIn, *, by: Person) -> None:
    """This browser has no lock any more."""
    SignIn.objects.filter(pk=row.pk).update(
        pin="", passkey_opens=False, locked_at=None, wrong_tries=0, try_again_at=None
    )
    record(actor=by, action="lock.removed", subject=row, programme_id=by.programme_id, client_id=by.pk)


def lock(row: SignIn, now: datetime) -> None:
    """Close it."""
    SignIn.objects.filter(pk=row.pk, locked_at=None).exclude(pin="").update(locked_at=now)


def used(row: SignIn, now: datetime) -> None:
    """Its person did something: the time begins anew. Never opens what has been locked meanwhile."""
    if now - row.used_at >= _RESOLUTION:
        SignIn.objects.filter(pk=row.pk, locked_at=None).update(used_at=now)


def is_the_pin(row: SignIn, pin: str, now: datetime) -> bool:
    """Whether it is the PIN. The try is counted before it is looked at, so that many at once are not free."""
    tries = row.wrong_tries + 1
    counted = SignIn.objects.filter(Q(try_again_at=None) | Q(try_again_at__lte=now), pk=row.pk, wrong_tries=tries - 1)
    wait = wait_after(tries)
    if not counted.update(wrong_tries=F("wrong_tries") + 1, try_again_at=now + wait if wait else None):
        return False
    if not check_password(pin, row.pin):
        return False
    SignIn.objects.filter(pk=row.pk).update(wrong_tries=0, try_again_at=None)
    return True


def unlock(row: SignIn, pin: str, now: datetime) -> bool:
    """Open it with the PIN; False where that is not the PIN, or was tried too often."""
    if not is_the_pin(row, pin, now):
        return False
    open_up(row, now)
    return True


def open_up(row: SignIn, now: datetime) -> None:
    """Its person has shown that it is them."""
    SignIn.objects.filter(pk=row.pk).update(locked_at=None, used_at=now)
