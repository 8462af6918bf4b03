"""Who else is part of what was agreed; and the programme's rules about age and consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.coaching.flows.search import plan_anew
from wiseline.people.models import Person, Role
from wiseline.people.sessions import allow, for_staff, me, person_of, signed_in
from wiseline.safety import authorisation as may
from wiseline.safety.consents import usual_words
from wiseline.safety.models import Other
from wiseline.safety.others import (
    CaresForTheClient,
    include,
    keep_rules,
    leave_out,
    minors_of,
    others_of,
    read_by,
    rules_of,
)
from wiseline.web.safety.consents import consent_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

COACHES = (Role.THERAPIST, Role.TRAINER, Role.LEAD)


class OtherForm(forms.Form):
    """A parent, or somebody else."""

    name = forms.CharField(label=gettext_lazy("Who is it?"), max_length=120)
    told = forms.CharField(
        label=gettext_lazy("What they may be told"),
        max_length=1000,
        help_text=gettext_lazy("Agreed with the client, in words that the client reads."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    coach = forms.ModelChoiceField(
        label=gettext_lazy("Their own coach, who does not care for the client and never did"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("none yet"),
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.filter(programme=actor.programme_id, is_active=True, role_rows__role__in=COACHES)
        self.fields["coach"].queryset = staff.distinct().order_by("name")  # type: ignore[attr-defined]


class RulesForm(forms.Form):
    """What the programme has decided."""

    policy_for_minors = forms.BooleanField(
        label=gettext_lazy("Waiting for 24 hours after an act may be agreed with adolescents"), required=False
    )
    alone_from = forms.IntegerField(
        label=gettext_lazy("From which age somebody consents alone"),
        min_value=6,
        max_value=25,
        required=False,
        help_text=gettext_lazy("In years. Empty: nobody who is an adolescent does."),
    )
    parent_consents = forms.BooleanField(
        label=gettext_lazy("With who is younger, a parent or guardian has to consent"), required=False
    )
    consent_words = forms.CharField(
        label=gettext_lazy("What they read when they consent"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    words = forms.CharField(
        label=gettext_lazy("Age and consent, as our staff read it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@signed_in
def others(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who is part of it; who cares for the client adds somebody."""
    actor = me(request)
    client = person_of(actor, person_id)
    allow(client.is_client and may.can_see_policy(actor, client))
    form = OtherForm(request.POST or None, actor=actor) if may.can_include_others(actor, client) else None
    if request.method == "POST":
        allow(form is not None)
        if form and form.is_valid() and _include(form, client, actor):
            messages.success(request, _("Kept. The client reads it too."))
            return redirect("safety:others", client.pk)
    rows = others_of(client)
    if actor == client:
        read_by(client)  # the rows still say which of them were new
    context = {
        "client": client,
        "form": form,
        "rows": rows,
        "consent": consent_of(client),
        "rules": rules_of(client.programme) if form else None,
        "base": "web/base_client.html" if actor.is_client else "web/base_staff.html",
    }
    return render(request, "safety/others.html", context, status=422 if form and form.errors else 200)


def _include(form: OtherForm, client: Person, actor: Person) -> bool:
    try:
        include(client=client, by=actor, **form.cleaned_data)
    except CaresForTheClient:
        form.add_error(
            "coach",
            _(
                "Choose somebody else: who cares for the client, ever did, or holds a talk with them now, has read "
                "what is theirs, and stays the client’s."
            ),
        )
        return False
    return True


@for_staff
@require_GET
def other(request: HttpRequest, other_id: UUID) -> HttpResponse:
    """For a parent's own coach: that they are, and what was agreed that the parent may be told."""
    actor = me(request)
    row = get_object_or_404(Other.objects.select_related("client"), pk=other_id, programme_id=actor.programme_id)
    allow(may.can_read_what_is_told(actor, row))
    record(actor=actor, action="other.read", subject=row, programme_id=row.programme_id, client_id=row.client_id)
    return render(request, "safety/other.html", {"row": row})


@signed_in
@require_POST
def end_other(request: HttpRequest, other_id: UUID) -> HttpResponse:
    """Somebody is no longer part of it: the client may say so, and who cares for them."""
    actor = me(request)
    row = get_object_or_404(Other.objects.select_related("client"), pk=other_id, programme_id=actor.programme_id)
    allow(may.can_see_policy(actor, row.client))
    leave_out(other=row, by=actor)
    messages.success(request, _("They are no longer part of it."))
    return redirect("safety:others", row.client_id)


@for_staff
def rules(request: HttpRequest) -> HttpResponse:
    """The programme's rules: the leads write them."""
    allow(may.can_keep_numbers(me(request)))
    standing = rules_of(me(request).programme)
    initial = {name: getattr(standing, name) for name in RulesForm.base_fields}
    initial["consent_words"] = standing.consent_words or usual_words()
    form = RulesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        keep_rules(by=me(request), **form.cleaned_data)
        for client in minors_of(me(request).programme):
            plan_anew(client, by=me(request))  # what waits by what is not allowed any more is searched for
        messages.success(request, _("Kept."))
        return redirect("safety:rules")
    return render(request, "safety/rules.html", {"form": form}, status=422 if form.errors else 200)
