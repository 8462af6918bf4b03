"""What client and therapist understand together: proposing a line, and settling what was proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance import authorisation as may
from wiseline.alliance import understanding as together
from wiseline.alliance.models import Line, Proposal
from wiseline.people.sessions import allow, me, signed_in
from wiseline.web.alliance.shared import base_of, client_of, looked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wiseline.people.models import Person

HINTS = {
    Line.Section.GOAL: gettext_lazy("What should be different, in words that you would use yourselves?"),
    Line.Section.STRENGTH: gettext_lazy("What goes well, what carries through hard times, who is there?"),
    Line.Section.CHALLENGE: gettext_lazy("What makes days hard, and what sets it off?"),
    Line.Section.VALUE: gettext_lazy("What is worth it, even when it is hard?"),
}


class LineForm(forms.Form):
    """The wording of a line."""

    text = forms.CharField(label=gettext_lazy("In a few words"), max_length=together.LONGEST, widget=forms.Textarea)


@dataclass(slots=True)
class _Tried:
    """A form that could not be taken, and the section or line that it belongs to."""

    place: str
    form: LineForm


@signed_in
@require_GET
def understanding(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Goals, strengths, what is hard, what matters."""
    client = client_of(request, person_id)
    looked(request, client, "understanding.read")
    return _page(request, client, None)


def _page(request: HttpRequest, client: Person, tried: _Tried | None) -> HttpResponse:
    sections = [
        {
            "name": name,
            "label": label,
            "hint": HINTS[Line.Section(name)],
            "form": _form(name, tried),
            "lines": [(shown, _form(str(shown.line.pk), tried, shown.line.text)) for shown in lines],
        }
        for name, label, lines in together.understanding_of(client)
    ]
    context = {
        "client": client,
        "sections": sections,
        "history": together.history_of(client),
        "mine": me(request) == client,
        "me": me(request),
        "base": base_of(me(request)),
        "tried": tried,
    }
    return render(request, "alliance/understanding.html", context, status=422 if tried else 200)


def _form(place: str, tried: _Tried | None, text: str = "") -> LineForm:
    return tried.form if tried and tried.place == place else LineForm(initial={"text": text}, auto_id=f"{place}_%s")


@signed_in
@require_POST
def propose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A new line, another wording, or that a line be taken out."""
    client = client_of(request, person_id)
    section = request.POST.get("section", "")
    line = _line(client, request.POST.get("line", ""))
    if line is None and section not in Line.Section.values:
        raise Http404
    remove = line is not None and request.POST.get("do") == "remove"
    place = str(line.pk) if line else section
    form = LineForm(request.POST, auto_id=f"{place}_%s")
    if not remove and not form.is_valid():
        return _page(request, client, _Tried(place, form))
    together.propose(
        client=client,
        by=me(request),
        section=section,
        text="" if remove else form.cleaned_data["text"],
        line=line,
        remove=remove,
    )
    messages.success(request, _("Proposed. It holds as soon as the other agrees."))
    return redirect("alliance:understanding", client.pk)


def _line(client: Person, text: str) -> Line | None:
    if not text:
        return None
    try:
        return get_object_or_404(Line, pk=text, client=client, ended_at=None)
    except forms.ValidationError as error:
        raise Http404 from error


@signed_in
@require_POST
def settle(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Agree, or not like this, by the other side; or take it back."""
    proposal = get_object_or_404(Proposal.objects.select_related("client", "line"), pk=proposal_id)
    asked = request.POST.get("do", "")
    person = me(request)
    allow(may.can_settle(person, proposal) if asked != "withdraw" else may.can_withdraw(person, proposal))
    acts = {"agree": together.agree, "decline": together.decline, "withdraw": together.withdraw}
    if asked not in acts:
        raise Http404
    try:
        acts[asked](proposal=proposal, by=person)
    except together.Settled:
        messages.info(request, _("That changed a moment ago. This is how it stands now."))
    return redirect("alliance:understanding", proposal.client_id)
