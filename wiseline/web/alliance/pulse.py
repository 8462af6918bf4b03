"""The pulse: three questions for the client, and what both see of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance import authorisation as may
from wiseline.alliance import pulse as pulses
from wiseline.alliance.models import Pulse
from wiseline.alliance.pulse_rules import ITEMS, SHORT
from wiseline.people.sessions import allow, for_clients, for_staff, me, person_of, signed_in
from wiseline.web.alliance.shared import base_of, looked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

SCALE = [(str(value), str(value)) for value in range(6)]


class PulseForm(forms.Form):
    """Each question can be left out, but not all of them."""

    words = forms.CharField(
        label=gettext_lazy("Anything else?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request posts
        for item, label in ITEMS.items():
            self.fields[item] = forms.ChoiceField(choices=SCALE, label=label, required=False)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(item) for item in ITEMS):
            raise forms.ValidationError(_("Answer at least one of them, or go back: nothing is asked of you."))
        return data

    @property
    def answers(self) -> dict[str, int | None]:
        """By item; None where it was left out."""
        return {item: int(self.cleaned_data[item]) if self.cleaned_data[item] else None for item in ITEMS}


@for_clients
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The three questions; POST answers them, shows them or keeps them for the session, or passes them over."""
    client = me(request)
    if request.method == "POST" and request.POST.get("do") == "pass":
        pulses.pass_over(client=client)
        return redirect("web:home")
    form = PulseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        show = request.POST.get("do") == "show"
        pulses.answer_pulse(client=client, answers=form.answers, words=form.cleaned_data["words"], show=show)
        words = _("Your therapist can read it.") if show else _("Kept for you alone, until you show it.")
        messages.success(request, words)
        return redirect("alliance:pulse", client.pk)
    rows = [(item, label, form.data.get(item, "")) for item, label in ITEMS.items()]
    return render(request, "alliance/pulse_ask.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@signed_in
@require_GET
def pulse(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The answers over time. Others than the client read what was shown."""
    client = person_of(me(request), person_id)
    allow(may.can_read_pulse(me(request), client))
    looked(request, client, "pulse.read")
    mine = me(request) == client
    rows = pulses.own_pulses(client) if mine else pulses.pulse_of(client)
    newest = next((row for row in rows if row.shown_at), None)
    context = {
        "client": client,
        "mine": mine,
        "rows": rows,
        "items": SHORT.items(),
        "falls": [(ITEMS[fall.item], fall) for fall in pulses.falls_at(newest)] if newest else [],
        "base": base_of(me(request)),
    }
    return render(request, "alliance/pulse.html", context)


@for_clients
@require_POST
def show(request: HttpRequest, pulse_id: UUID) -> HttpResponse:
    """The client shows what they had kept."""
    pulses.show_pulse(pulse=get_object_or_404(Pulse, pk=pulse_id, client=me(request), passed_over=False))
    messages.success(request, _("Your therapist can read it."))
    return redirect("alliance:pulse", me(request).pk)


@for_staff
@require_POST
def talked(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The drop was talked about."""
    client = person_of(me(request), person_id)
    allow(may.can_read_pulse(me(request), client))
    pulses.talked_about(client=client, by=me(request))
    return redirect("alliance:pulse", client.pk)
