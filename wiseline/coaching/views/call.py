"""The call's signalling: small JSON requests from a page that is in a call."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from wiseline.calls import flows
from wiseline.calls.ice import ice_servers
from wiseline.calls.models import Call, Leg
from wiseline.calls.providers import ProviderError
from wiseline.calls.rooms import put_through
from wiseline.coaching import authorisation as may
from wiseline.coaching.models import Contact
from wiseline.coaching.phone.facts import lines_of
from wiseline.coaching.selectors.call import begins_by_itself, call_bar, call_facts, talks_by_phone
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.sessions import allow, me, signed_in
from wiseline.reach.flows.notify import ring

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

logger = logging.getLogger(__name__)
LARGEST = 64_000
MOST_SIGNALS = 200  # a minute and leg; a call with a restart takes about ten
RING_FOR = timedelta(minutes=2)
JUST_ANSWERED = timedelta(minutes=1)  # the answer itself has rung the client


@signed_in
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """GET: how the call stands. POST: join it; answers with this page's leg and an offer, where one waits."""
    person = me(request)
    contact = (
        Contact.objects.select_related("client", "holder")
        .filter(pk=contact_id, programme_id=person.programme_id)
        .first()
    )
    if contact is None:
        raise Http404
    if request.method == "GET":
        allow(may.can_hold_talk(person, contact))
        return _fresh(JsonResponse(call_facts(contact, person)))
    allow(may.can_call(person, contact))
    if talks_by_phone(contact, person):  # a page from before the phone was picked up, or of another moment's mind
        return JsonResponse({"what": "moved"}, status=409)
    return JsonResponse(_joined(contact, person))


def answered(request: HttpRequest, contact: Contact, *, mine: bool) -> HttpResponse:
    """For a page that answers without leaving: where to go on, and at once the coach's place in the call."""
    person = me(request)
    contact = Contact.objects.select_related("client", "holder").get(pk=contact.pk)
    facts = call_bar(contact, person) if mine else None
    # Also where an earlier answer got lost on its way back: then this page takes the place that it already has.
    joined = _joined(contact, person) if facts and _begins_here(contact, person) else None
    return JsonResponse({"next": reverse("coaching:open", args=[contact.pk]), "facts": facts, "joined": joined})


def _begins_here(contact: Contact, coach: Person) -> bool:
    return begins_by_itself(contact, client=False) and not talks_by_phone(contact, coach)


def _joined(contact: Contact, person: Person) -> dict[str, Any]:
    with changes():
        joined = flows.join(contact_id=contact.pk, person=person, peers=contact.live_parties())
        if joined.new_call:
            _ring_other(contact, person, joined.leg.call)
    contact.touched_by(person)
    call = joined.leg.call
    return {
        "leg": str(joined.leg.pk),
        "call": str(call.pk),
        "others": [str(leg.pk) for leg in joined.others],
        "phones": [str(leg.pk) for leg in joined.others if leg.by_phone],
        "offer": joined.offer,
        "talked": _seconds_since_connected(call),
        "ice": ice_servers(person.pk),
    }


def _ring_other(contact: Contact, person: Person, call: Call) -> None:
    """A second call of the same talk: the other one may have put the phone away."""
    if contact.answered_at is not None and clock.now() - contact.answered_at < JUST_ANSWERED:
        return
    other = contact.client_id if person.pk == contact.holder_id else contact.holder_id
    if lines_of(contact.pk, other):
        return  # their phone rings, or is on the line already
    began = call.started_at
    ring(person_id=other, contact_id=contact.pk, kind="call", step=int(began.timestamp()), until=began + RING_FOR)


def _seconds_since_connected(call: Call) -> float | None:
    return (clock.now() - call.connected_at).total_seconds() if call.connected_at else None


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _leg(request: HttpRequest, leg_id: UUID) -> Leg:
    leg = Leg.objects.select_related("call", "call__ended_by", "person").filter(pk=leg_id).first()
    if leg is None:
        raise Http404
    allow(leg.person_id == me(request).pk)
    return leg


def _contact_of(leg: Leg) -> Contact | None:
    return Contact.objects.filter(pk=leg.call.contact_id).first()


def _over(leg: Leg) -> HttpResponse:
    """Why this leg is over: the call ended, or a newer page of the same person has it."""
    call = leg.call
    if call.ended_at is None:
        return JsonResponse({"what": "moved"}, status=409)
    by = str(call.ended_by_id) if call.ended_by_id else ""
    end = Call.End.HUNG_UP if by else call.end
    return JsonResponse({"what": "ended", "end": end, "by": by}, status=409)


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST:
        return {}
    try:
        data = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _too_many(leg: Leg) -> bool:
    key = f"signals:{leg.pk}"
    cache.add(key, 0, timeout=60)
    try:
        return bool(cache.incr(key) > MOST_SIGNALS)
    except ValueError:  # it ran out in between
        return False


@signed_in
@require_POST
def signal(request: HttpRequest, leg_id: UUID) -> HttpResponse:
    """Pass a signal on to the other side."""
    leg = _leg(request, leg_id)
    data = _body(request)
    if leg.left_at is not None:
        return _over(leg)
    body = data.get("body") or {}
    if data.get("kind") not in flows.SIGNALS or not isinstance(body, dict):
        return JsonResponse({"error": "unknown signal"}, status=400)
    if _too_many(leg):
        return JsonResponse({"error": "too many"}, status=429)
    phone = flows.signal(leg=leg, kind=data["kind"], data=body)
    return _put_through(leg, phone, body) if phone is not None else HttpResponse(status=204)


def _put_through(leg: Leg, phone: Leg, offer: dict[str, Any]) -> HttpResponse:
    """The page asks again by itself where the PBX is in trouble, and makes another offer where this one is no good."""
    try:
        put_through(leg=leg, phone=phone, data=offer)
    except ProviderError as error:
        logger.warning("A page could not be put through to a phone: %s", error)
        return JsonResponse({"error": "no way to the phone"}, status=503 if error.down else 422)
    return HttpResponse(status=204)


@signed_in
@require_POST
def alive(request: HttpRequest, leg_id: UUID) -> HttpResponse:
    """A sign of life every few seconds; answers with who else is there, 409 where the leg is over."""
    leg = _leg(request, leg_id)
    if leg.left_at is not None:
        return _over(leg)
    others = flows.alive(leg=leg, connected=_body(request).get("connected") is True)
    contact = _contact_of(leg)
    if contact is not None:
        contact.touched_by(leg.person)
    mine = (leg.joined_at, leg.pk)
    there = [
        {"leg": str(other.pk), "first": (other.joined_at, other.pk) < mine, "phone": other.by_phone} for other in others
    ]
    return JsonResponse({"others": there})


@signed_in
@require_POST
def leave(request: HttpRequest, leg_id: UUID) -> HttpResponse:
    """Hang up, or say that the line was lost."""
    leg = _leg(request, leg_id)
    end = _body(request).get("end", Call.End.HUNG_UP)
    contact = _contact_of(leg)
    flows.leave(
        leg=leg,
        end=end if end in Call.End.values else Call.End.HUNG_UP,
        peers=contact.live_parties() if contact is not None else (),
    )
    return HttpResponse(status=204)
