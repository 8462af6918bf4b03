"""Parsing what clients and coaches send. Everything that a client is asked can be left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wiseline.alliance.repair import Agreed
from wiseline.chart.models import Commitment
from wiseline.chart.urges import URGES
from wiseline.coaching import promising
from wiseline.coaching.models import Kind, Lane, Safety, Way
from wiseline.coaching.selectors.truth import clock_words
from wiseline.lib import clock
from wiseline.lib.device_time import written_at
from wiseline.lib.emergency.directory import for_country
from wiseline.skills import catalogue
from wiseline.skills import words as skill_words

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from wiseline.coaching.models import Contact

EMOTIONS = tuple(
    (name, skill_words.EMOTIONS[name])
    for name in ("fear", "anger", "sadness", "shame", "guilt", "loneliness", "emptiness", "joy")
)
SCALE = [(str(value), str(value)) for value in range(6)]


ASKED_FOR = [choice for choice in Kind.choices if choice[0] != Kind.RECONTACT]
"""What a client can ask for."""


class AskForm(forms.Form):
    """The first tap. Unknown or missing choices never stop a request: they fall back to the usual ones."""

    client_key = forms.CharField(max_length=64, required=False)
    kind = forms.ChoiceField(choices=ASKED_FOR, required=False)
    way = forms.ChoiceField(choices=Way.choices, required=False)
    lane = forms.ChoiceField(choices=Lane.choices, required=False)
    safety = forms.ChoiceField(choices=Safety.choices, required=False)
    happening = forms.CharField(max_length=500, required=False)
    written_at = forms.CharField(max_length=40, required=False)  # of the outbox, as is `device_now`
    device_now = forms.CharField(max_length=40, required=False)

    def usable(self) -> dict[str, Any]:
        """The valid part of what was sent."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        happening = given.pop("happening", "")
        given["ask_key"] = given.pop("client_key", "")
        given["said_at"] = written_at(given.pop("written_at", ""), given.pop("device_now", ""))
        return {**given, "primer": {"happening": happening} if happening else {}}


class SafetyForm(forms.Form):
    """'Are you safe right now?'"""

    safety = forms.ChoiceField(choices=[choice for choice in Safety.choices if choice[0]])


class PlaceForm(forms.Form):
    """Where the client is: in words, or as their device finds it. Nothing of it is asked for twice."""

    words = forms.CharField(label=_("Where are you?"), max_length=300, required=False)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False)
    within = forms.FloatField(min_value=0, max_value=10_000_000, required=False)
    country = forms.CharField(max_length=2, required=False)

    def usable(self) -> dict[str, Any]:
        """The valid part of what was sent; empty where nothing was."""
        self.is_valid()
        data = self.cleaned_data
        point = {name: data[name] for name in ("latitude", "longitude", "within") if data.get(name) is not None}
        if not {"latitude", "longitude"} <= point.keys():
            point = {}
        words, country = data.get("words", ""), data.get("country", "").upper()
        said = {"words": words, "point": point, "country": country if for_country(country) else ""}
        return said if any(said.values()) else {}


class ChoiceForm(forms.Form):
    """Why, how and how soon."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=ASKED_FOR, widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=_("How would you like to be in touch?"), choices=Way.choices, widget=forms.RadioSelect
    )
    lane = forms.ChoiceField(label=_("How soon?"), choices=Lane.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if contact.kind == Kind.RECONTACT:  # nobody asks for it, but it may stay what it is
            cast("forms.ChoiceField", self.fields["kind"]).choices = Kind.choices


def offer_skills(form: forms.Form, programme_id: UUID, *names: str) -> None:
    """Let these fields choose among the skills of a programme."""
    skills = catalogue.every(programme_id)
    for name in names:
        cast("forms.MultipleChoiceField", form.fields[name]).choices = skills


class PrimerForm(forms.Form):
    """What helps the coach to help: each part may be left out, and is kept as it comes."""

    happening = forms.CharField(
        label=_("What is happening, in one line?"), max_length=500, required=False, widget=forms.TextInput
    )
    emotion = forms.ChoiceField(
        label=_("Which feeling is strongest?"), choices=EMOTIONS, required=False, widget=forms.RadioSelect
    )
    distress = forms.IntegerField(label=_("How strong is it?"), min_value=0, max_value=100, required=False)
    tried = forms.MultipleChoiceField(
        label=_("What have you tried?"),
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, programme_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_skills(self, programme_id, "tried")
        for name, label in URGES:
            self.fields[f"urge_{name}"] = forms.ChoiceField(
                label=label, choices=SCALE, required=False, widget=forms.RadioSelect
            )

    def offer(self, skills: list[tuple[str, str]]) -> None:
        """Show only these among what was tried; whatever else a device sends is still understood."""
        cast("forms.MultipleChoiceField", self.fields["tried"]).choices = skills

    def answers(self) -> dict[str, Any]:
        """Only what was answered."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("happening", "emotion", "tried") if data.get(name)}
        if data.get("distress") is not None:
            found["distress"] = data["distress"]
        urges = {name: int(data[f"urge_{name}"]) for name, _label in URGES if data.get(f"urge_{name}")}
        return {**found, "urges": urges} if urges else found


class PromiseForm(forms.Form):
    """When the coach will call: in some minutes, or at a time of day on their own clock."""

    minutes = forms.IntegerField(min_value=5, max_value=24 * 60, required=False)
    at = forms.TimeField(required=False)

    def __init__(self, data: Any, *, contact: Contact, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.contact, self.zone = contact, zone
        self.now = clock.now()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors or not (data.get("minutes") or data.get("at")):
            raise forms.ValidationError(_("Choose a time between now and this time tomorrow."))
        if data.get("minutes"):
            moment = self.now + timedelta(minutes=data["minutes"])
        else:
            moment = promising.next_time(data["at"], self.now, self.zone)
        if moment - self.now > promising.longest(kind=self.contact.kind, safety=self.contact.safety):
            raise forms.ValidationError(why_soon(self.contact))
        if data.get("at") and not promising.is_meant(moment, self.now, self.zone):
            raise forms.ValidationError(_not_meant(moment, self.now))
        return {**data, "moment": moment}

    def problem(self) -> str:
        """Why it can't be promised."""
        return str(self.non_field_errors()[0])


def why_soon(contact: Contact) -> str:
    """Why no later call is offered: danger, doubt, a crisis, or agreed after risk; empty where one is."""
    longest = promising.longest(kind=contact.kind, safety=contact.safety)
    if longest == promising.LONGEST:
        return ""
    if contact.safety == Safety.DANGER:
        words = _(
            "%(name)s said: in danger. A call later than in %(minutes)s minutes is not offered: hand over instead."
        )
    elif contact.safety == Safety.UNSURE:
        words = _(
            "%(name)s may not be safe. A call later than in %(minutes)s minutes is not offered: hand over instead."
        )
    elif contact.kind == Kind.RECONTACT:
        words = _(
            "This call with %(name)s was agreed after risk, and is due. A call later than in %(minutes)s minutes is "
            "not offered: hand over instead."
        )
    else:
        words = _(
            "%(name)s is in a crisis. A call later than in %(minutes)s minutes is not offered: hand over instead."
        )
    return words % {"name": contact.client.first_name, "minutes": int(longest.total_seconds() // 60)}


def _not_meant(moment: datetime, now: datetime) -> str:
    hours = round((moment - now).total_seconds() / 3600)
    return ngettext(
        "That is %(time)s, in %(hours)s hour. Choose a time that is still to come today, or one within 12 hours.",
        "That is %(time)s, in %(hours)s hours. Choose a time that is still to come today, or one within 12 hours.",
        hours,
    ) % {"time": clock_words(moment, now), "hours": hours}


class NoteForm(forms.Form):
    """The note; nothing in it is compulsory but a commitment's time, where there is a commitment."""

    risk_asked = forms.BooleanField(label=_("I asked about risk"), required=False)
    risk_answer = forms.ChoiceField(label=_("Safe right now?"), choices=Safety.choices, required=False)
    acted = forms.ChoiceField(
        label=_("Already acted on an urge?"),
        choices=[("", _("not asked")), ("no", _("No")), ("yes", _("Yes"))],
        required=False,
    )
    problem = forms.CharField(label=_("The problem, in short"), max_length=2000, required=False)
    tried = forms.MultipleChoiceField(label=_("Tried before"), choices=(), required=False)
    coached = forms.MultipleChoiceField(label=_("Coached now"), choices=(), required=False)
    distress_before = forms.IntegerField(label=_("Distress before"), min_value=0, max_value=100, required=False)
    distress_after = forms.IntegerField(label=_("Distress after"), min_value=0, max_value=100, required=False)
    commitment = forms.CharField(label=_("What the client will do"), max_length=500, required=False)
    commitment_in = forms.TypedChoiceField(
        label=_("Ask how it went"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", _("do not ask")),
            (30, _("in 30 minutes")),
            (60, _("in 1 hour")),
            (120, _("in 2 hours")),
            (720, _("in 12 hours")),
            (1440, _("tomorrow at this time")),
        ],
    )
    done = forms.CharField(label=_("What I did"), max_length=2000, required=False, widget=forms.Textarea)
    considered = forms.CharField(
        label=_("What I considered and did not do, and why"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
    follow_up = forms.CharField(label=_("Follow-up, and who does it"), max_length=500, required=False)
    limits = forms.CharField(label=_("My limits in this contact"), max_length=500, required=False)
    limits_for_team = forms.BooleanField(
        label=_("The consultation team may read what I wrote about my limits"), required=False
    )
    consulted = forms.CharField(label=_("Whom I asked"), max_length=300, required=False)
    for_client = forms.CharField(
        label=_("For the client to read"), max_length=2000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, programme_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_skills(self, programme_id, "tried", "coached")
        for name, label in URGES:
            for when, words in (("before", _("%(urge)s, before")), ("after", _("%(urge)s, after"))):
                self.fields[f"urge_{when}_{name}"] = forms.ChoiceField(
                    label=words % {"urge": label}, choices=[("", "–"), *SCALE], required=False
                )

    def body(self, changed: set[str]) -> dict[str, Any]:
        """Those fields of coaching.notes to which the changed fields of the form belong, as they are kept."""
        data = self.cleaned_data
        plain = [
            "risk_asked",
            "risk_answer",
            "acted",
            "problem",
            "tried",
            "coached",
            "distress_before",
            "distress_after",
            "commitment",
            "done",
            "considered",
            "follow_up",
            "limits",
            "limits_for_team",
            "consulted",
        ]
        body: dict[str, Any] = {name: data[name] for name in plain}
        for when in ("before", "after"):
            body[f"urges_{when}"] = {
                name: int(data[f"urge_{when}_{name}"]) for name, _label in URGES if data.get(f"urge_{when}_{name}")
            }
        body["commitment_minutes"] = data.get("commitment_in")
        written = {_KEPT_AS.get(name, name) for name in changed}
        return {name: value for name, value in body.items() if name in written}


_KEPT_AS = {
    "commitment_in": "commitment_minutes",
    **{f"urge_{when}_{name}": f"urges_{when}" for when in ("before", "after") for name, _label in URGES},
}


class RepairForm(forms.Form):
    """What both agree in a repair."""

    meant = forms.CharField(
        label=_("What it was about, and what it meant"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    coach_will = forms.CharField(
        label=_("What I will do differently"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    client_will = forms.CharField(
        label=_("What the client will do differently"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    days = forms.TypedChoiceField(
        label=_("When we look again"),
        coerce=int,
        initial=7,
        choices=[(3, _("in 3 days")), (7, _("in a week")), (14, _("in two weeks"))],
    )

    @property
    def agreed(self) -> Agreed:
        """As it is kept."""
        return Agreed(**self.cleaned_data)


class OutcomeForm(forms.Form):
    """How the commitment went."""

    outcome = forms.ChoiceField(choices=[choice for choice in Commitment.Outcome.choices if choice[0]])
