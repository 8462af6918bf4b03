"""Guided practices, alone or sent into a contact; and the client's own lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance.encouragement import words_for_skill
from wiseline.chart.practised import finish_practice
from wiseline.lib.device_time import written_at
from wiseline.people.sessions import for_clients, me, signed_in
from wiseline.skills import library
from wiseline.skills.finder import logic
from wiseline.skills.finder.question import Question
from wiseline.skills.models import OwnItem, PracticeRun
from wiseline.skills.practices import practices
from wiseline.skills.practices.practice import Own
from wiseline.skills.practising import ListIsFull, add_own, kept_by, own_list, reach_step, remove_own, said_in
from wiseline.skills.selectors import flags_of
from wiseline.skills.words import LISTS
from wiseline.web.practice_plan.guided import done_by, planned_in, prefill_of
from wiseline.web.skills.forms import OwnItemForm, PracticeForm
from wiseline.web.skills.views import entry_of, key_of, went_to

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person
    from wiseline.skills.practices.practice import Practice


def _practices() -> dict[str, Practice]:
    return practices((translation.get_language() or library.ENGLISH).split("-")[0])


def _practice_of(skill: str) -> Practice:
    found = _practices().get(skill)
    if found is None:
        raise Http404
    return found


def _context(person: Person, practice: Practice, form: PracticeForm) -> dict[str, Any]:
    flags = flags_of(person) if person.is_client else frozenset()
    entry = entry_of(person, practice.skill)
    steps = practice.steps_for(flags)
    return {
        "practice": practice,
        "entry": entry,
        "mind": logic.cautions(entry, Question(flags=flags)),
        "steps": [
            {"step": step, "own": own_list(person, step.list) if isinstance(step, Own) else ()} for step in steps
        ],
        "own_lists": [step.list for step in steps if isinstance(step, Own)],
        "form": form,
        "prefill": {},
        "client": person if person.is_client else None,
        "words": words_for_skill(person, practice.skill) if person.is_client else [],
        "base": "web/base_client.html" if person.is_client else "web/base_staff.html",
    }


@signed_in
def practice(request: HttpRequest, skill: str) -> HttpResponse:
    """A practice to go through alone; a client's POST says how it went. Staff see what they can send."""
    found = _practice_of(skill)
    person = me(request)
    form = PracticeForm(request.POST or None, person=person, practice=found)
    planned = planned_in(request, person, found.skill)
    if request.method == "POST" and person.is_client and form.is_valid():
        use = finish_practice(
            client=person,
            practice=found.skill,
            went=form.went,
            kept=form.cleaned_data["answers"],
            key=key_of(request, form),
            at=written_at(request.POST.get("written_at", ""), request.POST.get("device_now", "")),
        )
        done_by(planned, use)
        return went_to(request, use)
    context = {**_context(person, found, form), "planned": planned, "prefill": prefill_of(planned)}
    return render(request, "skills/practice.html", context, status=422 if form.errors else 200)


@for_clients
@never_cache
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A practice that a coach sent, within the contact's page. POST: how it went; told twice, it is kept once."""
    row = get_object_or_404(PracticeRun, pk=run_id, client=me(request))
    found = _practice_of(row.practice)
    form = PracticeForm(request.POST or None, person=me(request), practice=found)
    if request.method == "POST" and form.is_valid():
        if row.ended_at is None:
            finish_practice(
                client=me(request), practice=found.skill, went=form.went, kept=form.cleaned_data["answers"], run=row
            )
        return render(request, "skills/practice_done.html", {"run": row})
    if row.ended_at is not None:
        return render(request, "skills/practice_done.html", {"run": row})
    context = {**_context(me(request), found, form), "run": row}
    return render(request, "skills/practice_steps.html", context, status=422 if form.errors else 200)


@for_clients
@require_POST
def run_step(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The client is at another step: the coach sees it."""
    row = get_object_or_404(PracticeRun, pk=run_id, client=me(request))
    step = request.POST.get("step", "")
    if not step.isascii() or not step.isdigit() or len(step) > 3:
        return HttpResponse(status=400)
    reach_step(run=row, step=int(step))
    return HttpResponse(status=204)


@for_clients
@require_GET
def own_lists(request: HttpRequest) -> HttpResponse:
    """The client's own lists."""
    return _own_lists(request, "", OwnItemForm())


def _own_lists(request: HttpRequest, list_name: str, form: OwnItemForm) -> HttpResponse:
    client = me(request)
    rows = [
        (name, label, own_list(client, name), form if name == list_name else OwnItemForm(auto_id=f"{name}_%s"))
        for name, label in LISTS.items()
    ]
    return render(request, "skills/own_lists.html", {"rows": rows}, status=422 if form.errors else 200)


@for_clients
@require_POST
def own_item(request: HttpRequest, list_name: str) -> HttpResponse:
    """One more line; the same one sent twice is there once."""
    if list_name not in LISTS:
        raise Http404
    form = OwnItemForm(request.POST, auto_id=f"{list_name}_%s")
    if not form.is_valid():
        return _own_lists(request, list_name, form)
    key = form.cleaned_data["client_key"] or request.headers.get("Idempotency-Key", "")[:64]
    try:
        add_own(client=me(request), list_name=list_name, text=form.cleaned_data["text"], key=key)
    except ListIsFull:
        form.add_error("text", _("This list is full. Take a line out first."))
        return _own_lists(request, list_name, form)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({}, status=201)
    return redirect("skills:own_lists")


@for_clients
@require_POST
def own_item_gone(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """The line is no longer wanted."""
    remove_own(item=get_object_or_404(OwnItem, pk=item_id, client=me(request)))
    return redirect("skills:own_lists")


@for_clients
@never_cache
@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """What the client wrote in practices and kept."""
    return render(request, "skills/kept.html", {"rows": kept_rows(me(request))})


def kept_rows(client: Person) -> list[dict[str, Any]]:
    """What a client kept, with the words that the practice asked with."""
    return [{"run": row, "answers": said_in(row)} for row in kept_by(client)]
