"""Forms: a questionnaire as it is answered, what a client is asked and when, and a programme's own definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from wiseline.chart.questionnaires.asking import MOST_WEEKS
from wiseline.chart.questionnaires.definition import LONGEST
from wiseline.chart.questionnaires.faults import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile

    from wiseline.chart.questionnaires.definition import Definition, Question

PREFIX = "a"
"""Before the ids of questions, so that none is taken for a field of the form's own."""


class QuestionsForm(forms.Form):
    """A questionnaire. Every question may be left out, but not all of them."""

    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, definition: Definition, **more: Any) -> None:
        super().__init__(*args, **more)
        self.definition = definition
        for question in definition.questions:
            self.fields[name_of(question)] = _field(definition, question)

    def clean(self) -> dict[str, Any]:
        """At least one answer. Raises ValidationError."""
        data = cast("dict[str, Any]", super().clean())
        if not self.errors and not self.given(data):
            raise forms.ValidationError(_("Please answer at least one question. You can leave out the others."))
        return data

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What was answered, by the question's id."""
        found = {question.id: data.get(name_of(question)) for question in self.definition.questions}
        return {name: value for name, value in found.items() if value not in (None, "")}


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"{PREFIX}-{question.id}"


def _field(definition: Definition, question: Question) -> forms.Field:
    if question.kind == "text":
        area = forms.Textarea(attrs={"rows": 2})
        return forms.CharField(label=question.text, max_length=LONGEST, required=False, widget=area)
    choices = [(str(choice.value), choice.words) for choice in definition.answers[question.answers]]
    return forms.TypedChoiceField(
        label=question.text,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("That is none of the answers. Please choose again.")},
    )


class AskForm(forms.Form):
    """What is asked, and when."""

    slug = forms.ChoiceField(label=_("What is asked"))
    weekday = forms.TypedChoiceField(label=_("On"), choices=[*WEEKDAYS.items()], coerce=int)
    every_weeks = forms.TypedChoiceField(
        label=_("How often"),
        choices=[
            (1, _("every week")),
            (2, _("every 2 weeks")),
            (3, _("every 3 weeks")),
            (4, _("every 4 weeks")),
            (6, _("every 6 weeks")),
            (8, _("every 8 weeks")),
            (MOST_WEEKS, _("every 12 weeks")),
        ],
        coerce=int,
    )

    def __init__(self, *args: Any, known: Mapping[str, Definition], **more: Any) -> None:
        super().__init__(*args, **more)
        cast("forms.ChoiceField", self.fields["slug"]).choices = [
            (slug, each.name) for slug, each in sorted(known.items(), key=lambda row: row[1].name)
        ]


class OwnForm(forms.Form):
    """A definition of the programme's own: pasted, or a file of it."""

    text = forms.CharField(
        label=_("The questionnaire, as TOML"),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "autocapitalize": "off"}),
    )
    file = forms.FileField(label=_("Or a file"), required=False, widget=forms.FileInput(attrs={"accept": ".toml"}))
    licence = forms.BooleanField(
        label=_("We hold the licence to use this questionnaire in software, or it is free to use."),
        error_messages={"required": _("Without this, it can’t be added.")},
    )

    def clean(self) -> dict[str, Any]:
        """Something to read. Raises ValidationError."""
        data = cast("dict[str, Any]", super().clean())
        upload: UploadedFile[bytes] | None = data.get("file")
        if upload is not None:
            if (upload.size or 0) > LONGEST_TEXT:
                raise forms.ValidationError(_("The file is too large for a questionnaire."))
            try:
                data["text"] = upload.read().decode("utf-8")
            except UnicodeDecodeError as error:
                raise forms.ValidationError(_("The file is no text in UTF-8.")) from error
        if not self.errors and not data.get("text", "").strip():
            raise forms.ValidationError(_("Please paste a questionnaire, or choose a file."))
        return data
