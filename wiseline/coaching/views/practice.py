"""A guided practice that a coach sends into a contact, and sees being done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from wiseline.chart.models import SkillUse
from wiseline.coaching import authorisation as may
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN
from wiseline.people.sessions import allow, me, signed_in
from wiseline.skills.catalogue import name_of
from wiseline.skills.practices import practices
from wiseline.skills.practising import said_in, send, sent_into, title_at

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@signed_in
@never_cache
def sent(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What was sent into a contact, for the two who talk in it. POST: the coach sends one more."""
    contact = Contact.objects.select_related("client").filter(pk=contact_id).first()
    if contact is None or contact.programme_id != me(request).programme_id:
        raise Http404
    allow(may.can_hold_talk(me(request), contact))
    if may.is_client_of(me(request), contact):
        return render(request, "coaching/partials/sent_client.html", {"contact": contact, **of_client(contact)})
    wanted = request.POST.get("practice", "")
    if wanted in practices() and contact.status in OPEN:
        send(client=contact.client, practice=wanted, by=me(request), contact_id=contact.pk)
        contact.touched_by(me(request))
    if request.method == "POST" and not request.headers.get("HX-Request"):
        return redirect("coaching:open", contact.pk)
    return render(request, "coaching/partials/sent_coach.html", {"contact": contact, **of_coach(contact)})


def of_client(contact: Contact) -> dict[str, Any]:
    """What waits for the client."""
    return {"sent": [run for run in sent_into(contact.pk) if run.ended_at is None]}


def of_coach(contact: Contact) -> dict[str, Any]:
    """What was sent, how far the client is, how it went, and what they chose to show."""
    runs = list(sent_into(contact.pk))
    uses = SkillUse.objects.in_bulk([run.use_id for run in runs if run.use_id])
    return {
        "runs": [
            {"run": run, "title": title_at(run), "use": uses.get(run.use_id), "answers": said_in(run)} for run in runs
        ]
    }


def choices() -> list[tuple[str, str]]:
    """The practices that can be sent, by name."""
    return sorted(((skill, name_of(skill)) for skill in practices()), key=lambda pair: pair[1].casefold())
