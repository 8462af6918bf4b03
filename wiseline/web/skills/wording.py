"""How a programme words its skills: for skills trainers and team leads."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.people.sessions import allow, for_staff, me
from wiseline.skills import library, wording
from wiseline.skills.authorisation import can_word_skills
from wiseline.skills.library.entry import Faulty
from wiseline.skills.library.reading import HIGHEST_GRADE, grade
from wiseline.skills.models import Wording
from wiseline.skills.wording import OWN, text_of
from wiseline.skills.words import PARTS
from wiseline.web.skills.wording_forms import OwnSkillForm, WordingForm, initial_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person
    from wiseline.skills.library.entry import Entry


def _wordsmith(request: HttpRequest) -> Person:
    person = me(request)
    allow(can_word_skills(person))
    return person


@for_staff
def wordings(request: HttpRequest) -> HttpResponse:
    """What the programme worded itself, and where the library has newer words."""
    person = _wordsmith(request)
    rows = [
        {"wording": row, "own": skill.startswith(OWN), "overtaken": wording.overtaken(row)}
        for skill, row in wording.current(person.programme_id).items()
        if row.parts
    ]
    return render(request, "skills/wordings.html", {"rows": rows})


@for_staff
def word(request: HttpRequest, skill: str) -> HttpResponse:
    """One skill in the programme's words; the library's stand beside each part."""
    person = _wordsmith(request)
    if skill.startswith(OWN):
        return _own(request, person, skill)
    theirs = library.entries().get(skill)
    if theirs is None:
        raise Http404
    ours = wording.skills_of(person.programme_id)[skill]
    form = WordingForm(request.POST or None, initial={part: text_of(ours, part) for part in PARTS})
    if request.method == "POST" and form.is_valid():
        try:
            wording.word(programme_id=person.programme_id, skill=skill, parts=form.parts, by=person)
        except Faulty as faulty:
            form.refuse(faulty)
        else:
            return _kept(request, person, skill)
    newest = wording.current(person.programme_id).get(skill)
    overtaken = set(wording.overtaken(newest)) if newest else set()
    rows = [
        {"field": form[part], "library": text_of(theirs, part), "changed": text_of(theirs, part) != text_of(ours, part),
         "overtaken": part in overtaken}
        for part in PARTS
    ]  # fmt: skip
    return _page(request, person, skill, form, {"rows": rows, "entry": theirs})


@for_staff
def new_own(request: HttpRequest) -> HttpResponse:
    """A skill that the library does not have."""
    return _own(request, _wordsmith(request), "")


def _own(request: HttpRequest, person: Person, skill: str) -> HttpResponse:
    known = wording.current(person.programme_id).get(skill)
    if skill and (known is None or not known.parts):
        raise Http404
    initial = {**initial_of(known.front), **known.parts} if known else {"lowest": 0, "highest": 100}
    form = OwnSkillForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        skill = skill or f"{OWN}{slugify(form.cleaned_data['name'])[:40] or 'skill'}-{secrets.token_hex(3)}"
        try:
            wording.word_own(
                programme_id=person.programme_id, skill=skill, front=form.front, parts=form.parts, by=person
            )
        except Faulty as faulty:
            form.refuse(faulty)
        else:
            return _kept(request, person, skill)
    return _page(request, person, skill if known else "", form, {"entry": None})


def _page(request: HttpRequest, person: Person, skill: str, form: WordingForm, more: dict[str, object]) -> HttpResponse:
    context = {"skill": skill, "form": form, "versions": wording.versions(person.programme_id, skill)[:20], **more}
    return render(request, "skills/wording.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, person: Person, skill: str) -> HttpResponse:
    messages.success(request, _("Kept. Clients read it from now on."))
    _say_if_hard(request, wording.skills_of(person.programme_id)[skill])
    return redirect("skills:skill", skill)


def _say_if_hard(request: HttpRequest, entry: Entry) -> None:
    reached = grade(entry.client_text)
    if reached > HIGHEST_GRADE:
        text = _(
            "This is harder to read than an eleven-year-old reads (school year %(grade)s). Shorter sentences help."
        )
        messages.warning(request, text % {"grade": round(reached)})


@for_staff
@require_POST
def bring_back(request: HttpRequest, wording_id: UUID) -> HttpResponse:
    """An earlier wording counts again."""
    person = _wordsmith(request)
    row = get_object_or_404(Wording, pk=wording_id, programme_id=person.programme_id)
    wording.bring_back(wording=row, by=person)
    messages.success(request, _("Kept. Clients read it from now on."))
    return redirect("skills:wordings")


@for_staff
@require_POST
def take_back(request: HttpRequest, skill: str) -> HttpResponse:
    """The library's own words again; an own skill is no longer offered."""
    person = _wordsmith(request)
    if skill not in wording.current(person.programme_id):
        raise Http404
    wording.take_back(programme_id=person.programme_id, skill=skill, by=person)
    messages.success(request, _("Taken back."))
    return redirect("skills:wordings")
