"""What filling a questionnaire has in common, whoever writes it down."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from django.http import Http404

from wiseline.chart.models import QuestionnaireVersion
from wiseline.chart.questionnaires.answering import answer
from wiseline.chart.questionnaires.definition import is_asked
from wiseline.chart.questionnaires.versions import definition_of
from wiseline.lib.device_time import written_at
from wiseline.web.questionnaires.forms import QuestionsForm, name_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import BoundField
    from django.http import HttpRequest

    from wiseline.chart.models import QuestionnaireAnswers
    from wiseline.chart.questionnaires.definition import Definition, Question
    from wiseline.people.models import Person


def edition(person: Person, version_id: UUID) -> QuestionnaireVersion:
    """An edition of the programme that is on or was: what was written on an old page is taken. Raises Http404."""
    found = QuestionnaireVersion.objects.filter(pk=version_id, programme_id=person.programme_id).first()
    if found is None or found.on_at is None:
        raise Http404
    return found


def keep(
    request: HttpRequest, form: QuestionsForm, *, version: QuestionnaireVersion, client: Person, by: Person
) -> QuestionnaireAnswers:
    """Keep what a valid form says, once."""
    key = form.cleaned_data["client_key"] or request.headers.get("Idempotency-Key", "")[:64] or secrets.token_hex(16)
    at = written_at(request.POST.get("written_at", ""), request.POST.get("device_now", ""))
    given = form.given(form.cleaned_data)
    return answer(client=client, version=version, given=given, key=key, at=at, by=by)


def rows_of(form: QuestionsForm) -> list[dict[str, Any]]:
    """Each question with its field and how it is drawn; `ask_if` and `help_if` as the page's script reads them."""
    return [_row(form.definition, question, form[name_of(question)]) for question in form.definition.questions]


def _row(definition: Definition, question: Question, field: BoundField) -> dict[str, Any]:
    choices = definition.answers.get(question.answers, ())
    conditions = [{"name": f"a-{each.question}", "is": each.values} for each in question.ask_if]
    return {
        "question": question,
        "field": field,
        "numbers": bool(choices) and all(choice.words == str(choice.value) for choice in choices),
        "ask_if": json.dumps(conditions) if conditions else "",
        "help_if": json.dumps(question.help_if) if question.help_if else "",
    }


def said(row: QuestionnaireAnswers) -> list[tuple[Question, str, bool]]:
    """What was asked and answered, in words; the last says whether the answer asked for help.

    What was asked and left out has no words.
    """
    definition = definition_of(row.version)
    found = []
    for question in definition.questions:
        value = row.answers.get(question.id)
        if value is None and not is_asked(question, row.answers):
            continue
        words = {choice.value: choice.words for choice in definition.answers.get(question.answers, ())}
        text = str(value) if question.kind == "text" and value is not None else words.get(value, "")
        found.append((question, text, value in question.help_if))
    return found
