"""A client's sessions, for the therapist: planning, the page itself, what is done on it, and the printed page."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.agenda import authorisation as may
from wiseline.agenda import course, working
from wiseline.agenda.agreeing import agree, agreements_of
from wiseline.agenda.agreeing import unsay as take_back
from wiseline.agenda.changing import Over
from wiseline.agenda.line import PLAIN_TITLES, TARGETS, TITLES, Group
from wiseline.agenda.models import Agreement, Session
from wiseline.agenda.pages import Page, page_of
from wiseline.agenda.planning import next_session, plan_session, prepared
from wiseline.agenda.wishes import open_wishes
from wiseline.audit.trail import record
from wiseline.chart.diary.card import Kind
from wiseline.chart.diary.days import is_late, today_of
from wiseline.chart.diary.reading import week_of
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me, person_of, signed_in
from wiseline.web.agenda.client import past_of
from wiseline.web.agenda.forms import AddForm, AgreeForm, PlanForm
from wiseline.web.agenda.printing import session_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.chart.diary.reading import Week
    from wiseline.people.models import Person

ADD_ID, AGREE_ID = "add_%s", "agree_%s"
"""Two forms of one page: no name twice."""


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_prepare(me(request), client))
    return client


def _session(request: HttpRequest, session_id: UUID) -> Session:
    """A session that the actor may work on."""
    rows = Session.objects.filter(programme_id=me(request).programme_id).select_related("client", "therapist")
    found = get_object_or_404(rows, pk=session_id)
    allow(may.can_prepare(me(request), found.client))
    return found


@for_staff
def of_client(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The next session, planning it, what the client wants to talk about, and the sessions before."""
    client = _client(request, person_id)
    actor = me(request)
    coming = next_session(client)
    form = PlanForm(request.POST or None, initial=_initial(coming, actor))
    if request.method == "POST" and form.is_valid():
        moment, weekly = form.moment(actor.timezone), form.cleaned_data["weekly"]
        if moment <= clock.now() - timedelta(hours=12):
            form.add_error("day", _("This is in the past. Choose a day to come."))
        else:
            plan_session(client=client, therapist=actor, planned_for=moment, weekly=weekly)
            messages.success(request, _("Planned. The client sees it on their page."))
            return redirect("agenda:of", client.pk)
    record(actor=actor, action="sessions.read", subject=client, programme_id=client.programme_id, client_id=client.pk)
    context = {
        "client": client,
        "next": coming,
        "form": form,
        "wishes": open_wishes(client),
        "past": past_of(client),
    }
    return render(request, "agenda/of.html", context, status=422 if form.errors else 200)


def _initial(coming: Session | None, actor: Person) -> dict[str, Any]:
    if coming is None:
        return {}
    local = clock.in_zone(coming.planned_for, actor.timezone)
    return {"day": local.date(), "time": local.time(), "weekly": coming.weekly}


@signed_in
@require_GET
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The page: for the therapist to work on; for the client, once it is closed, to read."""
    return _render(request, _readable(request, session_id))


def _readable(request: HttpRequest, session_id: UUID) -> Session:
    actor = me(request)
    rows = Session.objects.filter(programme_id=actor.programme_id).select_related("client", "therapist")
    found = get_object_or_404(rows, pk=session_id)
    allow(may.can_read_session(actor, found))
    if actor.pk != found.client_id:
        record(
            actor=actor,
            action="session.read",
            subject=found,
            programme_id=found.programme_id,
            client_id=found.client_id,
        )
    return found


def _render(
    request: HttpRequest, found: Session, *, add: AddForm | None = None, agreed: AgreeForm | None = None
) -> HttpResponse:
    actor = me(request)
    page = page_of(found)
    reader = actor.pk == found.client_id
    context: dict[str, Any] = {
        "session": found,
        "client": found.client,
        "page": page,
        "agreements": agreements_of(found),
        "reader": reader,
        "targets": _titled(page, reader, TARGETS),
        "review": _titled(page, reader, [group for group in Group if group not in TARGETS]),
        "base": "web/base_client.html" if reader else "web/base_staff.html",
    }
    if found.is_open:
        context |= {
            "add": add or AddForm(auto_id=ADD_ID, initial={"key": secrets.token_hex(8)}),
            "agreed": agreed or AgreeForm(auto_id=AGREE_ID, client=found.client, initial={"key": secrets.token_hex(8)}),
            "revisions": found.revisions.select_related("by").order_by("-number")[:20],
            **_grid(week_of(found.client, today_of(found.client)), found.client),
        }
    bad = bool((add and add.errors) or (agreed and agreed.errors))
    return render(request, "agenda/session.html", context, status=422 if bad else 200)


def _titled(page: Page, reader: bool, wanted: Any) -> list[tuple[str, str, list[Any]]]:
    plain = PLAIN_TITLES if reader else {}
    return [
        (str(group), str(plain.get(group, TITLES[group])), rows) for group, rows in page.groups if group in set(wanted)
    ]


def _grid(week: Week, client: Person) -> dict[str, Any]:
    """What the week's table needs, as on the diary's own page."""
    return {
        "week": week,
        "grid": [row for row in week.rows if row[0].kind not in {Kind.TEXT, Kind.SKILLS}],
        "late": {day: row for day, row in week.filled.items() if is_late(day, row.first_at, client)},
    }


def _back(found: Session, anchor: str = "") -> HttpResponse:
    return redirect(reverse("agenda:session", args=[found.pk]) + anchor)


def _over(request: HttpRequest, found: Session) -> HttpResponse:
    messages.error(request, _("This session is over: its page does not change any more."))
    return _back(found)


@for_staff
@require_POST
def line(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Tick, hide, move or note one line."""
    found = _session(request, session_id)
    key = request.POST.get("key", "")
    note = request.POST.get("note", "")[:2000]
    try:
        working.mark_line(session=found, by=me(request), key=key, act=request.POST.get("do", ""), note=note)
    except (working.NoSuchLine, ValueError) as error:
        raise Http404 from error
    except Over:
        return _over(request, found)
    return _back(found, f"#{key}")


@for_staff
@require_POST
def add(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A line of the therapist's own."""
    found = _session(request, session_id)
    form = AddForm(request.POST, auto_id=ADD_ID)
    if not form.is_valid():
        return _render(request, found, add=form)
    try:
        mark = working.add_line(session=found, by=me(request), **form.cleaned_data)
    except Over:
        return _over(request, found)
    return _back(found, f"#{mark.key}")


@for_staff
@require_POST
def say(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One thing that was agreed."""
    found = _session(request, session_id)
    form = AgreeForm(request.POST, auto_id=AGREE_ID, client=found.client)
    if not form.is_valid():
        return _render(request, found, agreed=form)
    try:
        agree(session=found, by=me(request), **form.agreed())
    except Over:
        return _over(request, found)
    return _back(found, "#agreed")


@for_staff
@require_POST
def unsay(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """It was not agreed after all."""
    rows = Agreement.objects.filter(programme_id=me(request).programme_id).select_related("session__client")
    found = get_object_or_404(rows, pk=agreement_id)
    allow(may.can_prepare(me(request), found.session.client))
    try:
        take_back(agreement=found, by=me(request))
    except Over:
        return _over(request, found.session)
    return _back(found.session, "#agreed")


@for_staff
@require_POST
def step(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Prepared, begun, closed, or it did not take place."""
    found = _session(request, session_id)
    acts = {"prepared": prepared, "begin": course.begin, "close": course.close, "missed": course.missed}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        act(session=found, by=me(request))
    except Over:
        return _over(request, found)
    if act in {course.close, course.missed}:
        messages.success(request, _("Closed. The client can read it now.") if act is course.close else _("Noted."))
    return redirect("agenda:of", found.client_id) if act is course.missed else _back(found)


@signed_in
@require_GET
def pdf(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The page on paper."""
    found = _readable(request, session_id)
    reader = me(request).pk == found.client_id
    page = page_of(found)
    record(
        actor=me(request),
        action="session.printed",
        subject=found,
        programme_id=found.programme_id,
        client_id=found.client_id,
    )
    groups = [(title, rows) for _name, title, rows in _titled(page, reader, list(Group)) if rows]
    week = week_of(found.client, today_of(found.client)) if found.is_open else None
    made = session_page(found, groups, agreements_of(found), week, reader=reader)
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="session.pdf"'}
    )
