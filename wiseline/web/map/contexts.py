"""The programme's list of life contexts, for skills trainers and team leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wiseline.people.sessions import allow, for_staff, me
from wiseline.skills import contexts as flows
from wiseline.skills.authorisation import can_set_contexts

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wiseline.people.models import Person


class ContextForm(forms.Form):
    """What a context is called."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=40, strip=True)

    def __init__(self, *args: object, by: Person, key: str = "", **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.by, self.key = by, key
        if key:
            self.fields["label"].widget.attrs["aria-label"] = _("Name")

    def clean_label(self) -> str:
        """Two contexts of one name could not be told apart."""
        label = " ".join(cast("str", self.cleaned_data["label"]).split())
        for context in flows.contexts_of(self.by.programme_id):
            same = context.label.casefold() == label.casefold() and context.key != self.key
            if same and (self.key or not context.hidden):
                raise forms.ValidationError(_("There is one of this name already."))
        return label


@for_staff
def contexts(request: HttpRequest) -> HttpResponse:
    """The list; one more, or one called otherwise."""
    person = me(request)
    allow(can_set_contexts(person))
    if request.method != "POST":
        return _page(request, ContextForm(by=person))
    key = request.POST.get("key", "")
    if key and key not in {context.key for context in flows.contexts_of(person.programme_id)}:
        raise Http404
    form = ContextForm(request.POST, by=person, key=key, auto_id=f"{key}_%s" if key else "id_%s")
    if not form.is_valid():
        return _page(request, form)
    if key:
        flows.rename(key=key, label=form.cleaned_data["label"], by=person)
    else:
        try:
            flows.add(label=form.cleaned_data["label"], by=person)
        except flows.ListIsFull:
            form.add_error("label", _full())
            return _page(request, form)
    messages.success(request, _("Kept."))
    return redirect("map:contexts")


@for_staff
@require_POST
def shown(request: HttpRequest) -> HttpResponse:
    """Take a context off the list, or bring it back."""
    person = me(request)
    allow(can_set_contexts(person))
    key = request.POST.get("key", "")
    if key not in {context.key for context in flows.contexts_of(person.programme_id)}:
        raise Http404
    try:
        (flows.bring_back if request.POST.get("show") == "yes" else flows.hide)(key=key, by=person)
    except flows.ListIsFull:
        messages.error(request, _full())
    return redirect("map:contexts")


def _full() -> str:
    return _("The list holds %(most)s at most, so that it can be read. Take one off first.") % {"most": flows.MOST}


def _page(request: HttpRequest, form: ContextForm) -> HttpResponse:
    person = me(request)

    def own(context: flows.Context) -> ContextForm:
        if form.key == context.key:
            return form
        return ContextForm(by=person, key=context.key, auto_id=f"{context.key}_%s", initial={"label": context.label})

    rows = [(context, own(context)) for context in flows.contexts_of(person.programme_id)]
    page = {"rows": rows, "form": form if not form.key else ContextForm(by=person)}
    return render(request, "map/contexts.html", page, status=422 if form.errors else 200)
