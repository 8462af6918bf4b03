"""Where a person is signed in: a row for each browser, kept with its session, and ended from anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.dispatch import receiver

from wiseline.lib import clock
from wiseline.live.publish import publish
from wiseline.people.models import SignIn

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from wiseline.people.models import Person

ENDED = "X-Wiseline-Ended"
"""The header that tells a browser to forget what it keeps: its sign-in was ended from elsewhere."""
KEEP_ENDED = timedelta(days=400)
"""As long as a session's cookie may live."""
_STAMP = "sign_in"  # in the session: for which key the row was written, and when
_RESOLUTION_SECONDS = 60


@receiver(user_logged_in)
def began(request: HttpRequest | None, user: Person, **_: Any) -> None:
    """Somebody signed in."""
    if request is not None and hasattr(request, "session"):
        if not request.session.session_key:
            request.session.save()
        request.session.pop(_STAMP, None)
        keep_sign_in(request, user)


def keep_sign_in(request: HttpRequest, person: Person) -> None:
    """Keep the row of this browser: at most once a minute, and whenever the session was given a new key."""
    key, now = request.session.session_key or "", clock.now()
    known, at = request.session.get(_STAMP, ("", 0))
    if known == key and now.timestamp() - at < _RESOLUTION_SECONDS:
        return
    agent = request.META.get("HTTP_USER_AGENT", "")[:300]
    changed = SignIn.objects.filter(session_key=known or key, person=person, ended_at=None).update(
        session_key=key, seen_at=now, user_agent=agent
    )
    if not changed:
        # Two first requests at once make one row.
        SignIn.objects.get_or_create(session_key=key, defaults={"person": person, "user_agent": agent})
    request.session[_STAMP] = (key, int(now.timestamp()))


def has_device(request: HttpRequest, device_key: str) -> None:
    """The browser of this sign-in is the device with this key: when it is signed out, that is rung no more."""
    SignIn.objects.filter(session_key=request.session.session_key).exclude(device_key=device_key).update(
        device_key=device_key
    )


def sign_in_of(request: HttpRequest) -> SignIn | None:
    """The row of the browser that asks."""
    return SignIn.objects.filter(session_key=request.session.session_key or "", ended_at=None).first()


def sign_ins_of(person: Person) -> list[SignIn]:
    """Where the person is signed in now, the latest used first."""
    rows = list(SignIn.objects.filter(person=person, ended_at=None).order_by("-seen_at"))
    keys = [row.session_key for row in rows]
    alive = set(Session.objects.filter(pk__in=keys, expire_date__gt=clock.now()).values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in alive]


def end_sign_in(row: SignIn) -> None:
    """The session is gone, so its cookie opens nothing; its streams look at once. Call inside `changes()`."""
    SessionStore(row.session_key).delete()
    SignIn.objects.filter(pk=row.pk).update(ended_at=clock.now(), pin="", device_key="")
    publish(to=[row.person_id], kind="sign-ins")


def was_ended(session_key: str) -> bool:
    """Whether the sign-in of this cookie was ended from elsewhere."""
    return bool(session_key) and SignIn.objects.filter(session_key=session_key).exclude(ended_at=None).exists()


def forget_ended(now: datetime) -> None:
    """Rows whose cookie has expired on every browser."""
    SignIn.objects.filter(seen_at__lt=now - KEEP_ENDED).delete()
