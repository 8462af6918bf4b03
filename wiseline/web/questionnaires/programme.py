"""The questionnaires of a programme: what it can ask, and its own, for which it holds the licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wiseline.chart import authorisation as may
from wiseline.chart.models import QuestionnaireVersion
from wiseline.chart.questionnaires import shipped
from wiseline.chart.questionnaires.faults import Faulty
from wiseline.chart.questionnaires.versions import add_edition, definition_of, switch
from wiseline.people.sessions import allow, for_staff, me
from wiseline.web.questionnaires.filling import rows_of
from wiseline.web.questionnaires.forms import OwnForm, QuestionsForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.chart.questionnaires.faults import Fault


@for_staff
def listed(request: HttpRequest) -> HttpResponse:
    """What can be asked; one more of the programme's own, checked line by line."""
    person = me(request)
    allow(may.can_manage_questionnaires(person))
    form = OwnForm(request.POST or None, request.FILES or None)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            version = add_edition(text=form.cleaned_data["text"], by=person)
        except Faulty as faulty:
            faults = faulty.faults
        else:
            return redirect("scales:own", version.pk)
    own = QuestionnaireVersion.objects.filter(programme_id=person.programme_id, by__isnull=False)
    context = {
        "form": form,
        "faults": faults,
        "text": form.cleaned_data.get("text", "") if form.is_bound else "",
        "own": [(row, definition_of(row)) for row in own.select_related("by").order_by("slug", "-number")],
        "shipped": shipped().values(),
    }
    return render(request, "questions/programme.html", context, status=422 if form.errors or faults else 200)


@for_staff
def own(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """One of the programme's own as a client will see it; POST switches it on or off."""
    person = me(request)
    allow(may.can_manage_questionnaires(person))
    rows = QuestionnaireVersion.objects.filter(pk=version_id, programme_id=person.programme_id, by__isnull=False)
    version = rows.select_related("by").first()
    if version is None:
        raise Http404
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        switch(version=version, on=on, by=person)
        said = _("It can be asked from now on.") if on else _("It is not asked any more. Answers stay.")
        messages.success(request, said)
        return redirect("scales:own", version.pk)
    definition = definition_of(version)
    form = QuestionsForm(definition=definition, auto_id="preview_%s")
    context = {
        "version": version,
        "definition": definition,
        "rows": rows_of(form),
        "is_on": version.on_at is not None and version.off_at is None,
    }
    return render(request, "questions/own.html", context)
