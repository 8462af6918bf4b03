"""A client takes everything that is kept about them with them, without asking anybody."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from wiseline.audit.models import Entry
from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.people.sessions import for_clients, me
from wiseline.web.privacy.archive import archive_of, given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wiseline.people.models import Person

A_DAY = 5
"""So often in 24 hours: it is much work for the server."""


@for_clients
@never_cache
def save(request: HttpRequest) -> HttpResponseBase:
    """Say what is in it; POST gives the file."""
    client, now = me(request), clock.now()
    since = now - timedelta(hours=24)
    often = Entry.objects.filter(client_id=client.pk, action="everything.saved", at__gt=since).count() >= A_DAY
    if request.method != "POST":
        return render(request, "privacy/save.html", {"often": often})
    if often:
        return render(request, "privacy/save.html", {"often": often}, status=429)
    record(
        actor=client, action="everything.saved", subject=client, programme_id=client.programme_id, client_id=client.pk
    )
    name = f"kept-{clock.in_zone(now, client.timezone):%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    headers["Content-Encoding"] = "identity"  # it is packed already
    parts = archive_of(client, now)
    if isinstance(request, ASGIRequest):
        language = translation.get_language()
        return StreamingHttpResponse(
            given(parts, lambda: _as_asked(language, client)), content_type="application/zip", headers=headers
        )
    return StreamingHttpResponse(parts, content_type="application/zip", headers=headers)


@contextmanager
def _as_asked(language: str | None, client: Person) -> Iterator[None]:
    """The language and the zone of the request, which is over when the file is written."""
    with translation.override(language), timezone.override(client.timezone):
        yield
