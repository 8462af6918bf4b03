"""Forms of the diary: a day as its card asks for it, a check-in, and the card itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from wiseline.chart.diary.card import ALERTING, GROUPS, LIMITS, LONGEST, STEPS, Group, Item, Kind
from wiseline.skills.words import COMPANY, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCALE = tuple((str(number), str(number)) for number in range(6))
YES_NO = (("1", _("Yes")), ("0", _("No")))


def _number(most: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=most, required=False)


def field_of(item: Item, skills: Sequence[tuple[str, str]]) -> forms.Field:
    """The field that asks for an item. Every one may be left out."""
    if item.kind == Kind.TEXT:
        return forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    if item.kind == Kind.SKILLS:
        return forms.MultipleChoiceField(choices=list(skills), required=False, widget=forms.CheckboxSelectMultiple)
    if item.kind == Kind.HOURS:
        widget = forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"})
        return forms.DecimalField(
            min_value=0, max_value=24, max_digits=4, decimal_places=2, required=False, widget=widget
        )
    if item.kind in {Kind.COUNT, Kind.MINUTES}:
        return _number(LIMITS[item.kind])
    choices: Any = YES_NO if item.kind == Kind.YES_NO else SCALE
    if item.kind == Kind.STEPS:
        choices = [(str(number), f"{number} · {words}") for number, words in enumerate(STEPS)]
    return forms.TypedChoiceField(
        choices=choices, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


def shown(item: Item, answer: Any) -> Any:
    """An answer as its field shows it."""
    return answer / 60 if item.kind == Kind.HOURS and answer is not None else answer


class DayForm(forms.Form):
    """One day. Which card it was filled on and what its writer had seen come along."""

    day = forms.DateField(
        label=_("Which day?"), error_messages={"invalid": _("That is no day."), "required": _("Please choose a day.")}
    )
    card = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: Sequence[Item], skills: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.items = items
        for item in items:
            self.fields[item.id] = field_of(item, skills)
            self.fields[item.id].label = item.name

    def answers(self) -> dict[str, Any]:
        """What was answered; an item that was left out is not in it."""
        found = {}
        for item in self.items:
            value = self.cleaned_data.get(item.id)
            if value in (None, "", []):
                continue
            found[item.id] = round(value * 60) if item.kind == Kind.HOURS else value
        return found


class CheckInForm(forms.Form):
    """A few ratings of this moment."""

    place = forms.ChoiceField(label=_("Where are you?"), choices=[("", _("not said")), *PLACES.items()], required=False)
    company = forms.ChoiceField(
        label=_("Who is there?"), choices=[("", _("not said")), *COMPANY.items()], required=False
    )
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: Iterable[Item], **more: Any) -> None:
        super().__init__(*args, **more)
        self.items = [item for item in items if item.kind == Kind.SCALE]
        for item in self.items:
            self.fields[item.id] = field_of(item, ())
            self.fields[item.id].label = item.name

    def clean(self) -> dict[str, Any]:
        """At least one rating. Raises ValidationError."""
        data = cast("dict[str, Any]", super().clean())
        if not self.errors and not self.answers(data):
            raise forms.ValidationError(_("Please rate at least one thing."))
        return data

    def answers(self, data: dict[str, Any]) -> dict[str, int]:
        """What was rated."""
        return {item.id: data[item.id] for item in self.items if data.get(item.id) is not None}


class QuestionForm(forms.Form):
    """What a therapist asks about a day."""

    day = forms.DateField(widget=forms.HiddenInput)
    item = forms.CharField(max_length=40, required=False)
    text = forms.CharField(label=_("Ask or say something"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    """What the client answers."""

    text = forms.CharField(label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ReminderForm(forms.Form):
    """When to remind."""

    time = forms.TimeField(
        label=_("Remind me at"),
        help_text=_("A short note on the phone, without a word of what it is about. Empty: never."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class ItemForm(forms.Form):
    """One line of the card."""

    id = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    on = forms.BooleanField(label=_("On the card"), required=False)
    label = forms.CharField(label=_("What is asked"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Answered with"), required=False)
    group = forms.ChoiceField(label=_("Stands under"), choices=list(GROUPS.items()), required=False)
    target = forms.BooleanField(label=_("A target of therapy"), required=False)
    help_from = forms.TypedChoiceField(
        label=_("Offer help, and tell the coach, from"),
        choices=[("", _("never")), *SCALE[1:]],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, item: Item | None = None, thresholds: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.item = item
        kinds = [(kind.value, label) for kind, label in _kinds()]
        cast("forms.ChoiceField", self.fields["kind"]).choices = kinds
        if item is not None:
            del self.fields["kind"], self.fields["group"]
            self.fields["on"].label = item.name
        if item is not None and item.kind != Kind.SCALE:
            del self.fields["target"]
        if not thresholds or item is None or item.id not in ALERTING:
            del self.fields["help_from"]
        if item is not None:
            del self.fields["label"]

    def made(self, taken: set[str]) -> Item | None:
        """The item as the line describes it; None where it is not on the card."""
        data = self.cleaned_data
        if self.item is not None:
            changed: dict[str, Any] = {name: data[name] for name in ("target", "help_from") if name in data}
            return self.item.model_copy(update=changed) if data["on"] else None
        label = (data.get("label") or "").strip()
        if not label:
            return None
        kind = Kind(data.get("kind") or Kind.SCALE)
        number = next(number for number in range(1, 1000) if f"own.{number}" not in taken)
        group = Group(data.get("group") or Group.DAY)
        return Item(
            id=f"own.{number}", kind=kind, group=group, label=label, target=data["target"] and kind == Kind.SCALE
        )


def _kinds() -> list[tuple[Kind, Any]]:
    from wiseline.chart.diary.card import KINDS

    return [(Kind(kind), label) for kind, label in KINDS.items()]
