"""A skill done together in a contact: what may fit, how to coach it, a guided practice that the client is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wiseline.chart.models import SkillUse
from wiseline.chart.uses import question_of
from wiseline.coaching import authorisation as may
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN
from wiseline.people.sessions import allow, for_staff, me, signed_in
from wiseline.skills.finder import logic
from wiseline.skills.finder.find import find
from wiseline.skills.finder.question import Question
from wiseline.skills.practices import practices
from wiseline.skills.practising import said_in, send, sent_into, title_at
from wiseline.skills.selectors import flags_of
from wiseline.skills.wording import skills_of
from wiseline.skills.words import sentence

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def _of_two(request: HttpRequest, contact_id: UUID) -> Contact:
    """The contact, for the two who talk in it."""
    contact = Contact.objects.select_related("client").filter(pk=contact_id).first()
    if contact is None or contact.programme_id != me(request).programme_id:
        raise Http404
    allow(may.can_hold_talk(me(request), contact))
    return contact


@signed_in
@never_cache
def sent(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What was sent into a contact, for the two who talk in it. POST: the coach sends one more."""
    contact = _of_two(request, contact_id)
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


@for_staff
@never_cache
@require_GET
def suggested(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What may fit, from what the client told and what is known of them, each with its reason. The coach chooses."""
    contact = _of_two(request, contact_id)
    primer = contact.primer
    question = question_of(
        contact.client,
        text=primer.get("happening", ""),
        emotion=primer.get("emotion", ""),
        intensity=primer.get("distress"),
        urges=primer.get("urges", {}),
        failed=frozenset(primer.get("tried", ())),
    )
    found = find(question, entries=skills_of(contact.programme_id))
    rows = [
        {"entry": each.entry, "reasons": [sentence(reason, to_client=False) for reason in each.reasons[:2]]}
        for each in found
    ]
    return render(request, "coaching/partials/suggested.html", {"contact": contact, "suggested": rows})


@for_staff
@never_cache
@require_GET
def coach_it(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """How to coach a skill with this client, beside the talk."""
    contact = _of_two(request, contact_id)
    entry = skills_of(contact.programme_id).get(request.GET.get("skill", ""))
    if entry is None:
        return HttpResponse("")
    context = {
        "contact": contact,
        "entry": entry,
        "mind": logic.cautions(entry, Question(flags=flags_of(contact.client))),
        "practice": practices().get(entry.id),
    }
    return render(request, "coaching/partials/coach_it.html", context)
