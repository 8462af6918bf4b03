"""A client's answers over time, for who cares for them and for the client; and what is asked, set by who cares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may
from wiseline.chart.diary.days import today_of
from wiseline.chart.models import Asking, Need, QuestionnaireAnswers
from wiseline.chart.questionnaires import answering, change, sentences
from wiseline.chart.questionnaires import asking as flows
from wiseline.chart.questionnaires.definition import asks_for_help
from wiseline.chart.questionnaires.reading import answers_of, courses_of
from wiseline.chart.questionnaires.versions import current, definition_of, version_of
from wiseline.insight.drawing import NotDrawn, draw
from wiseline.people.sessions import allow, for_staff, me, person_of, signed_in
from wiseline.web.questionnaires.filling import edition, keep, rows_of, said
from wiseline.web.questionnaires.forms import AskForm, QuestionsForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.chart.questionnaires.definition import Definition
    from wiseline.chart.questionnaires.reading import Course
    from wiseline.people.models import Person

LISTED = 30
"""Answers that the page lists; the courses show all."""


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_read_chart(me(request), client))
    return client


def _read(request: HttpRequest, client: Person) -> None:
    if me(request) != client:
        action = "questions.read"
        record(actor=me(request), action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)


@signed_in
@require_GET
def courses(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The course of each score, and what was answered."""
    client = _client(request, person_id)
    _read(request, client)
    return _courses(request, client, AskForm(known=current(client.programme_id)))


def _courses(request: HttpRequest, client: Person, form: AskForm) -> HttpResponse:
    actor = me(request)
    known = current(client.programme_id)
    rows = answers_of(client)
    names = {row.version_id: definition_of(row.version) for row in rows[:LISTED]}
    context: dict[str, Any] = {
        "client": client,
        "courses": [_shown(place, each, actor == client) for place, each in enumerate(courses_of(client))],
        "answers": [_listed(row, names[row.version_id]) for row in rows[:LISTED]],
        "askings": [(row, known.get(row.slug)) for row in flows.askings_of(client)],
        "form": form,
        "known": known,
        "together": [(version_of(client.programme_id, slug), each) for slug, each in sorted(known.items())],
        "can_set": may.can_set_questions(actor, client),
        "can_manage": may.can_manage_questionnaires(actor),
        "base": "web/base_client.html" if actor.is_client else "web/base_staff.html",
    }
    return render(request, "questions/courses.html", context, status=422 if form.errors else 200)


def _listed(row: QuestionnaireAnswers, definition: Definition) -> dict[str, Any]:
    return {"row": row, "name": definition.name, "help": bool(asks_for_help(definition, row.answers))}


def _shown(place: int, course: Course, to_client: bool) -> dict[str, Any]:
    least, most = course.definition.range_of(course.rule)
    return {
        "id": f"scale-{place}",
        "name": course.rule.name,
        "sentence": sentences.sentence(course.rule, course.values, to_client=to_client),
        "about": sentences.about(course.rule),
        "band": sentences.band(course.rule),
        "range": _("%(least)s to %(most)s") % {"least": sentences.number(least), "most": sentences.number(most)},
        "points": [(at, sentences.number(value)) for at, value in reversed(course.points)],
        "drawn": len(course.points) > 1,
    }


@signed_in
@require_GET
def charts(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The charts of the page, each for its own place; where they can't be drawn, the tables stand alone."""
    client = _client(request, person_id)
    found = {f"scale-{place}": _picture(client, each) for place, each in enumerate(courses_of(client))}
    wanted = {name: picture for name, picture in found.items() if len(picture["points"]) > 1}
    try:
        svgs = draw(list(wanted.values()))
    except NotDrawn:
        svgs = []
    drawn = {name: mark_safe(svg) for name, svg in zip(wanted, svgs, strict=False)}  # noqa: S308 the drawer escapes
    return render(request, "patterns/charts.html", {"drawn": drawn})


def _picture(client: Person, course: Course) -> dict[str, Any]:
    first = today_of(client, course.points[0][0])
    least, most = course.definition.range_of(course.rule)
    if course.rule.norms:
        low, high = change.band(course.values[0], course.rule.norms)
    else:
        found = change.within(course.values, course.rule.better)
        low, high = found.low, found.high
    return {
        "kind": "scores",
        "points": [((today_of(client, at) - first).days, value) for at, value in course.points],
        "first": first.isoformat(),
        "band": (max(least, low), min(most, high)),
        "ends": (least, most),
        "label": course.rule.name,
    }


@for_staff
@require_POST
def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask a questionnaire from now on, or at other times."""
    client = _client(request, person_id)
    allow(may.can_set_questions(me(request), client))
    form = AskForm(request.POST, known=current(client.programme_id))
    if not form.is_valid():
        return _courses(request, client, form)
    flows.ask(client=client, by=me(request), **form.cleaned_data)
    messages.success(request, _("Kept. The client can pause it."))
    return redirect("scales:of", client.pk)


@for_staff
@require_POST
def stop(request: HttpRequest, asking_id: UUID) -> HttpResponse:
    """Ask it no more."""
    asking = get_object_or_404(Asking.objects.select_related("client"), pk=asking_id)
    allow(may.can_set_questions(me(request), asking.client))
    flows.stop(asking=asking, by=me(request))
    return redirect("scales:of", asking.client_id)


@for_staff
def together(request: HttpRequest, person_id: UUID, version_id: UUID) -> HttpResponse:
    """Go through a questionnaire with the client and write down what they answer."""
    client = _client(request, person_id)
    allow(may.can_set_questions(me(request), client))
    version = edition(me(request), version_id)
    definition = definition_of(version)
    form = QuestionsForm(request.POST if request.method == "POST" else None, definition=definition)
    if request.method == "POST" and form.is_valid():
        row = keep(request, form, version=version, client=client, by=me(request))
        return redirect("scales:answers", row.pk)
    context = {"form": form, "definition": definition, "rows": rows_of(form), "client": client}
    return render(request, "questions/together.html", context, status=422 if form.errors else 200)


def _row(request: HttpRequest, row_id: UUID) -> QuestionnaireAnswers:
    row = get_object_or_404(QuestionnaireAnswers.objects.select_related("version", "client", "by"), pk=row_id)
    allow(may.can_read_answers(me(request), row))
    return row


@signed_in
@require_GET
def answers(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """What was answered at one time, word for word. No verdict."""
    row = _row(request, row_id)
    _read(request, row.client)
    definition = definition_of(row.version)
    staff = me(request) != row.client
    context = {
        "row": row,
        "client": row.client,
        "definition": definition,
        "said": said(row),
        "help": bool(asks_for_help(definition, row.answers)),
        "owed": staff and Need.objects.filter(kind="answers", subject_id=row.pk, met_at=None).exists(),
        "reads_all": may.can_read_chart(me(request), row.client),
        "base": "web/base_staff.html" if staff else "web/base_client.html",
    }
    return render(request, "questions/answers.html", context)


@for_staff
@require_POST
def looked(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Whoever cares for the client has looked, and seen to it."""
    row = _row(request, row_id)
    answering.looked(row=row, by=me(request))
    messages.success(request, _("Noted. It is off the board."))
    if not may.can_read_chart(me(request), row.client):
        return redirect("coaching:board")
    return redirect("scales:answers", row.pk)
