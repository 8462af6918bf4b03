"""Instructions as TwiML. Each address that the provider comes back to carries the turn that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.urls import reverse

from wiseline.calls.line import Ask, HangUp, Hold, Instruction, Join, Record, Reply, Say, Spoken, What

if TYPE_CHECKING:
    from uuid import UUID

ANY_KEY = "1234567890*#"
LANGUAGES = {"en": "en-GB", "de": "de-DE", "es": "es-ES", "fr": "fr-FR", "it": "it-IT", "nl": "nl-NL", "pl": "pl-PL"}


def address(line_id: UUID, turn: int, what: What) -> str:
    """Where the provider tells what came of a turn's reply."""
    return absolute(f"{reverse('twiml:event', args=[line_id])}?turn={turn}&what={what}")


def absolute(path: str) -> str:
    """A path as the provider reaches it. Signatures are checked against the very same."""
    return settings.BASE_URL.rstrip("/") + path


def render(reply: Reply) -> bytes:
    """The TwiML document of a reply."""
    response = Element("Response")
    for instruction in reply.said:
        _append(response, instruction, reply)
    document: bytes = tostring(response, encoding="utf-8", xml_declaration=True)
    return document


def _append(response: Element, instruction: Instruction, reply: Reply) -> None:
    match instruction:
        case Say(words):
            _speak(response, words, reply.language)
        case Ask(words, digits, seconds):
            keys = address(reply.line_id, reply.turn, What.KEYS)
            given = {"numDigits": str(digits), "timeout": str(seconds), "actionOnEmptyResult": "true"}
            gather = SubElement(response, "Gather", {"input": "dtmf", "action": keys, "method": "POST", **given})
            _speak(gather, words, reply.language)
            _redirect(response, keys)  # for dialects that go on here where no key came
        case Hold(seconds):
            SubElement(response, "Pause", length=str(seconds))
            _redirect(response, address(reply.line_id, reply.turn, What.AGAIN))
        case Join(room):
            dial = SubElement(response, "Dial", action=address(reply.line_id, reply.turn, What.LEFT), method="POST")
            conference = SubElement(dial, "Conference")
            conference.text = room
            conference.attrib |= {
                "beep": "false",
                "waitUrl": "",  # silence, no music
                "startConferenceOnEnter": "true",
                "endConferenceOnExit": "true",
                "maxParticipants": "2",
                "record": "do-not-record",
            }
        case Record(seconds):
            recorded = address(reply.line_id, reply.turn, What.RECORDED)
            SubElement(
                response,
                "Record",
                maxLength=str(seconds),
                timeout="8",
                finishOnKey=ANY_KEY,
                playBeep="true",
                action=recorded,
                method="POST",
            )
            _redirect(response, recorded)
        case HangUp():
            SubElement(response, "Hangup")


def _speak(parent: Element, words: Spoken, language: str) -> None:
    for word in words:
        if isinstance(word, int):
            SubElement(parent, "Pause", length=str(word))
        else:
            SubElement(parent, "Say", language=LANGUAGES.get(language, "en-GB")).text = word


def _redirect(response: Element, url: str) -> None:
    SubElement(response, "Redirect", method="POST").text = url
