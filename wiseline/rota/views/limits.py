"""A coach's own hours and days off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_staff, me
from wiseline.reach.tested import can_be_rung
from wiseline.rota import authorisation as may
from wiseline.rota.flows import limits as limits_flow
from wiseline.rota.flows.cover import UNANSWERED
from wiseline.rota.forms import OUTSIDE, DayOffForm, LimitsForm
from wiseline.rota.hours import Interval, zone_of
from wiseline.rota.limits import accepts
from wiseline.rota.models import CoachLimits, DayOff, RotaOverride, WeeklyWindow
from wiseline.rota.selectors import current_shifts, limits_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@for_staff
def limits(request: HttpRequest) -> HttpResponse:
    """The coach's own limits. What can't be read is shown with its reason; nothing typed is lost."""
    coach = me(request)
    allow(may.can_have_limits(coach))
    form = LimitsForm(request.POST or None, initial=_limits_initial(coach))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        limits_flow.set_limits(
            coach=coach,
            windows=form.windows(),
            outside=data["outside"],
            return_minutes=data["return_minutes"],
            words=data["words"],
        )
        messages.success(request, _("Kept. These hold from now on."))
        return redirect("rota:limits")
    return _limits_page(request, form, DayOffForm())


def _limits_page(request: HttpRequest, form: LimitsForm, day_off_form: DayOffForm) -> HttpResponse:
    coach = me(request)
    now = clock.now()
    known = limits_of([coach.pk]).get(coach.pk)
    takes = [str(label) for reason, label in OUTSIDE if known and accepts(known, reason, now)]
    given = {"coach": coach, **UNANSWERED}
    context = {
        "form": form,
        "day_off_form": day_off_form,
        "days_off": DayOff.objects.filter(coach=coach, last__gte=now.date()),
        "shifts": current_shifts(coach.programme, now).filter(**given),
        "overrides": RotaOverride.objects.filter(**given, end__gt=now),
        "takes": takes,
        "known": known is not None,
        "tested": can_be_rung(coach.pk),
        "timezone": coach.timezone,
    }
    bad = bool(form.errors or day_off_form.errors)
    return render(request, "rota/limits.html", context, status=422 if bad else 200)


def _limits_initial(coach: Person) -> dict[str, Any]:
    row = CoachLimits.objects.filter(coach=coach).first()
    initial: dict[str, Any] = {
        "outside": row.outside if row else ["life_threatening"],
        "return_minutes": row.return_minutes if row else 60,
        "words": row.words_to_clients if row else "",
    }
    count = [0] * 7
    for window in WeeklyWindow.objects.filter(coach=coach):
        initial[f"start_{window.weekday}_{count[window.weekday]}"] = window.start
        initial[f"end_{window.weekday}_{count[window.weekday]}"] = window.end
        count[window.weekday] += 1
    return initial


@for_staff
@require_POST
def add_day_off(request: HttpRequest) -> HttpResponse:
    """Days away."""
    coach = me(request)
    allow(may.can_have_limits(coach))
    form = DayOffForm(request.POST)
    if not form.is_valid():
        return _limits_page(request, LimitsForm(initial=_limits_initial(coach)), form)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    duties = limits_flow.duties_in(coach, first, last)
    limits_flow.add_day_off(coach=coach, first=first, last=last)
    messages.success(request, _("Kept. Nobody rings you on these days."))
    if duties:
        messages.warning(request, _in_days_off(coach, duties))
    return redirect("rota:limits")


MOST_NAMED = 8


def _in_days_off(coach: Person, duties: list[Interval]) -> str:
    zone = zone_of(coach.timezone)
    named = [
        " – ".join(date_format(edge.astimezone(zone), "D j M, H:i") for edge in (row.start, row.end))
        for row in duties[:MOST_NAMED]
    ]
    if more := len(duties) - len(named):
        named.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})
    words = _("You are on the rota then, and it falls to somebody else or to nobody: %(duties)s.")
    told = limits_flow.other_leads(coach)
    after = _("The lead has been told.") if told else _("See to it that somebody takes it.")
    return f"{words % {'duties': '; '.join(named)}} {after}"


@for_staff
@require_POST
def remove_day_off(request: HttpRequest, day_off_id: UUID) -> HttpResponse:
    """Not away after all."""
    limits_flow.remove_day_off(coach=me(request), day_off_id=day_off_id)
    return redirect("rota:limits")
