"""The client's questions: what is asked, answering, a break, the reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.chart import authorisation as may
from wiseline.chart.diary.days import today_of
from wiseline.chart.models import Asking, AskingReminder, QuestionnaireAnswers
from wiseline.chart.questionnaires import asking as flows
from wiseline.chart.questionnaires import due
from wiseline.chart.questionnaires.definition import asks_for_help
from wiseline.chart.questionnaires.reading import courses_of
from wiseline.chart.questionnaires.sentences import sentence
from wiseline.chart.questionnaires.versions import current, definition_of, version_of
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_clients, me
from wiseline.web.diary.forms import ReminderForm
from wiseline.web.questionnaires.filling import edition, keep, rows_of
from wiseline.web.questionnaires.forms import QuestionsForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@for_clients
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is asked now, and what at other times."""
    person = me(request)
    row = AskingReminder.objects.filter(client=person).first()
    return _mine(request, ReminderForm(initial={"time": row.time if row else None}))


def _mine(request: HttpRequest, reminder_form: ReminderForm) -> HttpResponse:
    person = me(request)
    today, known = today_of(person), current(person.programme_id)
    open_ = {each.asking.pk: each for each in flows.due_for(person, clock.now())}
    rows = [
        {
            "asking": asking,
            "definition": known[asking.slug],
            "version": version_of(person.programme_id, asking.slug),
            "due": asking.pk in open_,
            "next": due.next_day(asking.began, asking.weekday, asking.every_weeks, today),
        }
        for asking in flows.askings_of(person)
        if asking.slug in known
    ]
    context = {"rows": rows, "reminder": reminder_form, "any_due": bool(open_)}
    return render(request, "questions/mine.html", context, status=422 if reminder_form.errors else 200)


@for_clients
@require_POST
def reminder(request: HttpRequest) -> HttpResponse:
    """When to remind; never, where no time is given."""
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _mine(request, form)
    flows.remind_of_questions_at(client=me(request), at=form.cleaned_data["time"])
    messages.success(request, _("Kept."))
    return redirect("scales:mine")


@for_clients
@require_POST
def pause(request: HttpRequest, asking_id: UUID) -> HttpResponse:
    """A break from one of them, or on again."""
    asking = get_object_or_404(Asking.objects.select_related("client"), pk=asking_id)
    allow(may.can_pause_questions(me(request), asking.client))
    flows.pause(asking=asking, paused=request.POST.get("paused") == "1")
    return redirect("scales:mine")


@for_clients
def fill(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """One questionnaire. Only what the client is asked, or was when the page was kept."""
    person = me(request)
    version = edition(person, version_id)
    allow(Asking.objects.filter(client=person, slug=version.slug).exists())
    definition = definition_of(version)
    form = QuestionsForm(request.POST if request.method == "POST" else None, definition=definition)
    if request.method == "POST" and form.is_valid():
        row = keep(request, form, version=version, client=person, by=person)
        address = reverse("scales:kept", args=[row.pk])
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"next": address}, status=201)
        return redirect(address)
    context = {"form": form, "definition": definition, "rows": rows_of(form)}
    return render(request, "questions/fill.html", context, status=422 if form.errors else 200)


@for_clients
@require_GET
def kept(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """What was kept, in kind words; help first where an answer asks for it."""
    person = me(request)
    row = get_object_or_404(QuestionnaireAnswers.objects.select_related("version"), pk=row_id, client=person)
    needs_help = bool(asks_for_help(definition_of(row.version), row.answers))
    mine = [each for each in courses_of(person) if each.definition.id == row.slug and each.points[-1][0] == row.at]
    context = {
        "needs_help": needs_help,
        "said": []
        if needs_help
        else [(each.rule.name, sentence(each.rule, each.values, to_client=True)) for each in mine],
        "more": [each for each in flows.due_for(person, clock.now()) if each.asking.slug != row.slug],
    }
    return render(request, "questions/kept.html", context)
