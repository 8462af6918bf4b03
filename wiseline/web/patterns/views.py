"""Patterns: the page, the charts, the entries behind each, and 'this is not right'."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may
from wiseline.chart.diary.days import today_of
from wiseline.chart.diary.fill import carers_of
from wiseline.insight.course import course
from wiseline.insight.days import FEWEST_DAYS
from wiseline.insight.drawing import NotDrawn, draw
from wiseline.insight.finding import dispute, disputes_of, drawn_for, patterns_of, take_back
from wiseline.insight.pictures import course_picture, table
from wiseline.insight.reading import chart_of
from wiseline.insight.sentences import course_sentence, name_of, sentence, size, strength, target_name
from wiseline.people.sessions import allow, for_clients, me, person_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.insight.patterns import Pattern
    from wiseline.insight.reading import Chart
    from wiseline.people.models import Person


class SayForm(forms.Form):
    """What is not right about a pattern."""

    text = forms.CharField(
        label=_("What is not right about it?"),
        help_text=_("You can leave this empty."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_read_chart(me(request), client))
    if me(request) != client:
        record(
            actor=me(request),
            action="patterns.read",
            subject=client,
            programme_id=client.programme_id,
            client_id=client.pk,
        )
    return client


def _base(person: Person) -> str:
    return "web/base_client.html" if person.is_client else "web/base_staff.html"


def _shown(chart: Chart, pattern: Pattern, disputes: dict[str, Any]) -> dict[str, Any]:
    name = name_of(pattern)
    return {
        "name": name,
        "sentence": sentence(chart, pattern),
        "strength": strength(chart, pattern),
        "size": size(pattern),
        "dispute": disputes.get(name),
        "pattern": pattern,
    }


@signed_in
@require_GET
def of_client(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything that can be claimed, and the course of each target."""
    client = _client(request, person_id)
    chart, found = patterns_of(client)
    disputes = disputes_of(client)
    courses = [
        (f"course-{place}", target_name(chart, target), course_sentence(course(values)), _rows(chart, values))
        for place, (target, values) in enumerate(chart.days.targets.items())
    ]
    known = max((int((~np.isnan(values)).sum()) for values in chart.days.targets.values()), default=0)
    context = {
        "client": client,
        "found": [_shown(chart, pattern, disputes) for pattern in found],
        "courses": courses if known else [],
        "known": known,
        "fewest": FEWEST_DAYS,
        "enough": known >= FEWEST_DAYS,
        "base": _base(me(request)),
    }
    return render(request, "patterns/list.html", context)


def _rows(chart: Chart, values: Any) -> list[tuple[date, int]]:
    """The known days of a course, the latest first; the table beside its chart."""
    known = np.flatnonzero(~np.isnan(values))[::-1][:60]
    return [(chart.date_of(int(day)), int(values[day])) for day in known]


@signed_in
@require_GET
def charts(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The charts of the page, each for its own place; where they can't be drawn, the tables stand alone."""
    client = _client(request, person_id)
    try:
        drawn = drawn_for(client)
    except NotDrawn:
        drawn = {}
    only = request.GET.get("only", "")
    shown = {name: mark_safe(svg) for name, svg in drawn.items() if only in {"", name}}  # noqa: S308 the drawer escapes
    return render(request, "patterns/charts.html", {"drawn": shown})


@signed_in
@require_GET
def week_chart(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The targets over the four weeks that end with the week shown."""
    client = _client(request, person_id)
    chart = chart_of(client)
    try:
        last = date.fromisoformat(request.GET.get("last", "") or today_of(client).isoformat())
    except ValueError as error:
        raise Http404 from error
    end = max(0, min((last - chart.days.first).days + 1, chart.days.length))
    start = max(0, end - 28)
    pictures = []
    for target, values in chart.days.targets.items():
        part = course_picture(chart, target, values[start:end])
        part["first"] = (chart.days.first + timedelta(days=start)).isoformat()
        if any(value is not None for value in part["values"]):
            pictures.append((target_name(chart, target), part))
    try:
        svgs = draw([picture for _name, picture in pictures])
    except NotDrawn:
        svgs = []
    rows = [(name, mark_safe(svg)) for (name, _picture), svg in zip(pictures, svgs, strict=False)]  # noqa: S308 as above
    return render(request, "patterns/week_chart.html", {"rows": rows})


def _one(client: Person, name: str) -> tuple[Chart, Pattern]:
    chart, found = patterns_of(client)
    for each in found:
        if name_of(each) == name:
            return chart, each
    raise Http404


@signed_in
@require_GET
def pattern(request: HttpRequest, person_id: UUID, name: str) -> HttpResponse:
    """One pattern with the entries behind it."""
    client = _client(request, person_id)
    chart, found = _one(client, name)
    return _pattern(request, client, chart, found, SayForm())


def _pattern(request: HttpRequest, client: Person, chart: Chart, found: Pattern, form: SayForm) -> HttpResponse:
    mine, others = table(chart, found)
    context = {
        "client": client,
        "row": _shown(chart, found, disputes_of(client)),
        "mine": mine,
        "others": others,
        "form": form,
        "base": _base(me(request)),
    }
    return render(request, "patterns/pattern.html", context, status=422 if form.errors else 200)


@for_clients
@require_POST
def say(request: HttpRequest, person_id: UUID, name: str) -> HttpResponse:
    """The client says that it is not right, or takes that back."""
    client = _client(request, person_id)
    chart, found = _one(client, name)
    if request.POST.get("right") == "yes":
        take_back(client=client, pattern=name)
        return redirect("patterns:pattern", client.pk, name)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _pattern(request, client, chart, found, form)
    dispute(client=client, pattern=name, text=form.cleaned_data["text"], carers=carers_of(client))
    return redirect("patterns:pattern", client.pk, name)
