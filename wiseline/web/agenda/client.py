"""A client's own page of sessions: when the next is, what they want to talk about, and what was agreed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.agenda.authorisation import can_wish
from wiseline.agenda.models import Agreement, Session, Wish
from wiseline.agenda.planning import next_session
from wiseline.agenda.wishes import add_wish, open_wishes, take_back
from wiseline.lib.device_time import written_at
from wiseline.people.sessions import allow, for_clients, me
from wiseline.web.agenda.forms import WishForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

SHOWN = 10


@for_clients
def mine(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request, WishForm())


def _page(request: HttpRequest, form: WishForm) -> HttpResponse:
    client = me(request)
    context = {
        "form": form,
        "next": next_session(client),
        "wishes": open_wishes(client),
        "past": past_of(client),
    }
    return render(request, "agenda/mine.html", context, status=422 if form.errors else 200)


def past_of(client: Person) -> list[tuple[Session, list[Agreement]]]:
    """The latest sessions that were closed, each with what was agreed."""
    closed = Session.objects.filter(client=client, state=Session.State.CLOSED)
    rows = list(closed.select_related("therapist").order_by("-over_at")[:SHOWN])
    agreed: dict[UUID, list[Agreement]] = {row.pk: [] for row in rows}
    for each in Agreement.objects.filter(session__in=rows, taken_back_at=None).order_by("at", "id"):
        agreed[each.session_id].append(each)
    return [(row, agreed[row.pk]) for row in rows]


@for_clients
@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    """Keep a wish; sent twice, also later from a phone that was offline, it is one."""
    client = me(request)
    allow(can_wish(client))
    form = WishForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    key = form.cleaned_data["client_key"] or request.headers.get("Idempotency-Key", "")[:64] or secrets.token_hex(16)
    at = written_at(request.POST.get("written_at", ""), request.POST.get("device_now", ""))
    add_wish(client=client, text=form.cleaned_data["text"], key=key, at=at)
    address = reverse("agenda:mine")
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"next": address}, status=201)
    messages.success(request, _("Kept. It stands on the list for your next session."))
    return redirect(address)


@for_clients
@require_POST
def unwish(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """The client takes a wish back."""
    take_back(wish=get_object_or_404(Wish.objects.select_related("client"), pk=wish_id, client=me(request)))
    return redirect("agenda:mine")
