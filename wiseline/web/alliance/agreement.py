"""The coaching agreement: read, written, signed, wished about, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance import agreement as agreeing
from wiseline.alliance import authorisation as may
from wiseline.alliance.models import Agreement
from wiseline.alliance.wording import SECTIONS
from wiseline.audit.trail import record
from wiseline.people.sessions import allow, for_clients, for_staff, me, person_of, signed_in
from wiseline.safety.agreeing import policy_in_force
from wiseline.web.alliance.printing import agreement_page
from wiseline.web.alliance.shared import base_of, client_of, looked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

HELP = {
    "limits": gettext_lazy("Filled from your hours as they are today."),
    "day_after": gettext_lazy("What holds between the two of you is shown below these words, as it is set."),
}


class SignForm(forms.Form):
    """A name, typed, stands for a signature."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)


class WishForm(forms.Form):
    """What the client would like to be different."""

    text = forms.CharField(
        label=gettext_lazy("What would you like to be different?"), max_length=1000, widget=forms.Textarea
    )


class WordsForm(forms.Form):
    """One box a section."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in SECTIONS.items():
            self.fields[name] = forms.CharField(
                label=label,
                help_text=HELP.get(name, ""),
                required=False,
                max_length=3000,
                widget=forms.Textarea(attrs={"rows": 6}),
            )


@signed_in
@require_GET
def agreement(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The newest words, who signed them, and what was before."""
    client = client_of(request, person_id)
    allow(may.can_read_agreement(me(request), client))
    looked(request, client, "agreement.read")
    return _page(request, client)


def _page(
    request: HttpRequest, client: Person, *, sign_form: SignForm | None = None, wish_form: WishForm | None = None
) -> HttpResponse:
    person = me(request)
    standing = agreeing.agreement_of(client)
    writes = may.can_write_agreement(person, client)
    newest = standing.newest
    signs = standing.asks_client if person == client else writes and standing.asks_therapist
    context = {
        "client": client,
        "mine": person == client,
        "writes": writes,
        "signs": signs,
        "standing": standing,
        "rows": agreeing.rows_of(newest) if newest else [],
        "policy": policy_in_force(client),
        "older": [row for row in agreeing.versions_of(client) if row != newest],
        "hours_changed": writes and newest is not None and newest.hours != agreeing.hours_now(person),
        "sign_form": sign_form or SignForm(),
        "wish_form": wish_form or WishForm(),
        "base": base_of(person),
    }
    return render(request, "alliance/agreement.html", context, status=422 if sign_form or wish_form else 200)


@for_staff
def write(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The therapist writes a new version; it asks both to sign."""
    client = person_of(me(request), person_id)
    allow(may.can_write_agreement(me(request), client))
    newest = agreeing.agreement_of(client).newest
    seen = newest.number if newest else 0
    form = WordsForm(request.POST or None, initial={"seen": seen, **agreeing.begin_with(client, me(request))})
    if request.method == "POST" and form.is_valid():
        body = {name: form.cleaned_data[name] for name in SECTIONS}
        try:
            agreeing.write_agreement(client=client, by=me(request), body=body, seen=form.cleaned_data["seen"])
        except agreeing.Newer:
            again = request.POST.copy()
            again["seen"] = str(seen)
            form = WordsForm(again)
            form.add_error(None, _("Another version was kept meanwhile. Keep again to put yours after it."))
        else:
            messages.success(request, _("Kept. It asks both of you to sign."))
            return redirect("alliance:agreement", client.pk)
    fresh = agreeing.fresh_words(me(request))
    context = {"client": client, "form": form, "fresh": [(SECTIONS[name], fresh[name]) for name in SECTIONS]}
    return render(
        request, "alliance/write_agreement.html", {**context, "newest": newest}, status=422 if form.errors else 200
    )


def _version(request: HttpRequest, agreement_id: UUID) -> Agreement:
    row = get_object_or_404(Agreement.objects.select_related("client"), pk=agreement_id)
    allow(may.can_read_agreement(me(request), row.client))
    return row


@signed_in
@require_POST
def sign(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Sign the newest version with one's name."""
    row = _version(request, agreement_id)
    allow(may.can_sign_agreement(me(request), row.client))
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, row.client, sign_form=form)
    try:
        agreeing.sign(agreement=row, by=me(request), name=form.cleaned_data["name"])
    except agreeing.Newer:
        messages.warning(request, _("The words have changed meanwhile. Please read them once more."))
    else:
        messages.success(request, _("Signed. Thank you."))
    return redirect("alliance:agreement", row.client_id)


@for_clients
@require_POST
def wish(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The client would like something to be different."""
    client = client_of(request, person_id)
    form = WishForm(request.POST)
    if not form.is_valid():
        return _page(request, client, wish_form=form)
    agreeing.wish(client=client, text=form.cleaned_data["text"])
    messages.success(request, _("Your therapist sees it, and you talk about it."))
    return redirect("alliance:agreement", client.pk)


@for_staff
@require_POST
def talked(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The wishes were talked about."""
    client = person_of(me(request), person_id)
    allow(may.can_write_agreement(me(request), client))
    agreeing.answered(client=client, by=me(request))
    return redirect("alliance:agreement", client.pk)


@signed_in
@require_GET
def pdf(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """A version on paper, with its signatures."""
    row = _version(request, agreement_id)
    record(
        actor=me(request),
        action="agreement.printed",
        subject=row,
        programme_id=row.programme_id,
        client_id=row.client_id,
    )
    headers = {"Content-Disposition": 'inline; filename="agreement.pdf"'}
    return HttpResponse(agreement_page(row), content_type="application/pdf", headers=headers)
