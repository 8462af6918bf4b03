"""The rota of a week: shifts, changes for a while, who takes over now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
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
from wiseline.rota.ahead import Group, ahead_of, brought_by_change
from wiseline.rota.flows import cover
from wiseline.rota.forms import OverrideForm, ShiftForm
from wiseline.rota.models import RotaOverride, RotaShift
from wiseline.rota.roster import Override, Shift
from wiseline.rota.selectors import current_shifts
from wiseline.rota.views.taking import given, stretches, told_first
from wiseline.rota.week import week_of, weeks_around

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

LONGEST_TAKE_OVER = 24


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
    request: HttpRequest,
    first: date,
    shift_form: ShiftForm | None,
    override_form: OverrideForm | None,
    brought: list[Group] | None = None,
) -> HttpResponse:
    person = me(request)
    programme = person.programme
    now = clock.now()
    with timezone.override(programme.timezone):
        context = {
            "days": week_of(programme, first),
            "weeks": weeks_around(first),
            "shifts": current_shifts(programme, now).select_related("coach"),
            "overrides": RotaOverride.objects.filter(programme=programme, end__gt=now).select_related("coach"),
            "can_edit": may.can_edit_rota(person),
            "can_take_over": may.can_take_over(person),
            "shift_form": shift_form
            or ShiftForm(programme=programme, auto_id="shift_%s", initial={"first": now.date()}),
            "override_form": override_form or OverrideForm(programme=programme, auto_id="override_%s"),
            "timezone": programme.timezone,
            "now": now,
            "ahead": ahead_of(programme, now) if may.can_edit_rota(person) else [],
            "brought": brought,
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
        if brought := _told_first(request, shifts=form.shifts()):
            return _week_page(request, _first_day(request, lead), form, None, brought)
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
                    every_weeks=data["every_weeks"],
                )
        except ValidationError as problem:
            form.add_error("coach", problem)
        else:
            messages.success(request, _added(data["coach"]))
            return redirect("rota:week")
    return _week_page(request, _first_day(request, lead), form, None)


def _told_first(
    request: HttpRequest, *, shifts: tuple[Shift, ...] = (), overrides: tuple[Override, ...] = ()
) -> list[Group]:
    """What the change would bring, unless the lead has read it and said “all the same”."""
    if request.POST.get("all_the_same") == "1":
        return []
    return brought_by_change(me(request).programme, clock.now(), shifts=shifts, overrides=overrides)


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
        change = Override(data["coach"].pk, data["start"], data["end"], 0, True)
        if brought := _told_first(request, overrides=(change,)):
            return _week_page(request, _first_day(request, lead), None, form, brought)
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
    end = now + timedelta(hours=hours)
    if page := told_first(request, overrides=(Override(coach.pk, now, end, 0, True),)):
        return page
    try:
        cover.override(by=coach, coach=coach, start=now, end=end)
    except cover.Untested as problem:
        return untested(request, problem)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, _("You are on call from now on."))
    return redirect("rota:week")


def untested(request: HttpRequest, problem: cover.Untested) -> HttpResponse:
    """The sentence, on the page that leads to where a device or a phone number is tested."""
    messages.error(request, problem.messages[0])
    return redirect("rota:limits")


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
    try:
        act()
    except cover.Untested as problem:
        return untested(request, problem)
    except cover.StillYours as problem:
        messages.error(request, problem.messages[0])
        return redirect("rota:swaps")
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    return redirect("rota:limits" if request.POST.get("from") == "limits" else "rota:week")


@for_staff
@require_POST
def accept_shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """The coach takes the shift."""
    row = _shift(request, shift_id)
    allow(may.is_given(me(request), row))
    if page := told_first(request, shifts=(given(row),)):
        return page
    return _back(request, lambda: cover.accept_shift(coach=me(request), shift=row))


@for_staff
@require_POST
def remove_shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """The lead takes a shift off; a coach declines one that was given to them and not accepted."""
    row = _shift(request, shift_id)
    person = me(request)
    allow(may.can_remove(person, row))
    if may.can_decline(person, row):
        return _back(request, lambda: cover.decline(coach=person, row=row))
    return _back(request, lambda: cover.remove_shift(actor=person, shift=row))


@for_staff
@require_POST
def accept_override(request: HttpRequest, override_id: UUID) -> HttpResponse:
    """The coach takes the stretch."""
    row = _override(request, override_id)
    allow(may.is_given(me(request), row))
    if page := told_first(request, overrides=stretches([row])):
        return page
    return _back(request, lambda: cover.accept_override(coach=me(request), row=row))


@for_staff
@require_POST
def remove_override(request: HttpRequest, override_id: UUID) -> HttpResponse:
    """The lead takes it off; a coach declines one that was given to them and not accepted."""
    row = _override(request, override_id)
    person = me(request)
    allow(may.can_remove(person, row))
    if may.can_decline(person, row):
        return _back(request, lambda: cover.decline(coach=person, row=row))
    return _back(request, lambda: cover.remove_override(actor=person, row=row))
