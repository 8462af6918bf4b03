"""Something hard is coming: by hand, or chosen from a calendar file. Only what is chosen is kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wiseline.chart.practice_plan.hard_events import LARGEST, LONGEST_TITLE, NoCalendar, coming
from wiseline.chart.practice_plan.when import Kind, When
from wiseline.chart.practice_plan.writing import propose
from wiseline.lib import clock
from wiseline.people.sessions import for_clients, me

if TYPE_CHECKING:
    from django.http import HttpRequest

COPE_AHEAD = "cope-ahead"


class CalendarForm(forms.Form):
    """A calendar file."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        help_text=gettext_lazy("A file that ends in .ics. It is read once and not kept."),
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )


class ComingForm(forms.Form):
    """One thing that was chosen."""

    title = forms.CharField(max_length=LONGEST_TITLE)
    at = forms.DateTimeField()


@for_clients
def events(request: HttpRequest) -> HttpResponse:
    """By hand, or from a file: what the next four weeks bring."""
    client = me(request)
    form = CalendarForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > LARGEST:
                raise NoCalendar
            found = coming(file.read(LARGEST + 1), clock.now(), client.timezone)
        except NoCalendar:
            said = _("This file could not be read as a calendar. It ends in .ics and is smaller than 500 KB. ")
            form.add_error("file", said + _("You can enter the event by hand instead."))
    status = 422 if form.errors else 200
    return render(request, "practice_plan/events.html", {"form": form, "found": found}, status=status)


@for_clients
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """One of them is prepared for; chosen twice, it is there once."""
    form = ComingForm(request.POST)
    if not form.is_valid() or form.cleaned_data["at"] <= clock.now():
        messages.error(request, _("That is over already. Please choose one that is still to come."))
        return redirect("practice:events")
    title, at = form.cleaned_data["title"], form.cleaned_data["at"]
    planned = propose(
        client=me(request),
        by=me(request),
        skill=COPE_AHEAD,
        situation=title,
        when=When(kind=Kind.EVENT, event_at=at),
        key="event-" + hashlib.sha256(f"{title}|{at.isoformat()}".encode()).hexdigest()[:48],
    )
    return redirect("practice:planned", planned.pk)
