"""Web Push over a real connection: what a push service checks, and what only the browser can read."""

from __future__ import annotations

from datetime import timedelta

import http_ece
import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from tests.cast import Cast
from tests.fakes.push_receiver import PushReceiver, decrypt, from_base64url
from tests.fakes.push_wire import base64url, give_phone, subscription
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.reach.channels.web_push import transport
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery, Device
from wiseline.reach.vapid import public_key

# RFC 8291, section 5 and appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RECEIVER_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru"
    "3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), ec.SECP256R1())


def test_the_example_of_rfc_8291_comes_out_bit_by_bit() -> None:
    sealed = http_ece.encrypt(
        PLAIN,
        salt=from_base64url(SALT),
        private_key=private(SENDER),
        dh=from_base64url(RECEIVER_PUBLIC),
        auth_secret=from_base64url(SECRET),
        version="aes128gcm",
    )
    assert base64url(sealed) == BODY
    assert decrypt(sealed, private(RECEIVER), from_base64url(SECRET)) == PLAIN
    opened = http_ece.decrypt(sealed, private_key=private(RECEIVER), auth_secret=from_base64url(SECRET))
    assert opened == PLAIN


def test_nobody_but_the_browser_that_subscribed_can_read_a_push() -> None:
    _keys, stranger, _secret = subscription("https://push.example.org/x")
    with pytest.raises(InvalidTag):
        decrypt(from_base64url(BODY), stranger, from_base64url(SECRET))
    with pytest.raises(InvalidTag):
        decrypt(from_base64url(BODY), private(RECEIVER), b"0" * 16)


@pytest.fixture
def rung(cast: Cast, service: PushReceiver) -> Contact:
    """Mia has asked, and Dana's phone is about to ring."""
    give_phone(cast.dana, keys=service.subscribe("dana"))
    return ask(client=cast.mia, safety="safe")[0]


def test_a_ring_reaches_the_phone_signed_encrypted_urgent_and_for_as_long_as_it_matters(
    rung: Contact, service: PushReceiver
) -> None:
    send_due()
    assert service.refused == []
    (push,) = service.received
    row = Delivery.objects.get(channel="web_push")
    assert push.payload["id"] == str(row.pk)
    assert push.claims["k"] == public_key()
    assert push.headers["urgency"] == "high"
    assert push.headers["ttl"] == "120"
    assert len(push.headers["topic"]) <= 32  # RFC 8030, section 5.4
    assert push.payload["ring"]
    assert row.status == Delivery.Status.SENT
    assert row.sent_at == clock.now()


def test_two_rings_of_one_search_do_not_replace_each_other_at_the_push_service(
    rung: Contact, service: PushReceiver, now: time_machine.Traveller
) -> None:
    from wiseline.coaching.flows.search import advance

    send_due()
    now.shift(timedelta(minutes=2))
    advance(rung.pk)
    send_due()
    first, second = service.received
    assert first.headers["topic"] != second.headers["topic"]
    assert first.payload["tag"] == second.payload["tag"], "one notification on the phone, ringing again"


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_not_tried_again_and_its_device_is_off(
    rung: Contact, service: PushReceiver, status: int
) -> None:
    service.answers["dana"] = status
    send_due()
    assert Delivery.objects.get(channel="web_push").status == Delivery.Status.FAILED
    assert Device.objects.exclude(endpoint_hash="").get().disabled_at == clock.now()


@pytest.mark.parametrize("status", [429, 500, 503, 403])
def test_a_push_service_in_trouble_is_tried_again_and_the_device_stays(
    rung: Contact, service: PushReceiver, now: time_machine.Traveller, status: int
) -> None:
    service.answers["dana"] = status
    send_due()
    row = Delivery.objects.get(channel="web_push")
    assert (row.status, row.error) == (Delivery.Status.PENDING, f"push service: {status}")
    assert Device.objects.exclude(endpoint_hash="").get().disabled_at is None
    service.answers.clear()
    assert send_due() == 0, "not before its pause is over"
    now.move_to(row.due_at)
    send_due()
    assert service.ids("dana") == [str(row.pk)]


def test_a_push_service_that_hangs_is_given_up_after_a_while_and_tried_again(
    rung: Contact, service: PushReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.2)
    service.slow["dana"] = 2
    send_due()
    row = Delivery.objects.get(channel="web_push")
    assert row.status == Delivery.Status.PENDING
    assert "Timeout" in row.error


def test_a_subscription_that_makes_no_sense_harms_no_other(cast: Cast, service: PushReceiver) -> None:
    odd = {"endpoint": f"{service.url}/push/odd", "keys": {"p256dh": "AAAA", "auth": "x"}}
    give_phone(cast.dana, keys=odd)
    give_phone(cast.dana, keys=service.subscribe("dana"))
    ask(client=cast.mia, safety="safe")
    send_due()
    assert len(service.received) == 1
    assert Delivery.objects.filter(channel="web_push", status=Delivery.Status.SENT).count() == 1


def test_the_keys_of_a_subscription_are_sealed_at_rest(cast: Cast, service: PushReceiver) -> None:
    from django.db import connection

    device = give_phone(cast.dana, keys=service.subscribe("dana"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT subscription FROM reach_device WHERE endpoint_hash <> ''")
        raw = bytes(cursor.fetchone()[0])
    assert device.subscription["endpoint"].encode() not in raw
    assert Device.objects.get(pk=device.pk).subscription == device.subscription
