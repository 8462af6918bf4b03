"""Parsing what people say about their phones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.reach.channels.apprise.address import problem_with
from wiseline.reach.models import PhoneNumber
from wiseline.reach.numbers import written

AFTERS = (
    (15, gettext_lazy("15 seconds")),
    (30, gettext_lazy("30 seconds")),
    (60, gettext_lazy("1 minute")),
    (90, gettext_lazy("1½ minutes")),
)
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class NumberForm(forms.Form):
    """A number with its country."""

    number = forms.CharField(
        label=gettext_lazy("Your number, with the country"),
        help_text=gettext_lazy("For instance +353 87 123 4567"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "type": "tel"}),
    )

    by_text = forms.BooleanField(label=gettext_lazy("Text me the code; do not ring"), required=False)

    def __init__(self, *args: Any, can_text: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_text:
            del self.fields["by_text"]

    def clean_number(self) -> str:
        try:
            return written(self.cleaned_data["number"])
        except ValueError:
            raise forms.ValidationError(_("Write it with + and the country first, for instance +353.")) from None


class CodeForm(forms.Form):
    """The six digits that were spoken or texted."""

    code = forms.CharField(
        label=gettext_lazy("The six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={**_DIGITS, "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())


class RingForm(forms.Form):
    """When a contact rings a coach's phone."""

    ring = forms.ChoiceField(
        label=gettext_lazy("Ring this phone"), choices=PhoneNumber.Ring.choices, widget=forms.RadioSelect
    )
    ring_after = forms.TypedChoiceField(label=gettext_lazy("The app rings alone for"), choices=AFTERS, coerce=int)


class PinForm(forms.Form):
    """Four to eight digits; nothing takes the PIN away."""

    pin = forms.CharField(
        label=gettext_lazy("A PIN for the phone"),
        help_text=gettext_lazy("Four to eight digits. Leave it empty for none."),
        required=False,
        max_length=20,
        widget=forms.PasswordInput(attrs=_DIGITS),
    )

    def clean_pin(self) -> str:
        pin = self.cleaned_data["pin"].strip()
        if pin and not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
            raise forms.ValidationError(_("Four to eight digits, and nothing else."))
        if pin and len(set(pin)) == 1:
            raise forms.ValidationError(_("The same digit again and again is guessed first. Choose another one."))
        return str(pin)


class RouteForm(forms.Form):
    """A further way of being alerted."""

    label = forms.CharField(label=gettext_lazy("What you call it"), max_length=80)
    address = forms.CharField(
        label=gettext_lazy("Its address"),
        help_text=gettext_lazy("As apprise writes it, for instance ntfy://my-secret-topic"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    after = forms.TypedChoiceField(
        label=gettext_lazy("The other ways ring alone for"),
        choices=((0, gettext_lazy("no time: at once")), *AFTERS),
        coerce=int,
    )

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        if problem := problem_with(address):
            raise forms.ValidationError(problem)
        return address
