"""A browser that is locked is given nothing but what opens without the PIN.

The crisis plan, the numbers, the pacer, practices that show nothing personal and asking for coaching are never behind
it, and neither is a contact that the client has open: who waits for a coach is not asked for a PIN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN_TO_CLIENT
from wiseline.lib import clock
from wiseline.people.locking import is_locked, lock, lock_of, may_be_open_for, used

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import ResolverMatch

LOCKED = 423
OPEN_TO_READ = frozenset(
    {
        "safety:help_now",
        "safety:everywhere",
        "safety:my_plan",
        "safety:beside_plan",
        "web:breathe",
        "web:steps",
        "web:step_by_step",
        "web:offline",
    }
)
OPEN = frozenset(
    {
        "safety:be_here",
        "coaching:ask",
        "web:away",
        "web:service_worker",
        "web:manifest",
        "privacy:locked",
        "privacy:unlock",
        "privacy:unlock_by_passkey",
        "live:stream",
        "reach:keep",
        "reach:shown",
        "reach:received",
        "reach:renew",
        "account_logout",
    }
)
_CONTACT_NAMES = ["open", "messages", "practice", "state", "safety", "choose", "place", "tell", "withdraw", "again"]
_TALK_NAMES = ["enough", "call_join", "call_signal", "call_alive", "call_leave"]
OF_A_CONTACT = frozenset(f"coaching:{name}" for name in (*_CONTACT_NAMES, *_TALK_NAMES))
_LOCKS = frozenset({"privacy:locked", "web:away"})
_BY_ITSELF = frozenset({"live:stream", "reach:keep", "reach:shown", "reach:received", "web:service_worker"})


@dataclass(frozen=True)
class AppLock:
    """What the page must know of the lock of its browser."""

    seconds: int
    at_once: bool
    stays: bool  # what this page shows is open without the PIN: it is not led away


class LockMiddleware:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.session.session_key
        row = lock_of(key) if key and request.user.is_authenticated else None
        match = _match(request) if row is not None else None
        if row is None or match is None:
            return self.get_response(request)
        now = clock.now()
        stays = _opens(request, match)
        if is_locked(row, now) or (match.view_name in _LOCKS and not _by_itself(request, match)):
            lock(row, now)
            if not stays:
                return _refused(request)
        elif not _by_itself(request, match):
            used(row, now)
        request.app_lock = AppLock(  # type: ignore[attr-defined]
            int(may_be_open_for(row.lock_after).total_seconds()), row.lock_after == 0, stays
        )
        response = self.get_response(request)
        if not stays:
            response["Cache-Control"] = "no-store"  # going back asks again
        return response


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _by_itself(request: HttpRequest, match: ResolverMatch) -> bool:
    """Whether no person did this: a part that refreshes itself, the worker, or what waited for a network."""
    headers = request.headers
    automatic = headers.get("X-Wiseline-Keep") or headers.get("Idempotency-Key")
    return bool(automatic) or match.view_name in _BY_ITSELF or (request.method == "GET" and "HX-Request" in headers)


def _opens(request: HttpRequest, match: ResolverMatch) -> bool:
    name = match.view_name
    if name in OPEN_TO_READ:
        return request.method in {"GET", "HEAD"}
    return name in OPEN or (name in OF_A_CONTACT and _is_open(request.user.pk, match.kwargs.get("contact_id")))


def _is_open(client_id: UUID | None, contact_id: UUID | None) -> bool:
    own = Contact.objects.filter(client_id=client_id, status__in=OPEN_TO_CLIENT)
    return (own.filter(pk=contact_id) if contact_id else own).exists()


def _refused(request: HttpRequest) -> HttpResponseBase:
    path = request.get_full_path() if request.method == "GET" else "/"
    where = f"{reverse('privacy:locked')}?{urlencode({'next': path})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("privacy:locked")})
    by_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    if by_script or "Idempotency-Key" in request.headers or "X-Wiseline-Keep" in request.headers:
        return HttpResponse(status=LOCKED, headers={"Cache-Control": "no-store"})
    return redirect(where)
