"""Screens for hours and the rota."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_staff, me
from wiseline.rota import authorisation as may
from wiseline.rota.flows import cover
from wiseline.rota.flows import limits as limits_flow
from wiseline.rota.forms import OUTSIDE, DayOffForm, LimitsForm, OverrideForm, ShiftForm
from wiseline.rota.limits import accepts
from wiseline.rota.models import CoachLimits, DayOff, RotaOverride, RotaShift, WeeklyWindow
from wiseline.rota.selectors import limits_of
from wiseline.rota.week import week_of, weeks_around

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

LONGEST_TAKE_OVER = 24


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
    context = {
        "form": form,
        "day_off_form": day_off_form,
        "days_off": DayOff.objects.filter(coach=coach, last__gte=now.date()),
        "shifts": RotaShift.objects.filter(coach=coach, accepted_at=None),
        "overrides": RotaOverride.objects.filter(coach=coach, accepted_at=None, end__gt=now),
        "takes": takes,
        "known": known is not None,
        "tested": cover.has_tested_device(coach),
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
    limits_flow.add_day_off(coach=coach, first=form.cleaned_data["first"], last=form.cleaned_data["last"])
    messages.success(request, _("Kept. Nobody rings you on these days."))
    return redirect("rota:limits")


@for_staff
@require_POST
def remove_day_off(request: HttpRequest, day_off_id: UUID) -> HttpResponse:
    """Not away after all."""
    limits_flow.remove_day_off(coach=me(request), day_off_id=day_off_id)
    return redirect("rota:limits")


@for_staff
def week(request: HttpRequest) -> HttpResponse:
    """The rota of one week."""
    person = me(request)
    allow(may.can_see_rota(person))
    first = _first_day(request, person)
    return _week_page(request, first, None, None)


def _first_day(request: HttpRequest, person: Person) -> date:
    """The Monday of ?week=2026-W48, or of this week on the programme's clock."""
    today = clock.now().astimezone(ZoneInfo(person.programme.timezone)).date()
    try:
        year, number = request.GET.get("week", "").split("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return today - timedelta(days=today.weekday())


def _week_page(
    request: HttpRequest, first: date, shift_form: ShiftForm | None, override_form: OverrideForm | None
) -> HttpResponse:
    person = me(request)
    programme = person.programme
    now = clock.now()
    with timezone.override(programme.timezone):
        context = {
            "days": week_of(programme, first),
            "weeks": weeks_around(first),
            "shifts": RotaShift.objects.filter(programme=programme).select_related("coach"),
            "overrides": RotaOverride.objects.filter(programme=programme, end__gt=now).select_related("coach"),
            "can_edit": may.can_edit_rota(person),
            "can_take_over": may.can_take_over(person),
            "shift_form": shift_form
            or ShiftForm(programme=programme, auto_id="shift_%s", initial={"first": now.date()}),
            "override_form": override_form or OverrideForm(programme=programme, auto_id="override_%s"),
            "timezone": programme.timezone,
            "now": now,
        }
        bad = bool((shift_form and shift_form.errors) or (override_form and override_form.errors))
        return render(request, "rota/week.html", context, status=422 if bad else 200)


@for_staff
@require_POST
def add_shift(request: HttpRequest) -> HttpResponse:
    """Put shifts on the rota."""
    lead = me(request)
    allow(may.can_edit_rota(lead))
    form = ShiftForm(request.POST, programme=lead.programme, auto_id="shift_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            for day in data["days"]:
                cover.add_shift(
                    lead=lead,
                    coach=data["coach"],
                    weekday=day,
                    start=data["start"],
                    end=data["end"],
                    first=data["first"],
                    last=data["last"],
                )
        except ValidationError as problem:
            form.add_error("coach", problem)
        else:
            messages.success(request, _added(data["coach"]))
            return redirect("rota:week")
    return _week_page(request, _first_day(request, lead), form, None)


@for_staff
@require_POST
def add_override(request: HttpRequest) -> HttpResponse:
    """Somebody else for a while."""
    lead = me(request)
    allow(may.can_edit_rota(lead))
    with timezone.override(lead.programme.timezone):
        form = OverrideForm(request.POST, programme=lead.programme, auto_id="override_%s")
        valid = form.is_valid()
    if valid:
        data = form.cleaned_data
        try:
            cover.override(by=lead, coach=data["coach"], start=data["start"], end=data["end"])
        except ValidationError as problem:
            form.add_error("coach", problem)
        else:
            messages.success(request, _added(data["coach"]))
            return redirect("rota:week")
    return _week_page(request, _first_day(request, lead), None, form)


@for_staff
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """'I take over now', for some hours."""
    coach = me(request)
    allow(may.can_take_over(coach))
    text = request.POST.get("hours", "")
    hours = int(text) if text.isdigit() and 1 <= int(text) <= LONGEST_TAKE_OVER else 0
    if not hours:
        messages.error(request, _("Choose between 1 and 24 hours."))
        return redirect("rota:week")
    now = clock.now()
    try:
        cover.override(by=coach, coach=coach, start=now, end=now + timedelta(hours=hours))
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, _("You are on call from now on."))
    return redirect("rota:week")


def _added(coach: Person) -> str:
    return _("Added. It counts once %(name)s has accepted it.") % {"name": coach.display_name}


def _shift(request: HttpRequest, shift_id: UUID) -> RotaShift:
    row = RotaShift.objects.filter(pk=shift_id, programme_id=me(request).programme_id).first()
    if row is None:
        raise Http404
    return row


def _override(request: HttpRequest, override_id: UUID) -> RotaOverride:
    row = RotaOverride.objects.filter(pk=override_id, programme_id=me(request).programme_id).first()
    if row is None:
        raise Http404
    return row


def _back(request: HttpRequest, act: Callable[[], None]) -> HttpResponse:
    act()
    return redirect("rota:limits" if request.POST.get("from") == "limits" else "rota:week")


@for_staff
@require_POST
def accept_shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """The coach takes the shift."""
    row = _shift(request, shift_id)
    allow(may.is_given(me(request), row))
    return _back(request, lambda: cover.accept_shift(coach=me(request), shift=row))


@for_staff
@require_POST
def remove_shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """The lead takes a shift off; a coach declines one that was given to them."""
    row = _shift(request, shift_id)
    person = me(request)
    allow(may.can_edit_rota(person) or may.is_given(person, row))
    return _back(request, lambda: cover.remove_shift(actor=person, shift=row))


@for_staff
@require_POST
def accept_override(request: HttpRequest, override_id: UUID) -> HttpResponse:
    """The coach takes the stretch."""
    row = _override(request, override_id)
    allow(may.is_given(me(request), row))
    return _back(request, lambda: cover.accept_override(coach=me(request), row=row))


@for_staff
@require_POST
def remove_override(request: HttpRequest, override_id: UUID) -> HttpResponse:
    """The lead, or the coach whose stretch it is, takes it off."""
    row = _override(request, override_id)
    person = me(request)
    allow(may.can_edit_rota(person) or may.is_given(person, row))
    return _back(request, lambda: cover.remove_override(actor=person, row=row))
