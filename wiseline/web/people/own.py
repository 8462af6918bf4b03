"""What a person sees and changes about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wiseline.chart.models import Note
from wiseline.chart.practice_plan.arranging import arrange_all
from wiseline.chart.timeline import timeline_of
from wiseline.chart.words import words_of
from wiseline.people.flows.team import change_me
from wiseline.people.forms import ZONES, MeForm
from wiseline.people.sessions import for_clients, me, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
def me_page(request: HttpRequest) -> HttpResponse:
    """Name, place, ways of signing in, devices. Who can see what has a screen of its own."""
    person = me(request)
    initial = {"name": person.name, "phone": person.phone, "country": person.country, "timezone": person.timezone}
    form = MeForm(request.POST or None, initial=initial, is_client=person.is_client)
    if request.method == "POST" and form.is_valid():
        change_me(person=person, **form.cleaned_data)
        if person.is_client:
            arrange_all(person)
        messages.success(request, _("Kept."))
        return redirect("people:me")
    context = {
        "form": form,
        "zones": ZONES,
        "consents": person.consents.order_by("-given_at"),
        "base": "web/base_client.html" if person.is_client else "web/base_staff.html",
    }
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


@for_clients
def my_timeline(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about the client, in order, with what coaches wrote for them to read."""
    client = me(request)
    notes = {
        note.contact_id: note.for_client
        for note in Note.objects.filter(client=client, signed_at__isnull=False)
        if note.for_client
    }
    rows = [
        (row, words_of(row), notes.get(row.contact_id) if row.kind == "note.signed" else None)
        for row in timeline_of(client)
    ]
    return render(request, "people/my_timeline.html", {"rows": rows})
