"""The library, 'what could help right now?', and what became of a skill."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance.encouragement import words_for_hard, words_for_skill
from wiseline.chart.models import SkillUse
from wiseline.chart.obstacles import BY_ID, OBSTACLES, Answer
from wiseline.chart.uses import log_use, question_of, say_obstacle
from wiseline.lib import clock
from wiseline.lib.device_time import written_at
from wiseline.people.sessions import for_clients, me, signed_in
from wiseline.skills import library
from wiseline.skills.authorisation import can_word_skills
from wiseline.skills.finder import history, logic
from wiseline.skills.finder.find import find
from wiseline.skills.finder.question import Question
from wiseline.skills.flows import ask_about
from wiseline.skills.practices import practices
from wiseline.skills.selectors import flags_of, taught_ids, taught_to
from wiseline.skills.wording import skills_of
from wiseline.skills.words import MODULES, sentence
from wiseline.web.skills.forms import AboutForm, MomentForm, UseForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person
    from wiseline.skills.finder.question import Suggestion
    from wiseline.skills.library.entry import Entry


def _language() -> str:
    return (translation.get_language() or library.ENGLISH).split("-")[0]


def entries_for(person: Person) -> dict[str, Entry]:
    """Every skill as the person's programme words it."""
    return skills_of(person.programme_id, _language())


def entry_of(person: Person, skill: str) -> Entry:
    """The skill as the person's programme words it. Raises Http404."""
    found = entries_for(person).get(skill)
    if found is None:
        raise Http404
    return found


@signed_in
@require_GET
def shelves(request: HttpRequest) -> HttpResponse:
    """All skills, by module; a client's own first."""
    person = me(request)
    entries = sorted(entries_for(person).values(), key=lambda entry: entry.front.name)
    taught = taught_ids(person) or frozenset() if person.is_client else frozenset()
    modules = [
        (label, [entry for entry in entries if entry.front.module == module]) for module, label in MODULES.items()
    ]
    guided = practices(_language())
    context = {
        "guided": [(entry, guided[entry.id]) for entry in entries if entry.id in guided],
        "mine": [entry for entry in entries if entry.id in taught],
        "modules": [row for row in modules if row[1]],
    }
    return render(
        request, "skills/shelves.html", {**context, "can_word": can_word_skills(person), "base": _base(person)}
    )


def _base(person: Person) -> str:
    return "web/base_client.html" if person.is_client else "web/base_staff.html"


@signed_in
@require_GET
def skill_page(request: HttpRequest, skill: str) -> HttpResponse:
    """One skill. Staff read how to coach it as well."""
    return _skill_page(request, entry_of(me(request), skill), UseForm(person=me(request)))


def _skill_page(request: HttpRequest, entry: Entry, form: UseForm) -> HttpResponse:
    person = me(request)
    client = person if person.is_client else None
    flags = flags_of(person) if client else frozenset()
    entries = entries_for(person)
    context = {
        "entry": entry,
        "practice": practices(_language()).get(entry.id),
        "module": MODULES[entry.front.module],
        "mind": logic.cautions(entry, Question(flags=flags)),
        "related": [entries[other] for other in entry.front.related if other in entries],
        "taught": taught_to(person).filter(skill=entry.id).first() if client else None,
        "client": client,
        "words": words_for_skill(client, entry.id) if client else [],
        "form": form,
        "about_form": AboutForm(),
        "can_word": can_word_skills(person),
        "base": _base(person),
    }
    return render(request, "skills/skill.html", context, status=422 if form.errors else 200)


@for_clients
@never_cache
def now(request: HttpRequest) -> HttpResponse:
    """What could help right now? What is written is answered and forgotten."""
    person = me(request)
    form = MomentForm(request.POST or None)
    known = question_of(person, failed=frozenset(request.POST.getlist("not")))
    context: dict[str, Any] = {"form": form, "asked": form.is_bound, "words": words_for_hard(person)}
    if not form.is_bound or form.is_valid():
        question = form.question(known) if form.is_bound else known
        context["found"] = [_shown(each) for each in find(question, entries=entries_for(person))]
        context["seen"] = sorted(question.failed | {row["entry"].id for row in context["found"]})
    return render(request, "skills/now.html", context, status=422 if form.errors else 200)


@for_clients
@require_GET
def now_index(request: HttpRequest) -> JsonResponse:
    """What the device needs to answer without a network: the skills that may be offered, and what speaks for each."""
    person = me(request)
    known = question_of(person, failed=frozenset())
    entries = [entry for entry in entries_for(person).values() if logic.allowed(entry, known)]
    guided = practices(_language())
    skills = [
        {
            "id": entry.id,
            "name": entry.front.name,
            "summary": entry.front.summary,
            "url": reverse("skills:practice" if entry.id in guided else "skills:skill", args=[entry.id]),
            "role": entry.front.role,
            **{name: getattr(entry.front, name) for name in ("intensity", "minutes", "places", "emotions", "urges")},
            "said": " ".join((entry.front.name, entry.front.summary, *entry.front.fits, *entry.front.sayings)).lower(),
            "mind": [caution.text for caution in logic.cautions(entry, known)],
            "worth": round(history.worth(entry.id, known, clock.now())[0], 2),
        }
        for entry in entries
        if entry.front.part_of not in {other.id for other in entries}
    ]
    return JsonResponse({"skills": skills, "breakdown": logic.BREAKDOWN_POINT})


def _shown(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "entry": suggestion.entry,
        "practice": suggestion.entry.id in practices(),
        "reasons": [sentence(reason, to_client=True) for reason in suggestion.reasons[:2]],
        "cautions": suggestion.cautions,
    }


@for_clients
@require_POST
def used(request: HttpRequest, skill: str) -> HttpResponse:
    """The client used a skill and says how it went; the same one sent twice is kept once."""
    entry = entry_of(me(request), skill)
    form = UseForm(request.POST, person=me(request))
    if not form.is_valid():
        return _skill_page(request, entry, form)
    use = log_use(
        client=me(request),
        skill=entry.id,
        went=form.went,
        key=key_of(request, form),
        at=written_at(request.POST.get("written_at", ""), request.POST.get("device_now", "")),
    )
    return went_to(request, use)


def key_of(request: HttpRequest, form: UseForm) -> str:
    """What the device calls this entry: the same one sent twice has the same key."""
    return str(form.cleaned_data["client_key"] or request.headers.get("Idempotency-Key", "")[:64])


def went_to(request: HttpRequest, use: SkillUse) -> HttpResponse:
    """On to what became of it: an address for the outbox, else the page."""
    address = reverse("skills:use", args=[use.pk])
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"next": address}, status=201)
    return redirect(address)


@for_clients
def use(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """What became of it. Where it did not help: what got in the way, and an answer to that."""
    row = get_object_or_404(SkillUse, pk=use_id, client=me(request))
    if request.method == "POST":
        if request.POST.get("obstacle") in BY_ID:
            say_obstacle(use=row, obstacle=request.POST["obstacle"])
        return redirect("skills:use", row.pk)
    entries = entries_for(me(request))
    obstacle = BY_ID.get(row.obstacle)
    context = {
        "use": row,
        "entry": entries.get(row.skill),
        "obstacles": OBSTACLES,
        "obstacle": obstacle,
        "instead": _instead(me(request), row, obstacle.answer) if obstacle else [],
    }
    return render(request, "skills/use.html", context)


def _instead(client: Person, row: SkillUse, answer: Answer) -> list[dict[str, Any]]:
    """What to try next: by the cause that the client named."""
    entries = entries_for(client)
    known = question_of(client, failed=frozenset({row.skill}))
    if answer == Answer.WILLING:
        return [_plain(entries[name]) for name in ("willingness", "half-smile-willing-hands") if name in entries]
    strongest = row.after if row.after is not None else row.before
    if answer == Answer.CRISIS:
        strongest = max(strongest or 0, logic.BREAKDOWN_POINT)
    question = replace(known, intensity=strongest)
    return [_shown(each) for each in find(question, entries=entries, count=2)]


def _plain(entry: Entry) -> dict[str, Any]:
    return {"entry": entry, "practice": entry.id in practices(), "reasons": [], "cautions": ()}


@for_clients
@require_POST
def ask(request: HttpRequest, skill: str) -> HttpResponse:
    """The client would like to understand or learn a skill."""
    entry = entry_of(me(request), skill)
    form = AboutForm(request.POST)
    if form.is_valid():
        ask_about(client=me(request), skill=entry.id, text=form.cleaned_data["text"])
        messages.success(request, _("Your therapist sees it before your next session."))
    else:
        messages.error(request, _("That is too long. Up to 1,000 letters fit."))
    return redirect("skills:skill", entry.id)
