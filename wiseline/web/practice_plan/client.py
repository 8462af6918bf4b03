"""My practice: today first, one tap each, and what comes after a tap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.chart.diary.days import NotADay, today_of
from wiseline.chart.models import PlannedOccasion, PlannedPractice, PracticeReminders, SkillUse
from wiseline.chart.obstacles import BY_ID, OBSTACLES
from wiseline.chart.practice_plan import answering
from wiseline.chart.practice_plan.arranging import limits_of, set_limits
from wiseline.chart.practice_plan.reading import commitments_of, ended_of, plan_of, said_by_others, title_of
from wiseline.chart.practice_plan.writing import smaller_than
from wiseline.lib.device_time import written_at
from wiseline.people.sessions import for_clients, me
from wiseline.skills.practices import practices
from wiseline.web.practice_plan.forms import LimitsForm
from wiseline.web.practice_plan.shared import own_planned

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

Answer = PlannedOccasion.Answer


@for_clients
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is planned for today, what waits for an answer, and the whole plan."""
    client = me(request)
    rows = plan_of(client)
    context = {
        "today": today_of(client),
        "rows": [row for row in rows if row.planned.current],
        "proposals": [row for row in rows if row.proposal],
        "changed": [(version, title_of(version)) for version in said_by_others(client, client)],
        "commitments": commitments_of(client),
        "ended": [(planned, title_of(planned.current)) for planned in ended_of(client) if planned.current],
        "guided": practices(),
    }
    return render(request, "practice_plan/mine.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@for_clients
@require_POST
def answer(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """One tap about a day; the same one sent twice is kept once."""
    planned = own_planned(request, planned_id)
    day, said = _day(request.POST.get("day", "")), request.POST.get("said", "")
    if said not in {Answer.DONE, Answer.NOT_TODAY, Answer.HARDER}:
        raise Http404
    at = written_at(request.POST.get("written_at", ""), request.POST.get("device_now", ""))
    try:
        answering.answer(planned=planned, day=day, said=said, at=at)
    except NotADay:
        messages.error(request, _("That day is too long ago, or has not come yet. Nothing was changed."))
        return _on(request, reverse("practice:mine"))
    return _on(request, reverse("practice:said", args=[planned.pk, day.isoformat()]))


def _on(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"next": address}, status=201)
    return redirect(address)


@for_clients
def said(request: HttpRequest, planned_id: UUID, day: str) -> HttpResponse:
    """What was kept, and what can follow: did it help, what got in the way, smaller, help."""
    planned = own_planned(request, planned_id)
    rows = planned.occasions.exclude(answer="").select_related("version", "use")
    occasion = get_object_or_404(rows, day=_day(day))
    if request.method == "POST":
        return _more(request, planned, occasion)
    following = planned.occasions.filter(answer="", closed_at=None).first()
    context = {
        "planned": planned,
        "occasion": occasion,
        "title": title_of(occasion.version),
        "next": following,
        "again": _again(planned, occasion),
        "obstacles": OBSTACLES,
        "obstacle": BY_ID.get(occasion.obstacle),
        "smaller": smaller_than(planned.current) if planned.current and not planned.ended_at else None,
        "guided": occasion.version.skill in practices(),
    }
    return render(request, "practice_plan/said.html", context)


def _more(request: HttpRequest, planned: PlannedPractice, occasion: PlannedOccasion) -> HttpResponse:
    effect, obstacle = request.POST.get("effect", ""), request.POST.get("obstacle", "")
    if effect in SkillUse.Effect.values and effect and occasion.use:
        answering.say_effect(occasion=occasion, effect=effect)
        if effect == SkillUse.Effect.NOT:  # what did not help is met at once, as everywhere
            return redirect("skills:use", occasion.use.pk)
        return redirect("practice:mine")
    if request.POST.get("part"):
        answering.say_part(occasion=occasion)
    if obstacle in BY_ID:
        answering.say_obstacle(occasion=occasion, obstacle=obstacle)
    return redirect("practice:said", planned.pk, occasion.day.isoformat())


def _again(planned: PlannedPractice, occasion: PlannedOccasion) -> bool:
    """Whether the one before was not done either: then smaller is offered, without a word about it."""
    earlier = planned.occasions.filter(day__lt=occasion.day).exclude(answer="").order_by("-day").first()
    return earlier is not None and earlier.answer != Answer.DONE


@for_clients
def reminders(request: HttpRequest) -> HttpResponse:
    """Quiet hours, and how many reminders a day."""
    client = me(request)
    standing: PracticeReminders = limits_of(client)
    names = ("quiet_from", "quiet_until", "most_a_day")
    initial: dict[str, Any] = {name: getattr(standing, name) for name in names}
    form = LimitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_limits(client=client, **{name: form.cleaned_data[name] for name in names})
        messages.success(request, _("Kept."))
        return redirect("practice:mine")
    return render(request, "practice_plan/reminders.html", {"form": form}, status=422 if form.errors else 200)
