"""Twilio's dialect: webhooks in, TwiML out, requests to the provider; whole calls through all of it."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.calls.providers.conftest import PUBLIC
from tests.cast import Cast
from tests.fakes.phones import NUMBERS, give_number, settle
from tests.fakes.twiml_gateway import ACCOUNT, TOKEN, Gateway
from wiseline.calls.line import Ask, HangUp, Hold, Join, Record, Reply, Say
from wiseline.calls.models import PhoneLine, SpokenMessage
from wiseline.calls.providers import ProviderError, the_provider
from wiseline.calls.providers.twiml.render import render
from wiseline.calls.providers.twiml.signature import ed25519_holds, hmac_holds, hmac_signature
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.reach.models import Delivery, PhoneNumber

oracle = pytest.importorskip("twilio.request_validator", reason="the twilio package, an oracle of tests, is missing")
fields = st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), max_size=6)


def parsed(document: bytes) -> Element:
    """Our own document, as the provider reads it."""
    return ElementTree.fromstring(document)  # noqa: S314 it is ours


@given(form=fields, key=st.text(min_size=1, max_size=40), query=st.sampled_from(["", "?turn=3&what=keys"]))
def test_a_signature_is_what_twilios_own_package_computes(form: dict[str, str], key: str, query: str) -> None:
    url = f"{PUBLIC}/phone/twiml/{query}"
    theirs = oracle.RequestValidator(key).compute_signature(url, form)
    assert hmac_signature(key, url, {name: [value] for name, value in form.items()}) == theirs
    assert hmac_holds(theirs, key, url, {name: [value] for name, value in form.items()})


@given(form=fields, key=st.text(min_size=1, max_size=40), other=st.text(max_size=40))
def test_a_signature_of_another_key_or_another_form_does_not_hold(form: dict[str, str], key: str, other: str) -> None:
    url = f"{PUBLIC}/phone/twiml/in/"
    given_ = hmac_signature(key, url, {name: [value] for name, value in form.items()})
    more = {**{name: [value] for name, value in form.items()}, "Digits": ["1", "new"]}
    assert not hmac_holds(given_, key, url, more)
    assert not hmac_holds("", key, url, {})
    if other.encode() != key.encode() and other.rstrip("\x00") != key.rstrip("\x00"):
        assert not hmac_holds(given_, other, url, {name: [value] for name, value in form.items()})


def test_telnyx_signs_with_ed25519_and_an_old_webhook_is_a_replay(now: time_machine.Traveller) -> None:
    private = Ed25519PrivateKey.generate()
    key = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    at = str(int(clock.now().timestamp()))
    signed = base64.b64encode(private.sign(at.encode() + b"|CallSid=1")).decode()
    assert ed25519_holds(signed, at, key, b"CallSid=1", clock.now())
    assert not ed25519_holds(signed, at, key, b"CallSid=2", clock.now())
    assert not ed25519_holds("nonsense", at, key, b"CallSid=1", clock.now())
    assert not ed25519_holds(signed, "never", key, b"CallSid=1", clock.now())
    assert not ed25519_holds(signed, at, key, b"CallSid=1", clock.now() + timedelta(minutes=6))


def test_instructions_become_twiml(gateway: Gateway) -> None:
    line = uuid4()
    said = (Say(("Hello & welcome.", 2)), Ask(("Press 1.",), seconds=5))
    tree = parsed(render(Reply(line, 3, "en", said)))
    assert [node.tag for node in tree] == ["Say", "Pause", "Gather", "Redirect"]
    assert tree[0].text == "Hello & welcome."
    assert tree[2].attrib["action"] == f"{PUBLIC}/phone/twiml/{line}/?turn=3&what=keys"
    assert tree[2].attrib["numDigits"] == "1"
    room = parsed(render(Reply(line, 4, "en", (Join("room-1"),))))[0][0]
    assert (room.text, room.attrib["record"], room.attrib["beep"]) == ("room-1", "do-not-record", "false")
    assert [node.tag for node in parsed(render(Reply(line, 5, "en", (Hold(5),))))] == ["Pause", "Redirect"]
    assert parsed(render(Reply(line, 5, "en", (Record(120),))))[0].attrib["maxLength"] == "120"
    assert parsed(render(Reply(line, 5, "en", (HangUp(),))))[0].tag == "Hangup"


class Twilio:
    """What the provider does towards us: signed webhooks."""

    def __init__(self) -> None:
        self.browser = Client()

    def post(self, address: str, *, key: str = TOKEN, status: int = 200, **form: str) -> Element | None:
        """Send a webhook to an absolute address, and read the answer."""
        signature = hmac_signature(key, address, {name: [value] for name, value in form.items()})
        path = address.removeprefix(PUBLIC)
        response = self.browser.post(path, form, headers={"X-Twilio-Signature": signature})
        assert response.status_code == status, response.content
        return parsed(response.content) if response.content and status == 200 else None

    def rings_in(self, number: str, sid: str = "CAmia") -> Element:
        """Somebody dials the programme's number."""
        found = self.post(f"{PUBLIC}/phone/twiml/in/", CallSid=sid, From=number, To="+4930900900", CallStatus="ringing")
        assert found is not None
        return found

    def presses(self, tree: Element, keys: str, sid: str) -> Element:
        """The keys that a Gather waits for."""
        gather = tree.find("Gather")
        assert gather is not None
        found = self.post(gather.attrib["action"], CallSid=sid, Digits=keys, CallStatus="in-progress")
        assert found is not None
        return found


@pytest.fixture
def phones(cast: Cast, gateway: Gateway) -> Cast:
    for person in (cast.mia, cast.dana, cast.sam, cast.lea):
        give_number(person)
    return cast


def spoken(tree: Element) -> str:
    """All words of a document."""
    return " ".join(node.text or "" for node in tree.iter("Say"))


def test_a_whole_call_through_the_dialect(phones: Cast, gateway: Gateway) -> None:
    twilio = Twilio()
    tree = twilio.rings_in(NUMBERS["Mia"])
    assert spoken(tree).startswith("Wiseline. If you are in danger now, press 1.")
    twilio.presses(tree, "2", "CAmia")
    settle()
    placed = gateway.asked[0]
    assert (placed.method, placed.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json")
    assert placed.login == f"{ACCOUNT}:{TOKEN}"
    assert (placed.form["To"], placed.form["From"]) == (NUMBERS["Dana"], "+4930900900"), "masked: the programme's own"
    tree = twilio.post(placed.form["Url"], CallSid="CA1", CallStatus="in-progress")
    assert tree is not None
    assert spoken(tree) == "Wiseline, a coaching call. To hear who asks, press 1."
    tree = twilio.presses(tree, "1", "CA1")
    tree = twilio.presses(tree, "1", "CA1")
    room = tree.find("Dial/Conference")
    assert room is not None
    assert Contact.objects.get().status == Status.LIVE
    settle()
    poke = gateway.asked[-1]
    assert poke.path.endswith("/Calls/CAmia.json"), "the caller's line is let ask anew"
    tree = twilio.post(poke.form["Url"], CallSid="CAmia", CallStatus="in-progress")
    assert tree is not None
    joined = tree.find("Dial/Conference")
    assert joined is not None
    assert joined.text == room.text
    twilio.post(placed.form["StatusCallback"], status=204, CallSid="CA1", CallStatus="completed")
    assert Contact.objects.get().status == Status.WRAPPING_UP


def test_what_is_not_signed_by_the_provider_does_not_exist(phones: Cast) -> None:
    twilio = Twilio()
    twilio.post(f"{PUBLIC}/phone/twiml/in/", key="another", status=404, CallSid="CA9", From=NUMBERS["Mia"])
    assert Client().post("/phone/twiml/in/", {"CallSid": "CA9", "From": NUMBERS["Mia"]}).status_code == 404
    assert not PhoneLine.objects.exists()
    assert not Contact.objects.exists()


def test_repeated_and_late_webhooks_change_nothing(phones: Cast) -> None:
    twilio = Twilio()
    first, again = twilio.rings_in(NUMBERS["Mia"]), twilio.rings_in(NUMBERS["Mia"])
    assert spoken(first) == spoken(again)
    answered = twilio.presses(first, "2", "CAmia")
    repeated = twilio.presses(first, "2", "CAmia")
    late = twilio.presses(first, "1", "CAmia")
    assert spoken(answered) == spoken(repeated) == spoken(late)
    contact = Contact.objects.get()
    assert contact.safety == "safe"
    twilio.post(f"{PUBLIC}/phone/twiml/in/status/", status=204, CallSid="CAmia", CallStatus="completed")
    twilio.post(f"{PUBLIC}/phone/twiml/in/status/", status=204, CallSid="CAmia", CallStatus="completed")
    assert PhoneLine.objects.get(part="caller").end == "completed"
    over = twilio.presses(answered, "1", "CAmia")
    assert over[0].tag == "Hangup"
    contact.refresh_from_db()
    assert contact.safety == "safe"


def test_a_provider_that_is_down_is_tried_again_and_the_search_goes_on(
    phones: Cast, gateway: Gateway, now: time_machine.Traveller
) -> None:
    gateway.answers += [(500, {}), (503, b"no")]
    twilio = Twilio()
    twilio.presses(twilio.rings_in(NUMBERS["Mia"]), "2", "CAmia")
    settle()
    row = Delivery.objects.get(channel="voice")
    assert (row.status, row.error) == ("pending", "phone: refused (500)")
    for _half in range(12):
        now.shift(timedelta(seconds=30))
        settle()
    assert Contact.objects.get().ringing == phones.sam


@pytest.mark.parametrize(
    ("said", "works"),
    [
        ({"CallStatus": "busy"}, True),
        ({"CallStatus": "failed"}, True),
        ({"CallStatus": "failed", "ErrorCode": "13224"}, False),
        ({"CallStatus": "failed", "SipResponseCode": "404"}, False),
    ],
)
def test_a_call_that_was_taken_and_could_not_ring_has_failed_and_a_number_that_is_none_is_given_up(
    phones: Cast, gateway: Gateway, said: dict[str, str], works: bool
) -> None:
    twilio = Twilio()
    twilio.presses(twilio.rings_in(NUMBERS["Mia"]), "2", "CAmia")
    settle()
    twilio.post(gateway.asked[0].form["StatusCallback"], status=204, CallSid="CA1", **said)
    assert Delivery.objects.filter(person=phones.dana, channel="voice").latest("created_at").status == "failed"
    assert PhoneNumber.objects.get(person=phones.dana).works is works


def test_a_number_that_does_not_exist_is_given_up_at_once(phones: Cast, gateway: Gateway) -> None:
    gateway.answers.append((400, {"code": 21211, "message": "Invalid 'To' Phone Number"}))
    twilio = Twilio()
    twilio.presses(twilio.rings_in(NUMBERS["Mia"]), "2", "CAmia")
    settle()
    assert PhoneNumber.objects.get(person=phones.dana).disabled_why == "phone: refused (21211)"


def test_a_spoken_message_is_fetched_sealed_and_deleted_at_the_provider_even_after_the_hang_up(
    phones: Cast, gateway: Gateway, now: time_machine.Traveller
) -> None:
    twilio = Twilio()
    twilio.presses(twilio.rings_in(NUMBERS["Mia"]), "2", "CAmia")
    for _half in range(40):
        now.shift(timedelta(seconds=30))
        settle()
    line = PhoneLine.objects.get(part="caller")
    tree = twilio.post(f"{PUBLIC}/phone/twiml/{line.pk}/again/", CallSid="CAmia", CallStatus="in-progress")
    assert tree is not None
    record = tree.find("Record")
    assert record is not None, spoken(tree)
    action = record.attrib["action"]
    twilio.post(f"{PUBLIC}/phone/twiml/in/status/", status=204, CallSid="CAmia", CallStatus="completed")
    told = {"CallSid": "CAmia", "CallStatus": "completed", "RecordingSid": "RE1", "RecordingDuration": "31"}
    twilio.post(action, **told)
    twilio.post(action, **told)
    gateway.answers += [(200, b"ID3 sound"), (204, b"")]
    settle()
    message = SpokenMessage.objects.get()
    assert message.sound == {"type": "audio/mpeg", "data": base64.b64encode(b"ID3 sound").decode()}
    assert [(one.method, one.path.rsplit("/", 1)[-1]) for one in gateway.asked[-2:]] == [
        ("GET", "RE1.mp3"),
        ("DELETE", "RE1.json"),
    ]


@pytest.mark.parametrize(
    ("host", "calls"),
    [
        ("api.twilio.com", "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls"),
        ("clinic.signalwire.com", "https://clinic.signalwire.com/api/laml/2010-04-01/Accounts/AC1/Calls"),
        ("api.telnyx.com", "https://api.telnyx.com/v2/texml/Accounts/AC1/Calls"),
    ],
)
def test_the_dialect_follows_from_the_host(host: str, calls: str) -> None:
    from urllib.parse import urlsplit

    from wiseline.calls.providers.twiml.dialect import read

    assert read(urlsplit(f"twiml://AC1:secret@{host}")).calls == calls


def test_an_outage_is_no_fault_of_the_number(gateway: Gateway) -> None:
    gateway.answers.append((401, {"code": 20003}))
    with pytest.raises(ProviderError) as found:
        the_provider().place(line_id=uuid4(), to="+4915112345678", seconds=30)
    assert not found.value.permanent
