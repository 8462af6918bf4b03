"""Emergency help, open to anybody, signed in or not; and the programme's own numbers, which its leads keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wiseline.lib.emergency.directory import countries
from wiseline.lib.places import countries_of_zones
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_staff, me, signed_in
from wiseline.safety.authorisation import can_keep_numbers
from wiseline.safety.emergency import be_in, country_of, country_of_strangers, edition_of, help_for, help_in
from wiseline.safety.models import OwnNumber
from wiseline.safety.own_numbers import keep_number, remove_number
from wiseline.safety.plan import DIALLED

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wiseline.lib.emergency.directory import Country


@require_GET
def help_now(request: HttpRequest) -> HttpResponse:
    """Numbers to tap. Asks for nothing; another country is one tap away."""
    code = request.GET.get("country", "")
    person = request.user if isinstance(request.user, Person) else None
    here = code or (country_of(person) if person else country_of_strangers())
    shown = help_for(person) if person and not code else help_in(here)
    return render(
        request,
        "safety/help_now.html",
        {
            "help": shown,
            "edition": edition_of(shown),
            "known": bool(code or person),
            "countries": _with_zones(),
            "code": here,
            "away": person is not None and not code and here != person.country,
        },
    )


@require_GET
def everywhere(request: HttpRequest) -> HttpResponse:
    """Every country's numbers on one page, which each phone keeps: who travels may have no network there."""
    return render(request, "safety/everywhere.html", {"every": [help_in(country.code) for country in countries()]})


def _with_zones() -> list[tuple[Country, str]]:
    """The countries with the time zones that lie in them: a device in another zone may be in another country."""
    zones: dict[str, list[str]] = {}
    for zone, code in countries_of_zones().items():
        zones.setdefault(code, []).append(zone)
    return [(country, " ".join(zones.get(country.code, ()))) for country in countries()]


@signed_in
@require_POST
def be_here(request: HttpRequest) -> HttpResponse:
    """The person says which country they are in today."""
    try:
        be_in(person=me(request), country=request.POST.get("country", ""))
    except ValueError:
        messages.error(request, _("We do not have the numbers of that country. Please choose one of the list."))
    return redirect(reverse("safety:help_now") + "?here=1")  # from the server: what this phone kept is older


class NumberForm(forms.Form):
    """One number of the programme's own."""

    name = forms.CharField(label=gettext_lazy("Who answers"), max_length=80)
    number = forms.CharField(label=gettext_lazy("Number"), max_length=40)
    by = forms.ChoiceField(label=gettext_lazy("It is reached"), choices=OwnNumber.By.choices, widget=forms.RadioSelect)
    hours = forms.CharField(
        label=gettext_lazy("When"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For example: Monday to Friday, 8 to 18."),
    )
    note = forms.CharField(label=gettext_lazy("What else a person in need should know"), max_length=160, required=False)

    def clean_number(self) -> str:
        """What a phone can dial."""
        number: str = self.cleaned_data["number"].strip()
        if not DIALLED.fullmatch(number):
            raise ValidationError(_("That is no phone number. It has digits, and perhaps a + in front."))
        return number


@for_staff
def own_numbers(request: HttpRequest) -> HttpResponse:
    """The programme's own numbers: add one."""
    allow(can_keep_numbers(me(request)))
    form = NumberForm(request.POST or None, initial={"by": OwnNumber.By.CALL})
    if request.method == "POST" and form.is_valid():
        keep_number(by=me(request), **_fields(form))
        messages.success(request, _("Kept. It stands above the numbers of the country."))
        return redirect("safety:own_numbers")
    context = {"form": form, "numbers": OwnNumber.objects.filter(programme=me(request).programme_id)}
    return render(request, "safety/own_numbers.html", context, status=422 if form.errors else 200)


def _fields(form: NumberForm) -> dict[str, Any]:
    return {("way" if name == "by" else name): value for name, value in form.cleaned_data.items()}


def _number(request: HttpRequest, number_id: UUID) -> OwnNumber:
    allow(can_keep_numbers(me(request)))
    return get_object_or_404(OwnNumber, pk=number_id, programme=me(request).programme_id)


@for_staff
def change_number(request: HttpRequest, number_id: UUID) -> HttpResponse:
    """Change one."""
    row = _number(request, number_id)
    initial = {name: getattr(row, name) for name in NumberForm.base_fields}
    form = NumberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        keep_number(by=me(request), row=row, **_fields(form))
        messages.success(request, _("Kept."))
        return redirect("safety:own_numbers")
    return render(request, "safety/own_numbers.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@for_staff
@require_POST
def take_number(request: HttpRequest, number_id: UUID) -> HttpResponse:
    """Take one away."""
    remove_number(by=me(request), row=_number(request, number_id))
    messages.success(request, _("It is gone."))
    return redirect("safety:own_numbers")
