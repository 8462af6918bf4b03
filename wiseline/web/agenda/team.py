"""The consultation team's agenda: its numbers, what is brought, what was decided; and the printed page."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.agenda.authorisation import can_change_item, in_team
from wiseline.agenda.models import TeamItem
from wiseline.agenda.team import bring, decide, done_items, open_items, reopen
from wiseline.agenda.team_numbers import Numbers, numbers_of
from wiseline.lib import clock
from wiseline.people.models import CareRelationship, Person
from wiseline.people.sessions import allow, for_staff, me
from wiseline.web.agenda.forms import BringForm, DecideForm
from wiseline.web.agenda.team_printing import team_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

WEEKS = (1, 4, 12)


def _clients(actor: Person) -> list[Person]:
    cared_for = CareRelationship.objects.current().filter(coach=actor).values("client_id")
    return list(Person.objects.filter(pk__in=cared_for, is_active=True).order_by("name"))


@for_staff
def agenda(request: HttpRequest) -> HttpResponse:
    """The page; POST brings something."""
    actor = me(request)
    allow(in_team(actor))
    clients = _clients(actor)
    form = BringForm(request.POST or None, clients=clients, initial={"key": secrets.token_hex(8)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        about = next((client for client in clients if str(client.pk) == data["about"]), None)
        bring(by=actor, text=data["text"], about=about, key=data["key"])
        messages.success(request, _("It is on the agenda."))
        return redirect("team_agenda:agenda")
    return _render(request, form)


def _render(request: HttpRequest, form: BringForm, wrong: DecideForm | None = None) -> HttpResponse:
    actor = me(request)
    weeks, numbers = _numbers(request)
    context = {
        "form": form,
        "wrong": wrong,
        "numbers": numbers,
        "weeks": weeks,
        "choices": WEEKS,
        "open": open_items(actor.programme_id),
        "done": done_items(actor.programme_id),
    }
    bad = form.errors or (wrong and wrong.errors)
    return render(request, "agenda/team.html", context, status=422 if bad else 200)


def _numbers(request: HttpRequest) -> tuple[int, Numbers]:
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in {str(each) for each in WEEKS} else WEEKS[0]
    now = clock.now()
    return weeks, numbers_of(me(request).programme, now - timedelta(weeks=weeks), now)


def _item(request: HttpRequest, item_id: UUID) -> TeamItem:
    allow(in_team(me(request)))
    item = get_object_or_404(TeamItem, pk=item_id, programme_id=me(request).programme_id)
    allow(can_change_item(me(request), item))
    return item


@for_staff
@require_POST
def decide_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """It was talked about."""
    item = _item(request, item_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _render(request, BringForm(clients=_clients(me(request)), initial={"key": secrets.token_hex(8)}), form)
    decide(item=item, by=me(request), decided=form.cleaned_data["decided"])
    return redirect("team_agenda:agenda")


@for_staff
@require_POST
def reopen_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """It comes back on the agenda."""
    reopen(item=_item(request, item_id), by=me(request))
    return redirect("team_agenda:agenda")


@for_staff
@require_GET
def pdf(request: HttpRequest) -> HttpResponse:
    """The agenda on paper."""
    actor = me(request)
    allow(in_team(actor))
    weeks, numbers = _numbers(request)
    page = team_page(actor.programme.name, weeks, numbers, open_items(actor.programme_id))
    return HttpResponse(
        page, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="team.pdf"'}
    )
