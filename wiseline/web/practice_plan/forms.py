"""Forms of the practice plan."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from wiseline.chart.models import PlannedVersion
from wiseline.chart.practice_plan.when import EVERY_DAY, KINDS, LONGEST_CUE, PARTS, Kind, When, read
from wiseline.lib import clock
from wiseline.rota.hours import instant
from wiseline.skills.catalogue import choices_for

if TYPE_CHECKING:
    from wiseline.people.models import Person

LONGEST_SITUATION = 300
SIZES = (
    (PlannedVersion.Size.WHOLE, _("All of it")),
    (PlannedVersion.Size.PART, _("A part of it: five minutes are enough")),
    (PlannedVersion.Size.FIRST_STEP, _("Only the first step: two minutes are enough")),
)
MOST_A_DAY = 6
NEEDED = {Kind.CUE: ("cue",), Kind.PART: ("part",), Kind.CLOCK: ("time",), Kind.EVENT: ("event_on", "event_time")}
WEEKDAYS = (
    (0, _("Mon")),
    (1, _("Tue")),
    (2, _("Wed")),
    (3, _("Thu")),
    (4, _("Fri")),
    (5, _("Sat")),
    (6, _("Sun")),
)


class PlanForm(forms.Form):
    """One planned practice, as a person writes it."""

    skill = forms.ChoiceField(label=_("Which skill?"), required=False)
    situation = forms.CharField(
        label=_("What is it for?"),
        help_text=_("In your own words, for example “When I come home and it is too quiet”."),
        max_length=LONGEST_SITUATION,
        error_messages={"required": _("Please write a few words.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label=_("When?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    cue = forms.CharField(
        label=_("What happens then?"),
        help_text=_("For example “When I come home”. Nothing rings; it stands on your page."),
        max_length=LONGEST_CUE,
        error_messages={"required": _("Please write what happens then.")},
    )
    part = forms.ChoiceField(label=_("Which part?"), choices=list(PARTS.items()))
    time = forms.TimeField(
        label=_("At what time?"),
        error_messages={"required": _("Please choose a time.")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    event_on = forms.DateField(
        label=_("On which day is it?"),
        error_messages={"required": _("Please choose the day.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    event_time = forms.TimeField(
        label=_("And at what time?"),
        error_messages={"required": _("Please choose a time.")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    spaced = forms.BooleanField(label=_("Less often as it gets easier, more often when it is hard"), required=False)
    remind = forms.BooleanField(label=_("A quiet reminder, without a word of what it is about"), required=False)
    size = forms.ChoiceField(label=_("How much of it?"), choices=SIZES, widget=forms.RadioSelect)
    together = forms.BooleanField(label=_("We wrote this together: it holds at once"), required=False)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    use_required_attribute = False  # what belongs to another kind is not asked for

    def __init__(self, *args: Any, client: Person, staff: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.client = client
        self._needed()
        own = ("", _("Something of our own") if staff else _("Something of my own"))
        cast("forms.ChoiceField", self.fields["skill"]).choices = [own, *choices_for(client)]
        if not staff:
            del self.fields["together"]

    def _needed(self) -> None:
        """What the other kinds ask for may be left out."""
        chosen = self.data.get("kind")
        for kind, names in NEEDED.items():
            for name in names:
                self.fields[name].required = not self.is_bound or kind == chosen

    def clean(self) -> dict[str, Any]:
        """When it is; a hard event is still to come."""
        data = cast("dict[str, Any]", super().clean())
        if not self.errors:
            data["when"] = self._when(data)
        return data

    def _when(self, data: dict[str, Any]) -> When | None:
        kind = Kind(data["kind"])
        event = None
        if kind == Kind.EVENT:
            at = instant(data["event_on"], data["event_time"], self.client.timezone, late=False)
            event = at.astimezone(UTC)
            if event <= clock.now():
                self.add_error("event_on", _("That is over already. Please choose a time that is still to come."))
        return When(
            kind=kind,
            time=data["time"] if kind == Kind.CLOCK else None,
            part=data["part"] or None if kind == Kind.PART else None,
            cue=data["cue"] if kind == Kind.CUE else "",
            event_at=event,
            weekdays=tuple(sorted(data["weekdays"])) or EVERY_DAY,
            spaced=data["spaced"],
            remind=data["remind"],
        )

    def said(self) -> dict[str, Any]:
        """What a flow is told."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("skill", "situation", "when", "size")},
            "together": data.get("together", False),
        }


def shown(version: PlannedVersion | None, client: Person) -> dict[str, Any]:
    """What stands in the form: a version, or where a new one begins."""
    if version is None:
        return {"kind": Kind.CUE, "weekdays": EVERY_DAY, "spaced": True, "remind": True, "size": "whole", "seen": 0}
    when = read(version.when)
    event = clock.in_zone(when.event_at, client.timezone) if when.event_at else None
    return {
        "skill": version.skill,
        "situation": version.situation,
        "kind": when.kind,
        "cue": when.cue,
        "part": when.part,
        "time": when.time,
        "event_on": event.date().isoformat() if event else None,
        "event_time": event.time() if event else None,
        "weekdays": when.weekdays,
        "spaced": when.spaced,
        "remind": when.remind,
        "size": version.size,
        "seen": version.number,
    }


class LimitsForm(forms.Form):
    """The client's quiet hours, and how many reminders a day."""

    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(label=_("until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    most_a_day = forms.TypedChoiceField(
        label=_("Reminders a day, at most"),
        choices=[(number, str(number) if number else _("none")) for number in range(MOST_A_DAY + 1)],
        coerce=int,
    )
