"""A client takes everything that is kept about them with them, without asking anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from wiseline.audit.models import Entry
from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.people.sessions import for_clients, me
from wiseline.web.privacy.saved import archive_of

if TYPE_CHECKING:
    from django.http import HttpRequest

A_DAY = 5
"""So often in 24 hours: it is much work for the server."""


@for_clients
@never_cache
def save(request: HttpRequest) -> HttpResponse:
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
    return HttpResponse(archive_of(client, now), content_type="application/zip", headers=headers)
