"""What was agreed for the day after an act: agreed by the therapist with the client, read by both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wiseline.chart.diary.card import Group
from wiseline.chart.diary.cards import card_of, items_of
from wiseline.coaching.flows.search import plan_anew
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me, person_of, signed_in
from wiseline.safety import agreeing
from wiseline.safety import authorisation as may
from wiseline.safety.agreeing import USUAL_ACTS, UsuallyNotWithMinors
from wiseline.safety.models import ContactPolicy

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wiseline.people.models import Person


class PolicyForm(forms.Form):
    """What is agreed with one client."""

    minor = forms.BooleanField(label=gettext_lazy("This client is an adolescent"), required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("For 24 hours after an act"), choices=ContactPolicy.Mode.choices, widget=forms.RadioSelect
    )
    cover = forms.BooleanField(label=gettext_lazy("What waits may go to a coach who covers, at once"), required=False)
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("What counts as an act, on the diary card"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you agree on this, in words that the client reads"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    although_minor = forms.BooleanField(
        label=gettext_lazy("It is meant, although the client is an adolescent"), required=False
    )

    def __init__(self, *args: Any, client: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self["minor"].value()):
            del self.fields["although_minor"]
        items = [item for item in items_of(card_of(client)) if item.group == Group.ACTS]
        self.fields["acts"].choices = [(item.id, item.name) for item in items]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A wait without a reason is a punishment."""
        data = super().clean() or {}
        if data.get("mode") not in {None, ContactPolicy.Mode.OFF} and not data.get("reason"):
            self.add_error("reason", _("Write down why: the client reads it when it applies."))
        return data


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_see_policy(me(request), client))
    return client


@signed_in
def policy(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """How it stands; for the therapist, what to agree."""
    client, actor = _client(request, person_id), me(request)
    form = _form(request, client) if may.can_agree_policy(actor, client) else None
    if request.method == "POST":
        allow(form is not None)
        assert form is not None  # noqa: S101 see the line before
        if form.is_valid() and _agree(form, client, actor):
            plan_anew(client, by=actor)
            messages.success(request, _("Kept. The client reads it as you wrote it."))
            return redirect("safety:policy", client.pk)
    context = {
        "client": client,
        "form": form,
        "row": agreeing.policy_of(client),
        "state": agreeing.state_of(client, clock.now()),
        "base": "web/base_client.html" if actor.is_client else "web/base_staff.html",
    }
    return render(request, "safety/policy.html", context, status=422 if form and form.errors else 200)


def _form(request: HttpRequest, client: Person) -> PolicyForm:
    row = agreeing.policy_of(client)
    initial = {
        "mode": row.mode if row else ContactPolicy.Mode.OFF,
        "cover": bool(row and row.cover),
        "reason": row.reason if row else "",
        "acts": row.acts if row else list(USUAL_ACTS),
        "minor": agreeing.is_minor(client),
    }
    return PolicyForm(request.POST or None, client=client, initial=initial)


def _agree(form: PolicyForm, client: Person, actor: Person) -> bool:
    try:
        agreeing.agree(client=client, by=actor, **form.cleaned_data)
    except UsuallyNotWithMinors:
        form.add_error(
            "although_minor",
            _("With adolescents it is usually off. Only where your programme allows it can it be meant."),
        )
        return False
    return True


def _own_client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_agree_policy(me(request), client))
    return client


@for_staff
@require_POST
def lift(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let it rest until the next act."""
    client = _own_client(request, person_id)
    agreeing.lift(client=client, by=me(request))
    plan_anew(client, by=me(request))
    messages.success(request, _("Lifted. What waited is searched for now."))
    return redirect("safety:policy", client.pk)


@for_staff
@require_POST
def act(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Note that the client has acted, now."""
    client = _own_client(request, person_id)
    agreeing.report_act(client=client, by=me(request))
    messages.success(request, _("Noted."))
    return redirect("safety:policy", client.pk)
