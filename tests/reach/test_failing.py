"""Ways that fail, at the wire: what is tried again, what is given up and said, and which way is taken instead."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from pytest_django import Settings

from tests.cast import Cast
from tests.fakes.mail_receiver import MailReceiver
from tests.fakes.phones import give_number
from tests.fakes.push_receiver import PushReceiver
from tests.fakes.push_wire import give_phone
from tests.fakes.twiml_gateway import Gateway
from wiseline.calls.providers.twiml import rest
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import Consent, Person
from wiseline.reach.channels.web_push import transport
from wiseline.reach.flows.broken import delivered
from wiseline.reach.flows.notify import tell
from wiseline.reach.flows.send import PAUSES, send_due
from wiseline.reach.flows.texts import agree, send_text
from wiseline.reach.models import Delivery, Device, Notices, PhoneNumber
from wiseline.reach.selectors import broken_in


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    """The phone network, which speaks Twilio's dialect."""
    with Gateway() as found:
        settings.PHONE = found.address
        settings.PHONE_NUMBER = "+4930900900"
        settings.BASE_URL = "https://coaching.example.org"
        yield found


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailReceiver]:
    """A mail server."""
    with MailReceiver() as found:
        parts = urlsplit(found.address)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = parts.hostname, parts.port
        yield found


def wants(person: Person, **ways: int | None) -> None:
    """What the person chose for rings, at any hour."""
    Notices.objects.update_or_create(person=person, defaults={"day": {"ring": ways}, "night": {"ring": ways}})


def of(channel: str, **only: object) -> Delivery:
    return Delivery.objects.get(channel=channel, **only)


def test_a_push_service_in_trouble_lets_the_phone_ring_at_once(
    cast: Cast, service: PushReceiver, gateway: Gateway
) -> None:
    give_phone(cast.dana, keys=service.subscribe("dana"))
    give_number(cast.dana, ring="after")
    service.answers["dana"] = 500
    ask(client=cast.mia, safety="safe")
    assert of("voice").due_at > clock.now()
    send_due()
    send_due()
    assert of("voice").status == "sent", "not only when the push has had all its tries"
    assert of("web_push").status == "pending", "and that is tried again all the same"
    assert len(gateway.asked) == 1


def test_a_push_service_that_hangs_does_too(
    cast: Cast, service: PushReceiver, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.1)
    give_phone(cast.dana, keys=service.subscribe("dana"))
    give_number(cast.dana, ring="after")
    service.slow["dana"] = 0.5
    ask(client=cast.mia, safety="safe")
    send_due()
    assert of("voice").due_at == clock.now()


def test_while_another_device_still_may_ring_the_phone_keeps_its_time(
    cast: Cast, service: PushReceiver, gateway: Gateway
) -> None:
    for name in ("old", "new"):
        give_phone(cast.dana, keys=service.subscribe(name))
    give_number(cast.dana, ring="after")
    service.answers["old"] = 410
    ask(client=cast.mia, safety="safe")
    send_due()
    assert of("voice").due_at > clock.now()


def test_one_way_after_the_other_is_taken_and_none_twice(cast: Cast, service: PushReceiver, gateway: Gateway) -> None:
    give_phone(cast.dana, keys=service.subscribe("dana"))
    give_number(cast.dana)
    PhoneNumber.objects.update(texts="neutral")
    wants(cast.dana, web_push=0, voice=30, sms=60)
    service.answers["dana"] = 503
    gateway.answers = [(500, {"message": "down"})]  # the call; the text is taken
    ask(client=cast.mia, safety="safe")
    for _turn in range(5):
        send_due()
    assert [asked.path.rsplit("/", 1)[-1] for asked in gateway.asked] == ["Calls.json", "Messages.json"]
    assert of("sms").status == "sent"
    assert "Mia" not in gateway.asked[1].form["Body"]
    assert "Someone would like to reach you." in gateway.asked[1].form["Body"]


def test_a_subscription_that_is_gone_is_said_once_by_the_other_ways_and_seen_by_the_lead(
    cast: Cast, service: PushReceiver, mail: MailReceiver
) -> None:
    give_phone(cast.dana, keys=service.subscribe("dana"))
    service.answers["dana"] = 410
    for _times in range(2):
        ask(client=cast.mia, safety="safe")
        for _turn in range(3):
            send_due()
    told = mail.newest_to(str(cast.dana.email))
    assert "One way to reach you does not work any more." in str(told.get_content())
    assert Delivery.objects.filter(kind="way", channel="email").count() == 1
    assert [(row.person, row.way) for row in broken_in(cast.programme.pk)] == [("Dana Reyes", "Phone")]


@pytest.mark.parametrize(("answer", "gone"), [("550 no such user", True), ("450 later", False)])
def test_an_address_that_is_refused_for_good_is_left_alone_and_one_that_is_full_is_not(
    cast: Cast, mail: MailReceiver, answer: str, gone: bool
) -> None:
    mail.refuses.append(answer)
    with changes():
        tell(person_ids=[cast.dana.pk], contact_id=cast.mia.pk, kind="unreached", step=1)
    send_due()
    assert of("email").status == ("failed" if gone else "pending")
    assert bool(broken_in(cast.programme.pk)) is gone
    mail.refuses.clear()
    with changes():
        tell(person_ids=[cast.dana.pk], contact_id=cast.mia.pk, kind="unreached", step=2)
    assert Delivery.objects.filter(channel="email").count() == (1 if gone else 2)


def test_a_provider_that_is_down_is_tried_with_growing_pauses_and_then_given_up(
    cast: Cast, gateway: Gateway, now: time_machine.Traveller
) -> None:
    give_number(cast.dana)
    PhoneNumber.objects.update(texts="neutral", ring="never")
    wants(cast.dana, sms=0)
    Notices.objects.update(day={"board": {"sms": 0}}, night={"board": {"sms": 0}})
    gateway.answers = [(500, {})] * 20
    with changes():
        tell(person_ids=[cast.dana.pk], contact_id=cast.mia.pk, kind="unreached", step=1)
    pauses = []
    while of("sms").status == "pending":
        send_due()
        if of("sms").status == "pending":
            pauses.append((of("sms").due_at - clock.now()).total_seconds())
            now.move_to(of("sms").due_at)
    assert all(0.8 * usual <= pause <= 1.2 * usual for pause, usual in zip(pauses, PAUSES, strict=True))
    assert len({round(pause / usual, 4) for pause, usual in zip(pauses, PAUSES, strict=True)}) > 1, "jitter"
    assert len(gateway.asked) == len(PAUSES) + 1
    assert PhoneNumber.objects.get().texts, "the provider was down; nothing is wrong with the number"


def test_a_provider_that_hangs_is_given_up_after_a_while(
    cast: Cast, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "TIMEOUT_SECONDS", 0.1)
    gateway.slow = 0.5
    give_number(cast.dana)
    ask(client=cast.mia, safety="safe")
    send_due()
    assert of("voice").status == "pending"
    assert of("voice").error


def test_a_number_that_the_provider_refuses_for_good_is_off_and_its_person_told(cast: Cast, gateway: Gateway) -> None:
    give_number(cast.dana)
    gateway.answers = [(400, {"code": 21211, "message": "not a number"})]
    ask(client=cast.mia, safety="safe")
    send_due()
    row = PhoneNumber.objects.get()
    assert not row.works
    assert "21211" in row.disabled_why
    assert Delivery.objects.filter(kind="way", person=cast.dana).exists()
    (broken,) = broken_in(cast.programme.pk)
    assert broken.person == "Dana Reyes"


def test_a_server_without_a_provider_blames_no_number(cast: Cast, gateway: Gateway, settings: Settings) -> None:
    give_number(cast.dana)
    ask(client=cast.mia, safety="safe")
    settings.PHONE = ""
    send_due()
    assert PhoneNumber.objects.get().works


def test_receipts_in_any_order_and_twice_end_the_same(cast: Cast, gateway: Gateway) -> None:
    give_number(cast.dana)
    PhoneNumber.objects.update(texts="neutral")
    wants(cast.dana, sms=0, voice=None)
    ask(client=cast.mia, safety="safe")
    send_due()
    fresh = Delivery.objects.filter(pk=of("sms").pk)
    assert fresh.get().status == "sent"
    for order in set(itertools.permutations(["queued", "sent", "delivered", "delivered", "undelivered"])):
        fresh.update(status="sent", received_at=None, error="")
        for status in order:
            delivered(text_id=of("sms").pk, status=status, code=30003)
        row = of("sms")
        assert (row.status, row.error) == ("sent", ""), order
        assert row.received_at is not None


def test_a_text_that_did_not_arrive_lets_the_next_way_begin_and_says_so_once(cast: Cast, gateway: Gateway) -> None:
    give_number(cast.dana)
    PhoneNumber.objects.update(texts="neutral")
    wants(cast.dana, sms=0, voice=60)
    ask(client=cast.mia, safety="safe")
    send_due()
    for _repeat in range(3):
        delivered(text_id=of("sms", kind="ring").pk, status="undelivered", code=30006)
    assert of("voice", kind="ring").due_at == clock.now()
    assert PhoneNumber.objects.get().texts == "", "a landline"
    assert Delivery.objects.filter(kind="way", channel="in_app").count() == 1


def test_the_device_of_another_person_is_untouched(cast: Cast, service: PushReceiver) -> None:
    give_phone(cast.dana, keys=service.subscribe("dana"))
    give_phone(cast.sam, keys=service.subscribe("sam"))
    service.answers["dana"] = 404
    ask(client=cast.mia, safety="safe")
    send_due()
    assert list(Device.objects.exclude(endpoint_hash="").filter(disabled_at=None).values_list("person", flat=True)) == [
        cast.sam.pk
    ]


def test_what_waits_for_its_turn_is_not_sent_once_somebody_answered(
    cast: Cast, gateway: Gateway, now: time_machine.Traveller
) -> None:
    from wiseline.coaching.flows.answer import answer

    give_number(cast.dana)
    PhoneNumber.objects.update(texts="neutral")
    wants(cast.dana, sms=30, voice=60)
    contact = ask(client=cast.mia, safety="safe")[0]
    answer(contact_id=contact.pk, coach=cast.dana)
    now.shift(timedelta(minutes=1))
    send_due()
    assert gateway.asked == []


def test_who_said_stop_to_the_phone_company_gets_no_texts_and_that_is_nobodys_trouble(
    cast: Cast, gateway: Gateway
) -> None:
    give_number(cast.mia)
    agree(person=cast.mia, full=False)
    gateway.answers += [(400, {"code": 21610})]
    row = PhoneNumber.objects.get(person=cast.mia)
    with changes():
        send_text(row=row, body="You have a message.", kind="message", key="a")
    send_due()
    row.refresh_from_db()
    assert (row.texts, row.texts_why) == ("", "")
    assert Consent.objects.get(person=cast.mia).withdrawn_at is not None
    assert not Delivery.objects.filter(kind="way").exists()
    assert broken_in(cast.programme.pk) == []


def test_a_refused_answer_to_who_takes_no_texts_from_us_is_nobodys_trouble(cast: Cast, gateway: Gateway) -> None:
    row = give_number(cast.mia)
    with changes():
        send_text(row=row, body="No more texts from us.", kind="answer", key="a", unasked=True)
        send_text(row=row, body="No more texts from us.", kind="answer", key="b", unasked=True)
    gateway.answers += [(400, {"code": 21610}), (400, {"code": 21614})]
    send_due()
    assert not Delivery.objects.filter(kind="way").exists()
    assert broken_in(cast.programme.pk) == []
