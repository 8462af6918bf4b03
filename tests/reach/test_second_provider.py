"""A second phone provider: what goes out by it, when the first is tried again, and that no phone rings twice for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.cast import Cast
from tests.fakes.phones import NUMBERS, give_number
from tests.fakes.twiml_gateway import TOKEN, Gateway
from wiseline.calls.models import Outage, PhoneLine
from wiseline.calls.outage import LONGEST, SHORTEST, pause_after
from wiseline.calls.providers.twiml import rest
from wiseline.coaching.models import Contact
from wiseline.conf import environment
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.reach.flows.lines import ring_phone
from wiseline.reach.flows.send import send_due
from wiseline.reach.flows.texts import agree
from wiseline.reach.models import Delivery, PhoneNumber
from wiseline.reach.selectors import phone_outages
from wiseline.reach.ways import can_text

oracle = pytest.importorskip("twilio.request_validator", reason="the twilio package, an oracle of tests, is missing")
FIRST, SECOND = "+4930900900", "+4930900901"
BASE = "https://coaching.example.org"
OTHER_TOKEN = "an0ther"


@pytest.fixture
def two(settings: Settings, cast: Cast) -> Iterator[tuple[Gateway, Gateway]]:
    with Gateway() as first, Gateway() as second:
        settings.PHONE, settings.PHONE_NUMBER = first.address, FIRST
        settings.PHONE_SECOND = second.address.replace(TOKEN, OTHER_TOKEN)
        settings.PHONE_SECOND_NUMBER, settings.BASE_URL = SECOND, BASE
        give_number(cast.dana)
        yield first, second


def ring(cast: Cast) -> PhoneLine:
    """Dana's phone is to ring."""
    with changes():
        return ring_phone(row=PhoneNumber.objects.get(person=cast.dana), part=PhoneLine.Part.TEST, kind="test")


def calls(gateway: Gateway) -> list[str]:
    """The numbers that called, of the calls that it was asked to place."""
    return [asked.form["From"] for asked in gateway.asked if "Calls" in asked.path]


def webhook(path: str, token: str, **form: str) -> object:
    """A signed webhook of one of the two."""
    signature = oracle.RequestValidator(token).compute_signature(BASE + path, form)
    return Client(HTTP_HOST="localhost").post(path, form, headers={"X-Twilio-Signature": signature})


def test_what_the_first_refuses_goes_out_by_the_second_at_once(cast: Cast, two: tuple[Gateway, Gateway]) -> None:
    first, second = two
    first.answers = [(503, {})]
    line = ring(cast)
    send_due()
    send_due()
    assert (calls(first), calls(second)) == ([FIRST], [SECOND])
    line.refresh_from_db()
    assert line.provider == "second"
    assert Delivery.objects.get().status == "sent"
    ring(cast)
    send_due()
    assert (len(calls(first)), len(calls(second))) == (1, 2), "an outage is not tried with every call"


def test_the_first_is_tried_again_after_a_pause_and_takes_over_when_it_is_back(
    cast: Cast, two: tuple[Gateway, Gateway], now: time_machine.Traveller
) -> None:
    first, second = two
    first.answers = [(503, {}), (503, {})]
    for pause in (SHORTEST, 2 * SHORTEST):
        ring(cast)
        send_due()
        send_due()
        assert Outage.objects.get().until - clock.now() == pause
        now.shift(pause + timedelta(seconds=1))
    assert (len(calls(first)), len(calls(second))) == (2, 2)
    ring(cast)
    send_due()
    assert (len(calls(first)), len(calls(second))) == (3, 2)
    assert not Outage.objects.exists()


@pytest.mark.parametrize("how", ["it answers 500", "it does not answer"])
def test_a_call_whose_fate_is_unknown_is_not_placed_by_the_other_while_it_may_ring(
    how: str, cast: Cast, two: tuple[Gateway, Gateway], now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    monkeypatch.setattr(rest, "TIMEOUT_SECONDS", 0.2 if how == "it does not answer" else 8)
    first.slow = 0.6 if how == "it does not answer" else 0
    first.answers = [(500, {})]
    ring(cast)
    send_due()
    now.shift(50)
    send_due()
    assert calls(second) == []
    now.shift(15)
    send_due()
    assert calls(second) == [SECOND]
    assert Delivery.objects.get().status == "sent"


def test_a_webhook_that_tells_of_the_call_settles_it_and_it_is_placed_by_nobody_else(
    cast: Cast, two: tuple[Gateway, Gateway], now: time_machine.Traveller
) -> None:
    first, second = two
    first.answers = [(500, {})]
    line = ring(cast)
    send_due()
    webhook(f"/phone/twiml/{line.pk}/?turn=0&what=answered", TOKEN, CallSid="CA7", CallStatus="in-progress")
    now.shift(65)
    send_due()
    assert (len(calls(first)), calls(second)) == (1, [])
    assert Delivery.objects.get().external_id == "CA7"
    assert Delivery.objects.get().status == "sent"


def test_a_call_that_the_first_places_after_it_was_given_up_is_hung_up(
    cast: Cast, two: tuple[Gateway, Gateway]
) -> None:
    first, _second = two
    first.answers = [(503, {})]
    line = ring(cast)
    send_due()
    send_due()
    answer = webhook(f"/phone/twiml/{line.pk}/?turn=0&what=answered", TOKEN, CallSid="CA8", CallStatus="in-progress")
    assert [verb.tag for verb in ElementTree.fromstring(answer.content)] == ["Hangup"]  # type: ignore[attr-defined]  # noqa: S314
    line.refresh_from_db()
    assert line.answered_at is None


def test_both_numbers_can_be_dialled(cast: Cast, two: tuple[Gateway, Gateway]) -> None:
    give_number(cast.mia)
    form = {"CallSid": "CA9", "From": NUMBERS["Mia"], "To": SECOND, "CallStatus": "ringing"}
    assert webhook("/phone/twiml/in/", OTHER_TOKEN, **form).status_code == 200  # type: ignore[attr-defined]
    assert PhoneLine.objects.get().provider == "second"
    assert Contact.objects.get().client == cast.mia
    assert webhook("/phone/twiml/in/", "nobody's", **form).status_code == 404  # type: ignore[attr-defined]


def test_where_both_fail_the_usual_pauses_hold(cast: Cast, two: tuple[Gateway, Gateway]) -> None:
    first, second = two
    first.answers, second.answers = [(503, {})] * 9, [(503, {})] * 9
    ring(cast)
    for _turn in range(5):
        send_due()
    assert (len(calls(first)), len(calls(second))) == (1, 1)
    assert [row.covered for row in phone_outages(clock.now())] == [False, False]


def test_a_number_that_is_refused_is_no_outage(cast: Cast, two: tuple[Gateway, Gateway]) -> None:
    first, second = two
    first.answers = [(400, {"code": 21211})]
    ring(cast)
    send_due()
    assert not Outage.objects.exists()
    assert calls(second) == []


def test_a_pbx_leaves_the_texts_to_the_second(cast: Cast, two: tuple[Gateway, Gateway], settings: Settings) -> None:
    settings.PHONE = "asterisk://a:b@127.0.0.1:1/wiseline?http=1"
    assert can_text()
    assert agree(person=cast.dana, full=False)


def test_leads_read_that_it_happened(cast: Cast, two: tuple[Gateway, Gateway], settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    two[0].answers = [(503, {})]
    ring(cast)
    send_due()
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(cast.lea, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("reach:deliveries")).content.decode()
    assert re.search(r"The phone provider has not answered since \w+ \d+ \w+, 19:30\.", page)
    assert "Nothing sent" in page
    assert "0 sent" not in page
    assert "Calls and texts go out by the second one." in page


@given(st.integers(0, 10_000))
def test_a_pause_never_shrinks_with_failures_and_has_an_end(failures: int) -> None:
    assert SHORTEST <= pause_after(failures) <= pause_after(failures + 1) <= LONGEST


@pytest.mark.parametrize(
    ("value", "first"), [("asterisk://a:b@c/d", "fake:"), ("twiml://a:b@c", ""), ("nonsense", "fake:")]
)
def test_a_second_that_can_not_be_one_is_refused(value: str, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WISELINE_PHONE_SECOND", value)
    with pytest.raises(ImproperlyConfigured, match="WISELINE_PHONE_SECOND"):
        environment.second_phone("WISELINE_PHONE_SECOND", first=first)
