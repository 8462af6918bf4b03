"""Emergency help, open to anybody, signed in or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from wiseline.lib.emergency.directory import countries
from wiseline.people.models import Person
from wiseline.safety.emergency import help_for, help_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def help_now(request: HttpRequest) -> HttpResponse:
    """Numbers to tap. Asks for nothing; another country is one tap away."""
    code = request.GET.get("country", "")
    person = request.user if isinstance(request.user, Person) else None
    shown = help_for(person) if person and not code else help_in(code or "US")
    return render(
        request,
        "safety/help_now.html",
        {
            "help": shown,
            "known": bool(person or code),
            "countries": countries(),
            "code": code or (person and person.country),
        },
    )
