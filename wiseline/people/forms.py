"""Parsing what people say about themselves and others."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.lib.emergency.directory import countries
from wiseline.lib.places import countries_of_zones
from wiseline.people.models import CareKind, Person, Role

ZONES = [
    (zone, countries_of_zones().get(zone, ""))
    for zone in sorted(available_timezones())
    if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
]
"""What the field for a time zone suggests, each with the country that it lies in, where that is known."""
STAFF_ROLES = [choice for choice in Role.choices if choice[0] != Role.CLIENT]


def _country_choices() -> list[tuple[str, str]]:
    return [(country.code, country.name) for country in countries()]


class PlaceForm(forms.Form):
    """Where a person is: it decides what numbers and what times they read."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=_country_choices,
        help_text=gettext_lazy("Decides which emergency numbers you see."),
    )
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"), widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, own = _country_choices(), self.initial.get("country")
        if own and own not in dict(known):  # a country whose numbers we do not have stays what it is
            self.fields["country"].choices = [(own, own), *known]  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean_timezone(self) -> str:
        zone: str = self.cleaned_data["timezone"]
        if zone not in available_timezones():
            raise ValidationError(_("We do not know this time zone. An example: Europe/Dublin."))
        return zone


PHONE_SIGNS = frozenset("0123456789+-()/. \u00a0")
SHORTEST_PHONE = 5


class MeForm(PlaceForm):
    """A person's own name, phone and place."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    field_order = ("name", "phone", "country", "timezone")

    def __init__(self, *args: Any, is_client: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_client:
            self.fields["phone"].help_text = _("Your coach sees it beside your request, and can call it.")

    def clean_phone(self) -> str:
        """The number as it was written; another form of the same number is as good to tap."""
        phone: str = self.cleaned_data["phone"].strip()
        digits = sum(sign.isdigit() for sign in phone)
        if phone and (digits < SHORTEST_PHONE or set(phone) - PHONE_SIGNS):
            raise ValidationError(_("This does not read as a phone number. An example: +353 1 555 0101."))
        return phone


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)

    def __init__(self, *args: Any, by: Person, staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        roles = list(Role.choices) if staff else [choice for choice in Role.choices if choice[0] == Role.CLIENT]
        self.fields["roles"] = forms.MultipleChoiceField(
            label=_("As"), choices=roles, initial=[Role.CLIENT], widget=forms.CheckboxSelectMultiple
        )
        therapists = Person.objects.filter(
            programme=by.programme_id, is_active=True, role_rows__role=Role.THERAPIST
        ).distinct()
        self.fields["therapist"] = forms.ModelChoiceField(
            label=_("Individual therapist of the client"),
            queryset=therapists.order_by("name"),
            required=False,
            initial=by.pk if Role.THERAPIST in by.roles else None,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        roles = set(data.get("roles") or ())
        if Role.CLIENT in roles and len(roles) > 1:
            self.add_error("roles", _("A client can’t be staff of the same programme."))
        if roles == {Role.CLIENT} and not data.get("therapist"):
            self.add_error("therapist", _("Choose who will be rung first for this client."))
        if roles and Role.CLIENT not in roles and not data.get("email"):
            self.add_error("email", _("Staff sign in by e-mail: give an address."))
        return data


class JoinForm(PlaceForm):
    """What the invited person says; their place is the programme's until they say another (static/web/place.js)."""

    name = forms.CharField(label=gettext_lazy("What should we call you?"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read this and I agree"),
        error_messages={"required": gettext_lazy("Please read it and tick the box to join.")},
    )
    field_order = ("name", "email", "country", "timezone", "agreed")


class CareForm(forms.Form):
    """A care relationship."""

    kind = forms.ChoiceField(label=gettext_lazy("As"), choices=CareKind.choices)
    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coaches = Person.objects.filter(
            programme=by.programme_id, is_active=True, role_rows__role__in=[Role.THERAPIST, Role.TRAINER]
        )
        self.fields["coach"] = forms.ModelChoiceField(label=_("Who"), queryset=coaches.distinct().order_by("name"))
        self.order_fields(["coach", "kind", "starts_on"])
