"""Emergency help, open to anybody, signed in or not; and the crisis plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wiseline.audit.trail import record
from wiseline.lib.emergency.directory import countries
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_clients, me, person_of, signed_in
from wiseline.safety.authorisation import can_write_plan
from wiseline.safety.emergency import help_for, help_in
from wiseline.safety.flows import plan_of, write_plan
from wiseline.safety.plan_sections import SECTIONS

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


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


@for_clients
@require_GET
def my_plan(request: HttpRequest) -> HttpResponse:
    """The client's own plan; the service worker keeps this page for when there is no network."""
    person = me(request)
    return render(request, "safety/my_plan.html", {"rows": _rows(person), "help": help_for(person), "client": person})


def _rows(client: Person) -> list[tuple[str, list[str]]]:
    plan = plan_of(client)
    return [(str(label), plan.sections.get(name, []) if plan else []) for name, label in SECTIONS]


class PlanForm(forms.Form):
    """One box a section, a line an entry."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, label in SECTIONS:
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
            )

    def sections(self) -> dict[str, list[str]]:
        """Section to lines, empty lines left out."""
        return {
            name: [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
            for name, _label in SECTIONS
        }


@signed_in
def edit_plan(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write the plan, as the client or with them. Each change is a new version."""
    actor = me(request)
    client = person_of(actor, person_id)
    allow(client.is_client and can_write_plan(actor, client))
    plan = plan_of(client)
    initial = {name: "\n".join(lines) for name, lines in plan.sections.items()} if plan else {}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        write_plan(client=client, by=actor, sections=form.sections())
        messages.success(request, _("The plan is kept."))
        return redirect("safety:my_plan") if actor == client else redirect("people:client", client.pk)
    record(actor=actor, action="plan.read", subject=client, programme_id=client.programme_id, client_id=client.pk)
    return render(request, "safety/edit_plan.html", {"form": form, "client": client, "plan": plan})
