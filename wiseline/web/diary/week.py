"""A client's week, for who cares for them and for the client: the grid, what is asked about it, the printed page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may
from wiseline.chart.diary import days
from wiseline.chart.diary.asking import ask_about_day
from wiseline.chart.diary.card import Kind
from wiseline.chart.diary.cards import card_of, items_of
from wiseline.chart.diary.fill import seen as alert_seen
from wiseline.chart.diary.reading import week_of
from wiseline.chart.models import DiaryAlert
from wiseline.people.sessions import allow, for_staff, me, person_of, signed_in
from wiseline.web.diary.forms import QuestionForm
from wiseline.web.diary.printing import week_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.chart.diary.reading import Week
    from wiseline.people.models import Person


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_read_chart(me(request), client))
    return client


def _last(request: HttpRequest, client: Person) -> date:
    """The last day of the week that is asked for: today where none is."""
    today = days.today_of(client)
    try:
        found = date.fromisoformat(request.GET.get("last", "") or today.isoformat())
    except ValueError as error:
        raise Http404 from error
    return min(found, today)


@signed_in
@require_GET
def week(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Seven days at a glance."""
    return _week(request, _client(request, person_id), QuestionForm())


def _week(request: HttpRequest, client: Person, form: QuestionForm) -> HttpResponse:
    actor = me(request)
    last = _last(request, client)
    found = week_of(client, last)
    if actor != client:
        record(actor=actor, action="diary.read", subject=client, programme_id=client.programme_id, client_id=client.pk)
    context: dict[str, Any] = {
        "client": client,
        "week": found,
        "grid": [row for row in found.rows if row[0].kind not in {Kind.TEXT, Kind.SKILLS}],
        "words": _words(found),
        "last": last,
        "before": last - timedelta(days=7),
        "after": last + timedelta(days=7) if last < days.today_of(client) else None,
        "late": {day: row for day, row in found.filled.items() if days.is_late(day, row.first_at, client)},
        "items": {item.id: item for item in items_of(card_of(client))} | {item.id: item for item, _row in found.rows},
        "form": form,
        "can_ask": may.can_ask_about_diary(actor, client),
        "alerts": DiaryAlert.objects.filter(client=client, day__range=(found.days[0], last)).order_by("day"),
        "base": "web/base_client.html" if actor.is_client else "web/base_staff.html",
    }
    return render(request, "diary/week.html", context, status=422 if form.errors else 200)


def _words(found: Week) -> list[tuple[date, list[tuple[Any, Any]]]]:
    """What was written and which skills were used, day by day, where there is something."""
    rows = [(item, values) for item, values in found.rows if item.kind in {Kind.TEXT, Kind.SKILLS}]
    by_day = [
        (day, [(item, values[index]) for item, values in rows if values[index]]) for index, day in enumerate(found.days)
    ]
    return [
        (day, said) for day, said in by_day if said or found.check_ins[day] or found.uses[day] or found.questions[day]
    ]


@for_staff
@require_POST
def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask about a day."""
    client = _client(request, person_id)
    allow(may.can_ask_about_diary(me(request), client))
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _week(request, client, form)
    data = form.cleaned_data
    ask_about_day(client=client, by=me(request), day=data["day"], item=data["item"], text=data["text"])
    messages.success(request, _("Asked. It stands on the client’s card."))
    return redirect(f"{request.path.removesuffix('ask/')}?last={request.GET.get('last', '')}")


@for_staff
@require_POST
def seen(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Somebody has looked at what reached a threshold."""
    alert = get_object_or_404(DiaryAlert.objects.select_related("client"), pk=alert_id)
    allow(may.can_ask_about_diary(me(request), alert.client))
    alert_seen(alert=alert, by=me(request))
    return redirect("coaching:board")


@signed_in
@require_GET
def pdf(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The week on one A4 page."""
    client = _client(request, person_id)
    last = _last(request, client)
    record(
        actor=me(request),
        action="diary.printed",
        subject=client,
        programme_id=client.programme_id,
        client_id=client.pk,
    )
    page = week_page(client, week_of(client, last))
    return HttpResponse(
        page, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="week.pdf"'}
    )
