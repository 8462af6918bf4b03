"""What holds for every signed-in request: staff sessions end when idle, staff show a second factor,
and times are shown in the person's own zone and language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from wiseline.lib import clock
from wiseline.people.signed_in import ENDED, keep_sign_in, was_ended

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wiseline.people.models import Person

_SEEN = "seen_at"
_OPEN_WITHOUT_SECOND_FACTOR = ("/accounts/", "/static/", "/help-now/", "/sw.js", "/away/")
_BY_ITSELF = ("/live/", "/devices/shown/")
_RESOLUTION_SECONDS = 60  # the session is written at most once a minute


class KeptSessionMiddleware(SessionMiddleware):
    """Only signing out takes the session's cookie away.

    Signing in gives the session a new key. A request that was under way meanwhile, as the service worker's are,
    still brings the old one: Django would have the browser forget its cookie, which is the new one by now.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and not request.session.modified:
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


class PersonMiddleware:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.session.session_key or not request.user.is_authenticated:
            return _told_if_ended(request, self.get_response(request))
        person: Person = request.user
        keep_sign_in(request, person)
        if person.is_staff_member:
            refused = _end_when_idle(request) or _ask_second_factor(request, person)
            if refused is not None:
                return refused
        with timezone.override(_zone(person.timezone)), translation.override(person.locale):
            request.LANGUAGE_CODE = translation.get_language()
            return self.get_response(request)


def _told_if_ended(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A browser whose sign-in was ended from elsewhere is told, so that it forgets what it keeps."""
    if was_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
        response[ENDED] = "1"
    return response


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _end_when_idle(request: HttpRequest) -> HttpResponseBase | None:
    """Sign a member of staff out whose last own action is too long ago; polling does not count as one."""
    now = int(clock.now().timestamp())
    seen = request.session.get(_SEEN)
    if seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60:
        logout(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
        return redirect_to_login(request.get_full_path())
    by_page = request.headers.get("HX-Request") and request.method == "GET"  # a part that refreshes itself
    by_person = not by_page and request.path not in _BY_ITSELF
    if seen is None or (by_person and now - seen >= _RESOLUTION_SECONDS):
        request.session[_SEEN] = now
    return None


def _ask_second_factor(request: HttpRequest, person: Person) -> HttpResponseBase | None:
    """Send staff without a second factor to set one up, before anything else opens."""
    if not settings.STAFF_SECOND_FACTOR or request.path.startswith(_OPEN_WITHOUT_SECOND_FACTOR):
        return None
    from allauth.mfa.utils import is_mfa_enabled

    return None if is_mfa_enabled(person) else redirect("mfa_index")
