"""The screen that says who can see what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from wiseline.lib import clock
from wiseline.people.sessions import for_clients, me
from wiseline.web.people.looks import looks_at
from wiseline.web.privacy.who import who_sees

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@for_clients
@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Who can see what of the client today, and who looked lately."""
    client = me(request)
    return render(request, "privacy/who.html", {"lines": who_sees(client, clock.now()), "looks": looks_at(client)})
