"""Forms in which a programme words its skills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wiseline.skills.library.entry import Faulty
from wiseline.skills.wording import TEXTS
from wiseline.skills.words import EMOTIONS, FLAGS, MODULES, PARTS, PLACES, ROLES

GROUPS = {
    "mindfulness": "everyday",
    "distress-tolerance": "crisis-survival",
    "emotion-regulation": "changing",
    "interpersonal": "relationships",
    "middle-path": "middle-path",
}
FEW = ("why", "coach", "summary")


class WordingForm(forms.Form):
    """The parts of a skill as text: lists with a line for each item."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for part, label in PARTS.items():
            rows = 2 if part == "summary" else 4 if part in TEXTS else 6
            area = forms.Textarea(attrs={"rows": rows})
            self.fields[part] = forms.CharField(label=label, max_length=6000, widget=area)

    @property
    def parts(self) -> dict[str, str]:
        """What was written, by part."""
        return {part: self.cleaned_data[part] for part in PARTS}

    def refuse(self, faulty: Faulty) -> None:
        """Say what the form of a skill does not allow, at the part that it is about."""
        for line in str(faulty).splitlines():
            place, _colon, fault = line.partition(": ")
            field = place.split(".")[0]
            self.add_error(field if field in self.fields else None, fault)


class OwnSkillForm(WordingForm):
    """A skill that only this programme has."""

    name = forms.CharField(label=_("Name"), min_length=2, max_length=60)
    module = forms.ChoiceField(label=_("Module"), choices=list(MODULES.items()))
    role = forms.ChoiceField(label=_("What it is for"), choices=list(ROLES.items()))
    shortest = forms.IntegerField(label=_("Shortest time that makes sense, in minutes"), min_value=1, max_value=600)
    usual = forms.IntegerField(label=_("Usual time, in minutes"), min_value=1, max_value=600)
    lowest = forms.IntegerField(label=_("Worth it from this distress on, 0 to 100"), min_value=0, max_value=100)
    highest = forms.IntegerField(label=_("Up to this distress, 0 to 100"), min_value=0, max_value=100)
    emotions = forms.MultipleChoiceField(
        label=_("For these feelings"),
        choices=list(EMOTIONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.MultipleChoiceField(
        label=_("Where it can be done"), choices=list(PLACES.items()), widget=forms.CheckboxSelectMultiple
    )
    flags = forms.MultipleChoiceField(
        label=_("Not suggested to clients with"),
        choices=list(FLAGS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    caution = forms.CharField(label=_("What to say to those clients"), min_length=10, max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Numbers in their order, and a caution where somebody is left out."""
        data = super().clean() or {}
        for low, high in (("shortest", "usual"), ("lowest", "highest")):
            if data.get(low) is not None and data.get(high) is not None and data[low] > data[high]:
                self.add_error(high, _("This is less than the number before it."))
        if data.get("flags") and not data.get("caution"):
            self.add_error("caution", _("Say why, so that a client who opens it reads it."))
        return data

    @property
    def front(self) -> dict[str, Any]:
        """The front matter."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "module": data["module"],
            "group": GROUPS[data["module"]],
            "role": data["role"],
            "minutes": [data["shortest"], data["usual"]],
            "intensity": [data["lowest"], data["highest"]],
            "emotions": data["emotions"],
            "urges": [],
            "places": data["places"],
            "cautions": [{"flag": flag, "effect": "suppress", "text": data["caution"]} for flag in data["flags"]],
        }


def initial_of(front: dict[str, Any]) -> dict[str, Any]:
    """What stood in an `OwnSkillForm` that made this front matter."""
    cautions = front["cautions"]
    return {
        **{name: front[name] for name in ("name", "module", "role", "emotions", "places")},
        **dict(zip(("shortest", "usual"), front["minutes"], strict=True)),
        **dict(zip(("lowest", "highest"), front["intensity"], strict=True)),
        "flags": [caution["flag"] for caution in cautions],
        "caution": cautions[0]["text"] if cautions else "",
    }
