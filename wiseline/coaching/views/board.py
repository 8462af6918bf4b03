"""The board, notes, and what a notification may do without a sign-in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may_chart
from wiseline.chart.cover import looked_at
from wiseline.chart.models import Need, Note
from wiseline.chart.needs import KINDS, may_meet, meet_need
from wiseline.coaching import authorisation as may
from wiseline.coaching import notes
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.board import board_of
from wiseline.coaching.transitions import NotAllowed
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me
from wiseline.reach.words import delivery_for
from wiseline.rota.selectors import cover_of
from wiseline.safety.flows import STEPS, steps_done

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

CALL_BACK = timedelta(minutes=15)


@for_staff
def board(request: HttpRequest) -> HttpResponse:
    """Who needs something from me, by when? The same view renders the page and its live part."""
    now = clock.now()
    part = "#rows" if request.GET.get("part") == "rows" else ""
    context = {"board": board_of(me(request), now), "now": now, "cover": cover_of(me(request), now)}
    return render(request, f"coaching/board.html{part}", context)


@for_staff
@require_POST
def need_met(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """A person says that what was owed is done."""
    need = get_object_or_404(Need.objects.select_related("client"), pk=need_id, programme_id=me(request).programme_id)
    allow(may_meet(me(request), need) and KINDS[need.kind].by_hand)
    meet_need(client=need.client, kind=need.kind, subject_id=need.subject_id, by=me(request))
    if need.kind == STEPS and need.met_at is None:
        steps_done(client=need.client, by=me(request))
    return redirect("coaching:board")


@for_staff
def rings(request: HttpRequest) -> HttpResponse:
    """What rings for the signed-in coach now: shown above every staff page."""
    rows = Contact.objects.filter(ringing=me(request), status="ringing").select_related("client").order_by("asked_at")
    return render(request, "coaching/rings.html", {"rings": rows})


def _note(request: HttpRequest, note_id: UUID) -> Note:
    note = (
        Note.objects.filter(pk=note_id, programme_id=me(request).programme_id)
        .select_related("client", "author")
        .first()
    )
    if note is None:
        raise Http404
    allow(may_chart.can_read_note(me(request), note))
    return note


@for_staff
def read_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """A note with its amendments; POST adds one."""
    note = _note(request, note_id)
    person = me(request)
    text = request.POST.get("text", "")
    error = ""
    if request.method == "POST":
        allow(may_chart.can_amend_note(person, note))
        try:
            notes.amend(note=note, author=person, text=text)
        except ValidationError as problem:
            error = problem.messages[0]
        else:
            messages.success(request, _("Added. The note above stays as it was signed."))
            return redirect("coaching:note", note.pk)
    record(
        actor=person,
        action="note.read",
        subject=note,
        programme_id=note.programme_id,
        client_id=note.client_id,
    )
    contact = Contact.objects.filter(pk=note.contact_id).first() if note.contact_id else None
    if note.contact_id and note.signed_at:
        looked_at(contact_id=note.contact_id, client=note.client, by=person)
    return render(
        request,
        "coaching/note.html",
        {
            "note": note,
            "parts": notes.parts_of(contact) if contact and note.signed_at else [],
            "error": error,
            "can_chain": may_chart.can_write_chain(person, note.client),
            "text": text,
            "contact": contact,
        },
        status=422 if error else 200,
    )


def _by_token(request: HttpRequest, token: str, act: Callable[[Contact, Person], object]) -> HttpResponse:
    """Do for the person of a delivery what its notification offers. The token is the permission, for that alone."""
    delivery = delivery_for(token)
    removed = delivery is not None and delivery.device is not None and delivery.device.disabled_at is not None
    if delivery is None or delivery.contact_id is None or not delivery.person.is_active or removed:
        return JsonResponse({"error": _("This notification is too old.")}, status=410)
    contact = Contact.objects.filter(pk=delivery.contact_id).select_related("client").first()
    if contact is None or not may.can_answer(delivery.person, contact):
        return JsonResponse({"error": _("This notification is too old.")}, status=410)
    try:
        act(contact, delivery.person)
    except holding.Taken as taken:
        name = taken.holder.display_name if taken.holder else _("A colleague")
        return JsonResponse({"error": _("%(name)s has it already.") % {"name": name}}, status=409)
    except NotAllowed:
        return JsonResponse({"error": _("It is over already.")}, status=409)
    return JsonResponse({"ok": True})


@csrf_exempt  # no cookie is looked at: the signed token in the address is the permission
@require_POST
def answer_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """'Answer' on a notification: the search stops, and the page that opens next has the call."""
    return _by_token(request, token, lambda contact, coach: holding.answer(contact_id=contact.pk, coach=coach))


@csrf_exempt  # as above
@require_POST
def promise_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """'Call back in 15 minutes' on a notification."""
    return _by_token(
        request,
        token,
        lambda contact, coach: holding.promise(contact_id=contact.pk, coach=coach, at=clock.now() + CALL_BACK),
    )
