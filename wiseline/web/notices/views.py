"""How I am told: by which ways, in which order, after how long; and trying each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.coaching.plan import Ladder, shortest_hold
from wiseline.people.sessions import me, signed_in
from wiseline.reach.flows.choose import choose, try_way
from wiseline.reach.routing import EMAIL, PUSH, WAKES, channel_of
from wiseline.reach.selectors import broken_of, last_by
from wiseline.reach.ways import reach
from wiseline.web.notices.form import PARTS, NoticesForm
from wiseline.web.notices.words import plan_words, way_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The choices as they stand; POST keeps others."""
    person = me(request)
    here = reach(person)
    hold = shortest_hold(Ladder.of(person.programme.ladder))
    form = NoticesForm(here, hold, request.POST if request.method == "POST" else None)
    preview = request.POST.get("do") == "preview"
    if form.is_bound and form.is_valid() and not preview:
        choose(
            person=person,
            day=form.chosen("day"),
            night=form.chosen("night"),
            night_from=form.cleaned_data["night_from"],
            night_to=form.cleaned_data["night_to"],
            ways=here.preferences.has,
        )
        messages.success(request, _("Kept. This holds from now on."))
        return redirect("notices:mine")
    broken = broken_of(person)
    ways = [*here.preferences.has]
    if EMAIL not in ways and person.email:
        ways.append(EMAIL)  # it was refused: a test that is taken brings it back
    context = {
        "form": form,
        "foretold": form.foretold() if preview and form.is_valid() else None,
        "base": "web/base_client.html" if person.is_client else "web/base_staff.html",
        "plans": [plan_words(here, part, hold) for part in PARTS] if person.is_coach else [],
        "push_alone": person.is_coach and {channel_of(way) for way in here.preferences.has} & WAKES <= {PUSH},
        "broken": broken,
        "ways": [(way, way_words(way, here), last_by(person, way)) for way in ways],
    }
    return render(request, "notices/mine.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def try_one(request: HttpRequest) -> HttpResponse:
    """Send a test by one way."""
    if try_way(person=me(request), way=request.POST.get("way", "")):
        messages.success(request, _("It is on its way. “What was sent to me” shows what became of it."))
    else:
        messages.info(request, _("It was tried a moment ago, or can not be used now."))
    return redirect("notices:mine")
