"""What both sides share: the contact's address, and its messages."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wiseline.coaching import authorisation as may
from wiseline.coaching.flows.converse import Empty, mark, write
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN
from wiseline.coaching.views import client, coach
from wiseline.lib.device_time import written_at
from wiseline.people.sessions import allow, me, signed_in
from wiseline.reach.flows.notify import seen

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def _visible(request: HttpRequest, contact_id: UUID) -> Contact:
    contact = (
        Contact.objects.select_related("client", "client__programme", "programme", "holder", "ringing", "initiator")
        .filter(pk=contact_id, programme_id=me(request).programme_id)
        .first()
    )
    if contact is None:
        raise Http404
    allow(may.can_see(me(request), contact))
    return contact


@signed_in
def open_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """One address for a contact; each side gets its own page."""
    contact = _visible(request, contact_id)
    seen(person_id=me(request).pk, about=contact.pk)
    if may.is_client_of(me(request), contact):
        return client.page(request, contact)
    return coach.page(request, contact)


@signed_in
def messages(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """GET: the messages, marked as delivered (and read, where the page is looked at). POST: one more, once."""
    contact = _visible(request, contact_id)
    person = me(request)
    allow(may.can_hold_talk(person, contact) or may.can_read_brief(person, contact))
    if request.method == "POST":
        allow(may.can_hold_talk(person, contact))
        error = _write(request, contact)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": error}, status=400 if error else 201)
        if not error and not request.headers.get("HX-Request"):
            return redirect("coaching:open", contact.pk)
    else:
        error = ""
        if may.can_hold_talk(person, contact):
            mark(contact=contact, reader=person, read=request.GET.get("seen") == "1")
    rows = list(contact.messages.select_related("author"))
    return render(request, "coaching/messages.html", {"rows": rows, "me": person, "error": error, "contact": contact})


def _write(request: HttpRequest, contact: Contact) -> str:
    """Keep the message that was sent; the reason why not, or nothing."""
    if contact.status not in OPEN:
        return _("This contact is over. Ask for coaching to write again.")
    try:
        write(
            contact=contact,
            author=me(request),
            body=request.POST.get("body", ""),
            client_key=request.POST.get("client_key", "")[:64] or str(uuid.uuid4()),
            written_at=written_at(request.POST.get("written_at", ""), request.POST.get("device_now", "")),
        )
    except Empty:
        return _("Write something first; up to 4000 characters.")
    return ""
