"""Forms of the session's pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.agenda.line import OWN_GROUPS
from wiseline.agenda.models import Agreement
from wiseline.chart.practice_plan.when import LONGEST_CUE, PARTS, Kind, When
from wiseline.skills import catalogue

if TYPE_CHECKING:
    from wiseline.people.models import Person

LONGEST = 1000


class PlanForm(forms.Form):
    """When the next session is, on the therapist's clock."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    weekly = forms.BooleanField(label=gettext_lazy("Every week at this time"), required=False)

    def moment(self, timezone: str) -> datetime:
        """The planned moment."""
        data = self.cleaned_data
        return datetime.combine(data["day"], data["time"], ZoneInfo(timezone))


class WishForm(forms.Form):
    """What the client wants to talk about."""

    text = forms.CharField(
        label=gettext_lazy("What would you like to talk about?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class AddForm(forms.Form):
    """A line of the therapist's own."""

    group = forms.ChoiceField(label=gettext_lazy("Under"), choices=OWN_GROUPS)
    text = forms.CharField(label=gettext_lazy("What else belongs here?"), max_length=LONGEST)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AgreeForm(forms.Form):
    """One thing that was agreed."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Agreement.Kind.choices)
    skill = forms.ChoiceField(
        label=gettext_lazy("Skill"), help_text=gettext_lazy("To practise, or taught."), choices=(), required=False
    )
    part = forms.ChoiceField(
        label=gettext_lazy("When to practise"),
        choices=[("", gettext_lazy("when it comes up, as the words say")), *PARTS.items()],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("In words that both can read"),
        help_text=gettext_lazy("The client reads exactly these words when the session is closed."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["skill"])
        field.choices = [("", _("none")), *catalogue.choices_for(client)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in {Agreement.Kind.TAUGHT, Agreement.Kind.PRACTICE} and not data.get("skill"):
            self.add_error("skill", _("Choose the skill."))
        wordless = data.get("kind") == Agreement.Kind.TAUGHT or (
            data.get("kind") == Agreement.Kind.PRACTICE and data.get("part")
        )
        if not wordless and not data.get("text"):
            self.add_error("text", _("Write what you agreed."))
        return data

    def agreed(self) -> dict[str, Any]:
        """What `agreeing.agree` takes."""
        data = dict(self.cleaned_data)
        part, kind, words = data.pop("part"), data["kind"], data["text"]
        if kind not in {Agreement.Kind.TAUGHT, Agreement.Kind.PRACTICE}:
            data["skill"] = ""
        if kind == Agreement.Kind.PRACTICE:
            cue = " ".join(words.split())[:LONGEST_CUE]
            data["when"] = When(kind=Kind.PART, part=part) if part else When(kind=Kind.CUE, cue=cue)
        return data


class BringForm(forms.Form):
    """Something for the consultation team."""

    text = forms.CharField(
        label=gettext_lazy("I would like to bring …"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    about = forms.ChoiceField(
        label=gettext_lazy("About a client of mine"),
        help_text=gettext_lazy("Only the initials are shown. Leave it empty where no client has to be named."),
        required=False,
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, clients: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["about"])
        field.choices = [("", _("nobody")), *((str(client.pk), client.display_name) for client in clients)]


class DecideForm(forms.Form):
    """What was decided about an item; may be left empty."""

    decided = forms.CharField(label=gettext_lazy("What was decided"), max_length=LONGEST, required=False)
