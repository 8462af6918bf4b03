"""Giving the plan to somebody: the client's page of links, and what the other person reads without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.people.sessions import for_clients, me
from wiseline.safety.emergency import help_for
from wiseline.safety.flows import plan_of
from wiseline.safety.lending import end_link, lend, lent_by, links_of
from wiseline.safety.models import PlanLink

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


class LendForm(forms.Form):
    """For whom, and how long."""

    name = forms.CharField(label=gettext_lazy("Who is it for?"), max_length=80)
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long can they read it?"),
        coerce=int,
        choices=[(1, gettext_lazy("one day")), (7, gettext_lazy("one week")), (90, gettext_lazy("three months"))],
        initial=7,
        widget=forms.RadioSelect,
    )


@for_clients
def lending(request: HttpRequest) -> HttpResponse:
    """Make a link; see and end those that work."""
    client = me(request)
    form = LendForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        token = lend(client=client, name=form.cleaned_data["name"], days=form.cleaned_data["days"])
        link = request.build_absolute_uri(reverse("safety:lent", args=[token]))
        form = LendForm()
    context = {"form": form, "links": links_of(client), "link": link}
    answer = render(request, "safety/lending.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@for_clients
@require_POST
def end(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """End a link."""
    client = me(request)
    end_link(client=client, link=get_object_or_404(PlanLink, pk=link_id, client=client))
    messages.success(request, _("That link works no more."))
    return redirect("safety:lending")


@require_GET
def lent(request: HttpRequest, token: str) -> HttpResponse:
    """The plan as the other person reads it, as long as the client wants."""
    link = lent_by(token)
    if link is None:
        raise Http404
    client = link.client
    record(actor=None, action="plan.read_by_link", subject=link, programme_id=link.programme_id, client_id=client.pk)
    context = {"client": client, "plan": plan_of(client), "help": help_for(client), "until": link.until}
    answer = render(request, "safety/lent.html", context)
    answer["Cache-Control"], answer["X-Robots-Tag"], answer["Referrer-Policy"] = "no-store", "noindex", "no-referrer"
    return answer
