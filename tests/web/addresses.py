"""The names that the shell's templates link to, without the apps behind them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """Never called: only the names matter."""
    return HttpResponse()


def _names(app: str, **routes: str) -> tuple[list[URLPattern | URLResolver], str]:
    return [path(route, nothing, name=name) for name, route in routes.items()], app


urlpatterns = [
    path("", include(_names("web", home="", away="away/", manifest="manifest.webmanifest", breathe="breathe/"))),
    path("", include(_names("coaching", board="board/"))),
    path("people/", include(_names("people", caseload="", me="me/"))),
    path("hours/", include(_names("rota", limits="", week="week/"))),
    path("help-now/", include(_names("safety", help_now=""))),
    path("live/", include(_names("live", stream=""))),
    path("accounts/login/", nothing, name="account_login"),
]
