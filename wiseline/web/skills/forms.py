"""Forms of the skills' screens."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Annotated, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints, TypeAdapter, ValidationError

from wiseline.chart.models import SkillUse
from wiseline.chart.uses import Went
from wiseline.chart.where import offered_to
from wiseline.lib import clock
from wiseline.skills import catalogue
from wiseline.skills.contexts import known
from wiseline.skills.finder.question import Question
from wiseline.skills.practising import LONGEST_LINE
from wiseline.skills.words import COMPANY, EMOTIONS, FLAGS, PLACES, URGES

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.chart.where import Offered
    from wiseline.people.models import Person
    from wiseline.skills.practices.practice import Practice

MINUTES = (("", _("not said")), ("2", _("2 minutes")), ("10", _("10 minutes")), ("30", _("half an hour or more")))
_Words = Annotated[str, StringConstraints(max_length=4000)]
_ANSWERS = TypeAdapter(dict[str, _Words | list[_Words]])
STRONG = 4
"""How strong an urge counts that was ticked and not rated, 0-5."""


def _or_nothing(choices: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("", _("not said")), *choices.items()]


class MomentForm(forms.Form):
    """What is going on; every part may be left out. What is written is not kept."""

    text = forms.CharField(
        label=_("What is going on?"),
        help_text=_("In your own words. It is read on the clinic's own computer, and not kept."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    intensity = forms.IntegerField(
        label=_("How strong is it, from 0 to 100?"), min_value=0, max_value=100, required=False
    )
    emotion = forms.ChoiceField(label=_("Which feeling is strongest?"), choices=_or_nothing(EMOTIONS), required=False)
    urges = forms.MultipleChoiceField(
        label=_("What do you feel like doing?"),
        choices=list(URGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.ChoiceField(label=_("Where are you?"), choices=_or_nothing(PLACES), required=False)
    minutes = forms.ChoiceField(label=_("How much time is there?"), choices=MINUTES, required=False)

    def question(self, known: Question) -> Question:
        """What was answered, with what is known of the person."""
        data = self.cleaned_data
        return replace(
            known,
            text=data["text"],
            emotion=data["emotion"],
            intensity=data["intensity"],
            urges=dict.fromkeys(data["urges"], STRONG),
            place=data["place"],
            minutes=int(data["minutes"]) if data["minutes"] else None,
        )


class UseForm(forms.Form):
    """A skill was used: one tap says how it went, the rest can be left out."""

    effect = forms.ChoiceField(label=_("How did it go?"), choices=SkillUse.Effect.choices, required=False)
    before = forms.IntegerField(label=_("Before, from 0 to 100"), min_value=0, max_value=100, required=False)
    after = forms.IntegerField(label=_("Afterwards, from 0 to 100"), min_value=0, max_value=100, required=False)
    place = forms.ChoiceField(label=_("Where were you?"), choices=_or_nothing(PLACES), required=False)
    company = forms.ChoiceField(label=_("Who was there?"), choices=_or_nothing(COMPANY), required=False)
    situation = forms.CharField(
        label=_("What was going on?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    prompted = forms.NullBooleanField(required=False)
    client_key = forms.CharField(max_length=64, required=False)

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person

    @cached_property
    def where(self) -> Offered:
        """The life contexts that can be tapped."""
        return offered_to(self.person)

    @property
    def said_contexts(self) -> list[str]:
        """What is ticked, also when the page comes back."""
        return self.data.getlist("contexts") if isinstance(self.data, QueryDict) else []

    def clean(self) -> dict[str, Any]:
        """Contexts that the programme never had are dropped: an entry is never refused for them."""
        data = cast("dict[str, Any]", super().clean())
        data["contexts"] = known(self.person.programme_id, self.said_contexts) if self.said_contexts else None
        return data

    @property
    def went(self) -> Went:
        """How it went, as the chart keeps it."""
        return Went(**{field.name: self.cleaned_data[field.name] for field in fields(Went)})


class LogForm(UseForm):
    """A use noted by itself: which skill, and how it went; the rest can be left out."""

    HOW = (
        (SkillUse.How.ALONE, _("by myself")),
        (SkillUse.How.WITH_HELP, _("somebody helped me")),
        (SkillUse.How.COACHED, _("my coach coached me")),
    )
    PROMPTED = (("", _("not said")), ("false", _("I thought of it myself")), ("true", _("something reminded me")))

    skill = forms.ChoiceField(
        label=_("Which skill?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a skill."), "invalid_choice": _("Please choose a skill.")},
    )
    how = forms.ChoiceField(label=_("How?"), choices=HOW, required=False)
    said_prompted = forms.ChoiceField(label=_("How did it come to mind?"), choices=PROMPTED, required=False)

    def __init__(self, *args: Any, skills: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "skill", skills)

    def clean(self) -> dict[str, Any]:
        """What is left out is not known, apart from how: alone."""
        data = super().clean()
        data["how"] = data.get("how") or SkillUse.How.ALONE
        data["prompted"] = {"true": True, "false": False}.get(data.get("said_prompted") or "")
        return data


class PracticeForm(UseForm):
    """The end of a guided practice; what was written in it comes along only if the client keeps it."""

    answers = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, practice: Practice, **more: Any) -> None:
        super().__init__(*args, **more)
        self.practice = practice

    def clean_answers(self) -> dict[str, str | list[str]]:
        """The answers that this practice asks for. Others are dropped."""
        given = self.cleaned_data["answers"] or {}
        try:
            answers = _ANSWERS.validate_python(given)
        except ValidationError as error:
            raise forms.ValidationError(_("What you wrote could not be read. It is still on this page.")) from error
        return {name: value for name, value in answers.items() if name in self.practice.names and value}


class OwnItemForm(forms.Form):
    """One more line of one's own list."""

    text = forms.CharField(label=_("Add one"), max_length=LONGEST_LINE)
    client_key = forms.CharField(max_length=64, required=False)


class AboutForm(forms.Form):
    """What the client would like to understand."""

    text = forms.CharField(
        label=_("What would you like to ask?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class _Teaching(forms.Form):
    """What was taught, when, and what was practised."""

    skill = forms.ChoiceField(label=_("Skill"))
    on = forms.DateField(label=_("Taught on"), widget=forms.DateInput(attrs={"type": "date"}))
    practised = forms.CharField(
        label=_("What was practised, for the client to read"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, programme: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "skill", catalogue.choices(programme))

    def clean_on(self) -> Any:
        """Teaching lies in the past."""
        on = self.cleaned_data["on"]
        if on > clock.now().date():
            raise forms.ValidationError(_("This day has not come yet."))
        return on


def choose(form: forms.Form, name: str, choices: Any) -> None:
    """Let a field choose among these; a field that needs none is left out."""
    if choices:
        cast("forms.ChoiceField", form.fields[name]).choices = choices
    else:
        del form.fields[name]


class TeachForm(_Teaching):
    """Teaching one client, and others who were there."""

    also = forms.MultipleChoiceField(
        label=_("Taught to these clients as well"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "also", others)


class TeachGroupForm(_Teaching):
    """Teaching a group."""

    absent = forms.MultipleChoiceField(
        label=_("Who was not there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "absent", members)


class GroupForm(forms.Form):
    """A new group."""

    name = forms.CharField(
        label=_("Name"), help_text=_("Clients read it too, for example “Tuesday group”."), max_length=80
    )


class MembersForm(forms.Form):
    """Who is in a group, and who trains it."""

    members = forms.MultipleChoiceField(
        label=_("Clients in this group"), required=False, widget=forms.CheckboxSelectMultiple
    )
    trainers = forms.MultipleChoiceField(
        label=_("Who trains it with you"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, clients: Any, trainers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "members", clients)
        choose(self, "trainers", trainers)


class CautionsForm(forms.Form):
    """What some skills must mind."""

    flags = forms.MultipleChoiceField(
        label=_("What some skills must mind"),
        help_text=_("Skills that it rules out are not suggested; others come with a word of caution."),
        choices=list(FLAGS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
