"""A coach's own load; what the team shares of it; how the programme answers."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.agenda.team import bring as bring_to_team
from wiseline.agenda.team_numbers import blurred
from wiseline.coaching.models import Kind
from wiseline.coaching.selectors.figures import figures_of
from wiseline.coaching.selectors.load import WEEKS, held_by_kind, own_load, worth_the_team
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_staff, me
from wiseline.rota.fairness import Load, balance
from wiseline.rota.flows import own_load as flow
from wiseline.rota.flows.month import LOOKS_BACK, carried, coaches_of
from wiseline.rota.models import LoadShown, OwnRating, RotaWish
from wiseline.web.load import authorisation as may

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

RATINGS = 14


@for_staff
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The last four weeks beside the four before, and how heavy it feels."""
    coach = me(request)
    allow(may.can_have_load(coach))
    now = clock.now()
    span = timedelta(weeks=WEEKS)
    ratings = list(OwnRating.objects.filter(coach=coach)[:RATINGS])
    week = own_load(coach, now - timedelta(days=7), now)
    today = clock.in_zone(now, coach.timezone).date()
    recent = [row.weight for row in ratings if row.day > today - timedelta(days=7)]
    context = {
        "latest": own_load(coach, now - span, now),
        "before": own_load(coach, now - 2 * span, now - span),
        "week": week,
        "weeks": WEEKS,
        "ratings": ratings,
        "today": next((row.weight for row in ratings if row.day == today), None),
        "weights": OwnRating.Weight.choices,
        "too_much": recent.count(OwnRating.Weight.TOO_MUCH),
        "worth": worth_the_team(week.nights, recent),
        "shown": LoadShown.objects.filter(coach=coach).first(),
        "key": f"load-{today.isoformat()}",
    }
    return render(request, "load/own.html", context)


@for_staff
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """One tap."""
    allow(may.can_have_load(me(request)))
    try:
        flow.rate(coach=me(request), weight=int(request.POST.get("weight", "")))
    except ValueError:
        messages.error(request, _("Please choose one of the four."))
    return redirect("load:own")


@for_staff
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """What the team may see."""
    allow(may.can_have_load(me(request)))
    flow.show(coach=me(request), load="load" in request.POST, rating="rating" in request.POST)
    messages.success(request, _("Kept."))
    return redirect("load:own")


@for_staff
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """The coach's load onto the team's agenda, once a day."""
    coach = me(request)
    allow(may.can_have_load(coach))
    today = clock.in_zone(clock.now(), coach.timezone).date()
    bring_to_team(by=coach, text=_("My load: I would like to talk about it."), about=None, key=f"load-{today}")
    messages.success(request, _("It stands on the team’s agenda."))
    return redirect("load:own")


@for_staff
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """How the rota was shared over 90 days; of each coach's own load what they show."""
    person = me(request)
    now = clock.now()
    coaches = coaches_of(person.programme)
    rota = carried(person.programme, now)
    shares = _shares(coaches)
    parts = balance(rota, shares)
    shown = {row.coach_id: row for row in LoadShown.objects.filter(coach__in=coaches)}
    context = {
        "rota": [
            (coach, rota.get(coach.pk, Load()), round(100 * parts[coach.pk]) if coach.pk in parts else None)
            for coach in coaches
            if coach.pk in rota or coach.pk in parts
        ],
        "shown": [
            (
                coach,
                own_load(coach, now - timedelta(weeks=WEEKS), now) if shown[coach.pk].load else None,
                OwnRating.objects.filter(coach=coach).first() if shown[coach.pk].rating else None,
            )
            for coach in coaches
            if coach.pk in shown and (shown[coach.pk].load or shown[coach.pk].rating)
        ],
        "kinds": _kinds(coaches, {coach for coach, row in shown.items() if row.load}, now),
        "weeks": WEEKS,
        "days": LOOKS_BACK.days,
        "figures": may.can_see_figures(person),
    }
    return render(request, "load/team.html", context)


def _kinds(coaches: list[Person], show: set[UUID], now: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Contacts by kind of each coach who shows their load; the others together, where that is nobody's own number."""
    held = held_by_kind(coaches, now - LOOKS_BACK, now)
    rows = [(coach.display_name, held[coach.pk]) for coach in coaches if coach.pk in held and coach.pk in show]
    rest = [held[coach.pk] for coach in coaches if coach.pk in held and coach.pk not in show]
    if len(rest) > 1:
        rows.append((_("The others together"), sum(rest, Counter())))
    return [
        (name, [(str(label), blurred(counts[kind])) for kind, label in Kind.choices if counts[kind]])
        for name, counts in rows
    ]


def _shares(coaches: list[Person]) -> dict[UUID, float]:
    said = dict(RotaWish.objects.filter(coach__in=coaches).values_list("coach_id", "share"))
    return {coach.pk: said[coach.pk] / 100 for coach in coaches if coach.pk in said}


@for_staff
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """How the programme answers."""
    person = me(request)
    allow(may.can_see_figures(person))
    try:
        days = int(request.GET.get("days", "") or 28)
    except ValueError as error:
        raise Http404 from error
    days = min(max(days, 1), 366)
    now = clock.now()
    context = {
        "figures": figures_of(person.programme, now - timedelta(days=days), now),
        "days": days,
        "choices": (7, 28, 90, 365),
    }
    return render(request, "load/figures.html", context)
