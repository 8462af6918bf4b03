"""Guided practices that open for whoever holds the phone: locked, signed out, without a network.

They are the library's own words, the same for everybody. What belongs to a person (what they learned, what they must
mind, their lists, how it went) is on none of these pages, so what some must mind is told to all, and a practice that
asks for words, or of which a step is wrong for some, is not among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from wiseline.skills import library
from wiseline.skills.practices import practices
from wiseline.skills.practices.practice import Grid, Script, Write

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wiseline.skills.library.entry import Entry
    from wiseline.skills.practices.practice import Practice

_ASKS_FOR_WORDS = (Write, Grid, Script)
IN_A_HARD_MOMENT = frozenset({"crisis", "ground", "abstain", "accept"})

WHOM = {
    "eating-disorder": _("Is eating hard for you?"),
    "trauma-memories": _("Do bad memories come when you are still?"),
    "breath-panic": _("Does watching your breath scare you?"),
    "dissociation": _("Do you sometimes feel far away from here and now?"),
    "physical-dependence": _("Does your body need alcohol or tablets?"),
}
"""Whom a caution concerns, asked of somebody whom the page does not know."""


def for_anyone(language: str = library.ENGLISH) -> dict[str, tuple[Entry, Practice]]:
    """Those that suit a hard moment whoever it is."""
    entries = library.entries(language)
    return {
        name: (entries[name], each)
        for name, each in practices(language).items()
        if entries[name].front.role in IN_A_HARD_MOMENT
        and not any(step.avoid or isinstance(step, _ASKS_FOR_WORDS) for step in each.steps)
    }


def _found() -> dict[str, tuple[Entry, Practice]]:
    return for_anyone((translation.get_language() or library.ENGLISH).split("-")[0])


@require_GET
def steps(request: HttpRequest) -> HttpResponse:
    """Which there are."""
    return render(request, "skills/for_anyone.html", {"rows": _found().values()})


@require_GET
def step_by_step(request: HttpRequest, skill: str) -> HttpResponse:
    """One to go through; nothing of it is kept."""
    if skill not in _found():
        raise Http404
    entry, practice = _found()[skill]
    context = {
        "practice": practice,
        "entry": entry,
        "steps": [{"step": step, "own": ()} for step in practice.steps],
        "must_mind": [(WHOM[caution.flag], caution.text) for caution in entry.front.cautions],
        "anyone": True,
    }
    return render(request, "skills/practice_for_anyone.html", context)
