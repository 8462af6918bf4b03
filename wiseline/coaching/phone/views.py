"""The demo's phones, in a page: ring in, pick up, press keys, hang up, read what is spoken. And the coach's call."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.calls.flows import page_on_line
from wiseline.calls.line import (
    Ask,
    Event,
    Incoming,
    Instruction,
    Join,
    Record,
    TextIn,
    What,
    comes_in,
    from_json,
    heard,
    text_in,
)
from wiseline.calls.models import PhoneLine, SpokenMessage
from wiseline.calls.providers import bridges_apps
from wiseline.coaching import authorisation as may
from wiseline.coaching.flows.answer import Taken, answer
from wiseline.coaching.phone.acts import ring_client, ring_coach
from wiseline.coaching.phone.bar import TALKED
from wiseline.coaching.transitions import NotAllowed
from wiseline.coaching.views.coach import contact_for
from wiseline.lib import clock
from wiseline.lib.ids import new_id
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes
from wiseline.people.sessions import allow, for_staff, me
from wiseline.reach.models import PhoneNumber, PhoneText

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person

STRANGER = "+15005550009"
_WHAT = {"answer": What.ANSWERED, "keys": What.KEYS, "wait": What.AGAIN, "spoken": What.RECORDED, "left": What.LEFT}


def _only_in_demo() -> None:
    if not settings.DEMO or not settings.PHONE.startswith("fake:"):
        raise Http404


@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """Every phone of the demo, and what happens on it."""
    _only_in_demo()
    numbers = PhoneNumber.objects.filter(verified_at__isnull=False).select_related("person")
    up = PhoneLine.objects.filter(provider="fake", ended_at=None, placed_at__isnull=False).select_related("person")
    context = {
        "numbers": numbers.order_by("person__name"),
        "lines": [_shown(line) for line in up.order_by("created_at")],
        "texts": PhoneText.objects.filter(provider="fake").select_related("person").order_by("-at")[:20],
        "stranger": STRANGER,
        "programme_line": settings.PHONE_NUMBER,
    }
    return render(request, "coaching/phones.html", context)


def _shown(line: PhoneLine) -> dict[str, object]:
    said = from_json(line.said)
    last = said[-1] if said else None
    return {
        "line": line,
        "rings": line.answered_at is None,
        "words": [part for one in said for part in _words(one)],
        "keys": isinstance(last, Ask),
        "many": isinstance(last, Ask) and last.digits > 1,
        "talks": isinstance(last, Join),
        "records": isinstance(last, Record),
    }


def _words(instruction: Instruction) -> list[str]:
    spoken = getattr(instruction, "words", ())
    return [word if isinstance(word, str) else "…" for word in spoken]


@require_POST
def dial(request: HttpRequest) -> HttpResponse:
    """A phone of the demo dials the programme's number."""
    _only_in_demo()
    comes_in(Incoming("fake", f"fake-in-{new_id()}", _number_of(request), settings.PHONE_NUMBER))
    return redirect("phone:phones")


def _number_of(request: HttpRequest) -> str:
    """The number of the phone that was chosen; a stranger's where none was."""
    for row in PhoneNumber.objects.filter(verified_at__isnull=False, person__programme__is_demo=True):
        if str(row.person_id) == request.POST.get("person"):
            return str(row.number)
    return STRANGER


@require_POST
def text(request: HttpRequest) -> HttpResponse:
    """A phone of the demo texts the programme's number."""
    _only_in_demo()
    text_in(TextIn("fake", f"fake-{new_id()}", _number_of(request), request.POST.get("body", "")))
    return redirect("phone:phones")


@require_POST
def happens(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Something is done with a phone of the demo."""
    _only_in_demo()
    line = PhoneLine.objects.filter(pk=line_id, provider="fake").first()
    if line is None:
        raise Http404
    what = request.POST.get("what", "")
    if what == "hang_up":
        heard(line.pk, Event(What.GONE, ref="completed"))
    elif what in _WHAT:
        keys = request.POST.get("keys", "")[:8] if what == "keys" else ""
        ref, seconds = (f"fake-{new_id()}", 12) if what == "spoken" else ("", 0)
        heard(line.pk, Event(_WHAT[what], keys=keys, ref=ref, seconds=seconds), line.turn)
    return redirect("phone:phones")


@for_staff
@require_GET
def spoken(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The sound of a spoken message, for who may read the client's words in the contact."""
    message = SpokenMessage.objects.filter(pk=message_id).first()
    if message is None or not message.sound:
        raise Http404
    contact = contact_for(request, message.contact_id)
    allow(may.can_read_brief(me(request), contact))
    with changes():
        SpokenMessage.objects.filter(pk=message.pk, heard_at=None).update(heard_at=clock.now())
        record(
            actor=me(request),
            action="message.heard",
            subject=contact,
            programme_id=contact.programme_id,
            client_id=contact.client_id,
        )
    response = HttpResponse(b64decode(message.sound["data"]), content_type=message.sound["type"])
    response["Cache-Control"] = "no-store"
    return response


def _held(request: HttpRequest, contact_id: UUID) -> Contact:
    """The contact, for the coach who holds the talk."""
    contact = contact_for(request, contact_id)
    allow(may.can_hold_talk(me(request), contact))
    return contact


def _on_line(contact: Contact, person_id: UUID) -> bool:
    """Whether they are in the call with a page that can talk to phones, so that no phone rings for them."""
    return bridges_apps() and page_on_line(contact_id=contact.pk, person_id=person_id)


def _rings(contact: Contact, coach: Person, phone: Callable[[Contact], bool]) -> bool:
    """Let a phone ring; returns whether it does. A talk that is being written up is taken up again."""
    try:
        with changes():
            rings = contact.status in TALKED and phone(contact)
            if rings:
                answer(contact_id=contact.pk, coach=coach)
    except (Taken, NotAllowed):  # the client has asked anew, or the note was signed a moment ago
        return False
    wake_engine()
    return rings


@for_staff
@require_POST
def ring(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The client's phone rings, and the coach talks on this page, which goes on the line by itself (call.js)."""
    contact = _held(request, contact_id)
    in_app = _on_line(contact, contact.client_id)
    rings = not in_app and _rings(contact, me(request), lambda talk: bridges_apps() and ring_client(talk))
    if in_app:  # the button stood on a page from before they came
        messages.info(request, _("Your client is on the line in the app: you talk with them on this page."))
    elif rings:
        messages.success(request, _("Stay on this page: you talk with them here."))
    else:
        messages.info(request, _("That can not be done now. You can write, or talk by phone."))
    return redirect(reverse("coaching:open", args=[contact.pk]) + ("#talk" if in_app or rings else ""))


@for_staff
@require_POST
def by_phone(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The coach talks by phone: their own rings first, then the client's, both from the programme's number."""
    contact = _held(request, contact_id)
    if _on_line(contact, me(request).pk):  # the button stood on a page from before they came
        messages.info(request, _("You are on the line in the app. To talk by phone, hang up there first."))
    elif _rings(contact, me(request), ring_coach):
        messages.success(request, _("Your phone rings in a moment. Press 1 there, and we ring your client."))
    else:
        messages.info(request, _("That can not be done now. Is your own number verified?"))
    return redirect("coaching:open", contact.pk)
