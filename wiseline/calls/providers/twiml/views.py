"""Webhooks: each is checked by its signature, becomes an event, and is answered with TwiML.

What is not signed by the provider does not exist (404). What is repeated, or comes out of order, is for the turn that
its address names; `calls.line.heard` sees to the rest.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wiseline.calls import line
from wiseline.calls.line import Event, HangUp, Incoming, Reply, What, comes_in, heard
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import provider
from wiseline.calls.providers.twiml import signature
from wiseline.calls.providers.twiml.render import absolute, render
from wiseline.calls.providers.twiml.rest import TwiML
from wiseline.lib import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
SIGNATURES = ("X-Twilio-Signature", "X-SignalWire-Signature")


def signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for webhooks of the provider that the settings name."""

    @csrf_exempt  # no cookie is looked at: the provider's signature is the permission
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        connected = provider()
        if not isinstance(connected, TwiML) or not _holds(request, connected):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def _holds(request: HttpRequest, connected: TwiML) -> bool:
    key = connected.dialect.signing_key
    if not key:
        return False
    if connected.dialect.signature == "ed25519":
        given = request.headers.get("Telnyx-Signature-Ed25519", "")
        at = request.headers.get("Telnyx-Timestamp", "")
        return signature.ed25519_holds(given, at, key, request.body, clock.now())
    given = next((request.headers[name] for name in SIGNATURES if name in request.headers), "")
    fields = {name: request.POST.getlist(name) for name in request.POST}
    return signature.hmac_holds(given, key, absolute(request.get_full_path()), fields)


def _twiml(reply: Reply) -> HttpResponse:
    return HttpResponse(render(reply), content_type="text/xml; charset=utf-8")


@signed
def incoming(request: HttpRequest) -> HttpResponse:
    """Somebody dials the programme's number."""
    post = request.POST
    number = post.get("From", "")
    call = Incoming("twiml", post.get("CallSid", "")[:120], number, post.get("To", ""))
    if not call.external_id:
        raise Http404
    return _twiml(comes_in(call))


@signed
def event(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What came of a reply."""
    what, turn = request.GET.get("what", ""), _whole(request.GET.get("turn", ""))
    if what not in {What.ANSWERED, What.KEYS, What.AGAIN, What.RECORDED, What.LEFT}:
        raise Http404
    post = request.POST
    _learn(line_id, post.get("CallSid", ""))
    happened = Event(
        What(what),
        keys=post.get("Digits", "")[:20] if what == What.KEYS else "",
        ref=post.get("RecordingSid", "")[:200] if what == What.RECORDED else "",
        seconds=_whole(post.get("RecordingDuration", "")),
    )
    over = post.get("CallStatus", "") in OVER
    if over and what != What.RECORDED:  # they hung up where the answer would have been
        happened = Event(What.GONE, ref="completed")
    reply = heard(line_id, happened, None if over else turn)
    if reply is None:
        raise Http404
    return _twiml(Reply(reply.line_id, reply.turn, reply.language, (HangUp(),)) if over else reply)


@signed
def again(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The line asks anew because we told it to."""
    reply = heard(line_id, Event(What.AGAIN))
    if reply is None:
        raise Http404
    return _twiml(reply)


@signed
def status(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """How a call that we placed ended."""
    _learn(line_id, request.POST.get("CallSid", ""))
    return _ended(line_id, request.POST.get("CallStatus", ""))


@signed
def incoming_status(request: HttpRequest) -> HttpResponse:
    """How a call that came in ended."""
    sid = request.POST.get("CallSid", "")
    found = PhoneLine.objects.filter(provider="twiml", external_id=sid).values_list("pk", flat=True).first()
    return _ended(found, request.POST.get("CallStatus", "")) if found and sid else HttpResponse(status=204)


@signed
def text_in(request: HttpRequest) -> HttpResponse:
    """Somebody texts the programme's number. The answer, if any, goes out by the outbox."""
    post = request.POST
    sid = post.get("MessageSid", "")[:120]
    if not sid:
        raise Http404
    line.text_in(line.TextIn("twiml", sid, post.get("From", ""), post.get("Body", "")))
    return HttpResponse("<Response></Response>", content_type="text/xml; charset=utf-8")


@signed
def text_status(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """What became of a text."""
    line.text_became(text_id, request.POST.get("MessageStatus", ""), _whole(request.POST.get("ErrorCode", "")))
    return HttpResponse(status=204)


def _ended(line_id: UUID, how: str) -> HttpResponse:
    if how in OVER:
        heard(line_id, Event(What.GONE, ref=how))
    return HttpResponse(status=204)


def _learn(line_id: UUID, sid: str) -> None:
    """The provider's id may come by the webhook before it comes back from the request that placed the call."""
    if sid:
        PhoneLine.objects.filter(pk=line_id, external_id="", provider="twiml").update(external_id=sid[:120])


def _whole(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0
