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
from wiseline.calls.line import NO_SUCH_NUMBER, Event, HangUp, Incoming, Reply, What, comes_in, heard
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import providers
from wiseline.calls.providers.twiml import signature
from wiseline.calls.providers.twiml.render import absolute, render
from wiseline.calls.providers.twiml.rest import NEVER, TwiML
from wiseline.lib import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
SIGNATURES = ("X-Twilio-Signature", "X-SignalWire-Signature")


def signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for webhooks of a provider that the settings name; which one it is, is the view's second argument."""

    @csrf_exempt  # no cookie is looked at: the provider's signature is the permission
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        for connected in providers():
            if isinstance(connected, TwiML) and _holds(request, connected):
                return view(request, connected.name, *args, **kwargs)
        raise Http404

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
def incoming(request: HttpRequest, network: str) -> HttpResponse:
    """Somebody dials the programme's number."""
    post = request.POST
    number = post.get("From", "")
    call = Incoming(network, post.get("CallSid", "")[:120], number, post.get("To", ""))
    if not call.external_id:
        raise Http404
    return _twiml(comes_in(call))


@signed
def event(request: HttpRequest, network: str, line_id: UUID) -> HttpResponse:
    """What came of a reply."""
    what, turn = request.GET.get("what", ""), _whole(request.GET.get("turn", ""))
    if what not in {What.ANSWERED, What.KEYS, What.AGAIN, What.RECORDED, What.LEFT}:
        raise Http404
    post = request.POST
    if not _learn(line_id, network, post.get("CallSid", "")):
        return _twiml(Reply(line_id, 0, "en", (HangUp(),)))  # late, and placed by the other one since
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
def again(request: HttpRequest, network: str, line_id: UUID) -> HttpResponse:
    """The line asks anew because we told it to."""
    del network
    reply = heard(line_id, Event(What.AGAIN))
    if reply is None:
        raise Http404
    return _twiml(reply)


@signed
def status(request: HttpRequest, network: str, line_id: UUID) -> HttpResponse:
    """How a call that we placed ended."""
    if not _learn(line_id, network, request.POST.get("CallSid", "")):
        return HttpResponse(status=204)
    how = request.POST.get("CallStatus", "")
    return _ended(line_id, NO_SUCH_NUMBER if how == "failed" and _is_no_number(request) else how)


def _is_no_number(request: HttpRequest) -> bool:
    """Whether the provider says of a call that failed that its number is none (SIP: not found, gone)."""
    if _whole(request.POST.get("ErrorCode", "")) in NEVER:
        return True
    return request.POST.get("SipResponseCode", "") in {"404", "410", "604"}


@signed
def incoming_status(request: HttpRequest, network: str) -> HttpResponse:
    """How a call that came in ended."""
    sid = request.POST.get("CallSid", "")
    found = PhoneLine.objects.filter(provider=network, external_id=sid).values_list("pk", flat=True).first()
    return _ended(found, request.POST.get("CallStatus", "")) if found and sid else HttpResponse(status=204)


@signed
def text_in(request: HttpRequest, network: str) -> HttpResponse:
    """Somebody texts the programme's number. The answer, if any, goes out by the outbox."""
    post = request.POST
    sid = post.get("MessageSid", "")[:120]
    if not sid:
        raise Http404
    line.text_in(line.TextIn(network, sid, post.get("From", ""), post.get("Body", "")))
    return HttpResponse("<Response></Response>", content_type="text/xml; charset=utf-8")


@signed
def text_status(request: HttpRequest, network: str, text_id: UUID) -> HttpResponse:
    """What became of a text."""
    del network
    line.text_became(text_id, request.POST.get("MessageStatus", ""), _whole(request.POST.get("ErrorCode", "")))
    return HttpResponse(status=204)


def _ended(line_id: UUID, how: str) -> HttpResponse:
    if how in {*OVER, NO_SUCH_NUMBER}:
        heard(line_id, Event(What.GONE, ref=how))
    return HttpResponse(status=204)


def _learn(line_id: UUID, network: str, sid: str) -> bool:
    """The provider's id may come by the webhook before it comes back from the request that placed the call.

    False where the line belongs to the other provider.
    """
    row = PhoneLine.objects.filter(pk=line_id)
    if sid:
        row.filter(external_id="", provider=network).update(external_id=sid[:120])
    return not row.exclude(provider=network).exists()


def _whole(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0
