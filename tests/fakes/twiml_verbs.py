"""What a provider of Twilio's dialect does with one call: it fetches a document and carries out its verbs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NoReturn
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.fakes.twiml_gateway import ACCOUNT

if TYPE_CHECKING:
    from tests.fakes.twiml_pbx import Provider

PACE = 4
"""So many times faster than it says it waits."""
GONE = {"StasisEnd", "ChannelDestroyed"}


class Over(Exception):
    """The call is over. `cause` is the PBX's (Q.850)."""

    def __init__(self, cause: int) -> None:
        super().__init__(f"over ({cause})")
        self.cause = cause


class Elsewhere(Exception):
    """The call goes on with another document."""

    def __init__(self, url: str, **form: str) -> None:
        super().__init__(url)
        self.url, self.form = url, form


@dataclass
class Call:
    """One call at the provider. What happens on it comes by `events`."""

    at: Provider
    sid: str  # also the channel's name
    number: str  # of the phone
    url: str
    status_url: str
    inbound: bool = False
    status: str = "queued"
    answered: bool = False
    cancelled: bool = False
    played: int = 0
    events: SimpleQueue[dict[str, Any]] = field(default_factory=SimpleQueue)
    thread: threading.Thread = field(default_factory=threading.Thread)

    def form(self, **more: str) -> dict[str, str]:
        """What each webhook says."""
        ends = (self.number, self.at.number) if self.inbound else (self.at.number, self.number)
        direction = "inbound" if self.inbound else "outbound-api"
        known = {"AccountSid": ACCOUNT, "CallSid": self.sid, "CallStatus": self.status, "Direction": direction}
        return {**known, "From": ends[0], "To": ends[1], **more}

    def next(self, seconds: float) -> dict[str, Any]:
        """The next thing that happens; nothing where the time runs out."""
        try:
            event = self.events.get(timeout=max(0.0, seconds))
        except Empty:
            return {}
        if event["type"] in GONE:
            raise Over(int(event.get("cause", 16)))
        if event["type"] == "Redirected":
            self.silence()
            raise Elsewhere(event["url"])
        return event

    def silence(self) -> None:
        """Stop what is being said, or kept, or done in a room."""
        if self.played:
            self.at.ari("DELETE", f"playbacks/{self.sid}.{self.played}")


def run(call: Call) -> None:
    """From the first ring to the end, and the status that is told then."""
    cause = 16
    try:
        while not call.answered:
            call.answered = call.next(60).get("type") == "StasisStart"
        call.status = "in-progress"
        if call.inbound:
            call.at.ari("POST", f"channels/{call.sid}/answer")
        _documents(call)
    except Over as over:
        cause = over.cause
    call.status = call.at.how_it_ended(call, cause)
    call.at.webhook(call.status_url, call.form())


def _documents(call: Call) -> NoReturn:
    where = Elsewhere(call.url)
    while True:
        answer = call.at.webhook(where.url, call.form(**where.form))
        try:
            document = ElementTree.fromstring(answer.content)  # noqa: S314 it is ours
            for verb in document:
                VERBS[verb.tag](call, verb)
            call.at.ari("DELETE", f"channels/{call.sid}")
            while True:
                call.next(60)
        except Elsewhere as elsewhere:
            where = elsewhere


def _speak(call: Call, verb: Element) -> str:
    """A sentence or a pause. Returns the first key that came meanwhile: it ends the sentence."""
    if verb.tag == "Pause":
        return _wait(call, float(verb.get("length", "1")) / PACE)
    call.played += 1
    name = f"{call.sid}.{call.played}"
    if not call.at.ari("POST", f"channels/{call.sid}/play/{name}", media=call.at.sentence).ok:
        return ""
    while True:
        event = call.next(10)
        if not event or (event["type"] == "PlaybackFinished" and event["playback"]["id"] == name):
            return ""
        if event["type"] == "ChannelDtmfReceived":
            call.silence()
            return str(event["digit"])


def _say(call: Call, verb: Element) -> None:
    """Where no key is asked for, one changes nothing but that the sentence is shorter."""
    _speak(call, verb)


def _wait(call: Call, seconds: float) -> str:
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        event = call.next(left)
        if event.get("type") == "ChannelDtmfReceived":
            return str(event["digit"])
    return ""


def _gather(call: Call, verb: Element) -> None:
    digits, wanted = "", int(verb.get("numDigits", "1"))
    for spoken in verb:
        if digits := _speak(call, spoken):
            break
    while len(digits) < wanted and (key := _wait(call, float(verb.get("timeout", "5")) / PACE)) and key != "#":
        digits += key
    if digits or verb.get("actionOnEmptyResult") == "true":
        raise Elsewhere(verb.get("action", ""), Digits=digits)


def _redirect(call: Call, verb: Element) -> NoReturn:
    del call
    raise Elsewhere(verb.text or "")


def _hang_up(call: Call, verb: Element) -> NoReturn:
    del verb
    call.at.ari("DELETE", f"channels/{call.sid}")
    while True:
        call.next(60)


def _record(call: Call, verb: Element) -> None:
    name = f"RE{call.sid}{call.played}"
    given = {"maxSilenceSeconds": verb.get("timeout", "5"), "terminateOn": "any", "ifExists": "overwrite"}
    call.at.ari("POST", f"channels/{call.sid}/record", name=name, format="wav", beep="false", **given)
    event: dict[str, Any] = {}
    try:
        while event.get("type") not in {"RecordingFinished", "RecordingFailed"}:
            event = call.next(130)
    except Over:  # what was spoken before they hung up counts, and Twilio says so
        call.status = "completed"
        call.at.webhook(verb.get("action", ""), call.form(RecordingSid=name, RecordingDuration="1", Digits="hangup"))
        raise
    if seconds := int((event.get("recording") or {}).get("duration") or 0):
        raise Elsewhere(verb.get("action", ""), RecordingSid=name, RecordingDuration=str(seconds))


def _dial(call: Call, verb: Element) -> NoReturn:
    """Into a room, until somebody leaves it: then it is over for both, as our documents want it."""
    room, ari = str(verb[0].text), call.at.ari
    if not ari("GET", f"bridges/{room}").ok:
        ari("POST", f"bridges/{room}", type="mixing")
    ari("POST", f"bridges/{room}/addChannel", channel=call.sid)
    try:
        while call.next(60).get("type") != "ChannelLeftBridge":
            pass
        ari("DELETE", f"bridges/{room}")
    except Over:
        ari("DELETE", f"bridges/{room}")
        call.status = "completed"
        call.at.webhook(verb.get("action", ""), call.form(DialCallStatus="answered"))
        raise
    except Elsewhere:
        ari("DELETE", f"bridges/{room}")
        while call.next(5).get("type") not in {"ChannelLeftBridge", None}:
            pass
        raise
    raise Elsewhere(verb.get("action", ""), DialCallStatus="answered")


VERBS: dict[str, Any] = {
    "Say": _say,
    "Pause": _say,
    "Gather": _gather,
    "Redirect": _redirect,
    "Hangup": _hang_up,
    "Record": _record,
    "Dial": _dial,
}
