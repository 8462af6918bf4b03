"""Who consents with an adolescent: asked, kept and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wiseline.chart.diary.days import today_of
from wiseline.people.sessions import allow, me, person_of, signed_in
from wiseline.safety import authorisation as may
from wiseline.safety.consents import Asked, Role, asked_of, consents_of, give, standing, withdraw
from wiseline.safety.models import MinorConsent

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wiseline.people.models import Person


class Consent(NamedTuple):
    """How it stands with one client, for the pages that say so."""

    asked: Asked | None
    given: MinorConsent | None


def consent_of(client: Person) -> Consent:
    """What is asked with them, and what was given."""
    asked = asked_of(client)
    return Consent(asked, standing(client, asked))


class ConsentForm(forms.Form):
    """Who consented, as the therapist saw or heard it."""

    role = forms.ChoiceField(label=gettext_lazy("Who consents?"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("Their name"), max_length=120)
    on = forms.DateField(
        label=gettext_lazy("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("That is no day.")},
    )
    shown = forms.BooleanField(label=gettext_lazy("They have read the words above, or heard them, and said yes"))

    def __init__(self, *args: Any, asked: Asked, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        self.today = today
        labels = {role: str(role.label) for role in asked.roles}
        if asked.alone_from is not None:
            labels[Role.CLIENT] = _("the client, who is %(age)s or older") % {"age": asked.alone_from}
        self.fields["role"].choices = list(labels.items())  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come."))
        return day


@signed_in
def consents(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The words, who said yes to them and when; the client's therapist keeps it."""
    actor = me(request)
    client = person_of(actor, person_id)
    allow(client.is_client and may.can_see_policy(actor, client))
    asked = asked_of(client)
    form = None
    if asked is not None and may.can_agree_policy(actor, client):
        form = ConsentForm(request.POST or None, asked=asked, today=today_of(client))
    if request.method == "POST":
        allow(form is not None)
        if form and form.is_valid():
            said = form.cleaned_data
            give(client=client, by=actor, role=said["role"], name=said["name"], on=said["on"])
            messages.success(request, _("Kept."))
            return redirect("safety:consents", client.pk)
    context = {
        "client": client,
        "form": form,
        "consent": Consent(asked, standing(client, asked)),
        "rows": [(row, may.can_withdraw_consent(actor, row)) for row in consents_of(client)],
        "base": "web/base_client.html" if actor.is_client else "web/base_staff.html",
    }
    return render(request, "safety/consents.html", context, status=422 if form and form.errors else 200)


@signed_in
@require_POST
def take_back(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """It does not hold any more."""
    actor = me(request)
    rows = MinorConsent.objects.select_related("client")
    row = get_object_or_404(rows, pk=consent_id, programme_id=actor.programme_id)
    allow(may.can_withdraw_consent(actor, row))
    withdraw(consent=row, by=actor)
    messages.success(request, _("Taken back."))
    return redirect("safety:consents", row.client_id)
