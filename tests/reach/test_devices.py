"""A person's devices: added by themselves, renewed at every open, rung as a test, removed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.fakes.push_receiver import PushReceiver
from tests.fakes.push_wire import give_phone
from wiseline.people.models import Person
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery, Device
from wiseline.reach.views import MOST_DEVICES


def keep(person: Person, **data: Any) -> int:
    return browser_of(person).post(reverse("reach:keep"), json.dumps(data), content_type="application/json").status_code


def test_a_device_that_says_so_at_every_open_is_one_device(cast: Cast, service: PushReceiver) -> None:
    subscription = service.subscribe("toni")
    for _open in range(3):
        assert keep(cast.toni, key="k", label="Phone", subscription=subscription) == 200
    device = Device.objects.get(person=cast.toni)
    assert device.subscription == subscription
    assert device.tested_at is None


def test_a_device_whose_subscription_was_gone_comes_back_at_the_next_open(cast: Cast, service: PushReceiver) -> None:
    subscription = service.subscribe("toni")
    keep(cast.toni, key="k", subscription=subscription)
    Device.objects.update(disabled_at=cast.toni.created_at)
    keep(cast.toni, key="k", subscription=subscription)
    assert Device.objects.get(person=cast.toni).disabled_at is None


def test_a_phone_that_changes_hands_no_longer_rings_for_the_one_before(cast: Cast, service: PushReceiver) -> None:
    subscription = service.subscribe("shared")
    keep(cast.dana, key="a", subscription=subscription)
    keep(cast.sam, key="b", subscription=subscription)
    assert Device.objects.get(person=cast.dana, key="a").disabled_at is not None
    assert Device.objects.get(person=cast.sam, key="b").disabled_at is None


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {"key": ""},
        {"key": "k", "subscription": {"endpoint": "javascript:1", "keys": {"p256dh": "x"}}},
        {"key": "k", "subscription": {"endpoint": "https://push.example.org"}},
        {"key": "k", "subscription": "x"},
        "x",
    ],
)
def test_what_is_no_device_is_refused_and_breaks_nothing(cast: Cast, data: Any) -> None:
    response = browser_of(cast.toni).post(reverse("reach:keep"), json.dumps(data), content_type="application/json")
    assert response.status_code == 400
    assert not Device.objects.filter(person=cast.toni).exists()


def renew(old: str, new: dict[str, Any]) -> int:
    body = json.dumps({"old": old, "subscription": new})
    return Client().post(reverse("reach:renew"), body, content_type="application/json").status_code


def test_a_browser_that_was_given_a_new_address_says_so_without_a_sign_in(cast: Cast, service: PushReceiver) -> None:
    old, new = service.subscribe("old"), service.subscribe("new")
    keep(cast.toni, key="k", subscription=old)
    assert renew(old["endpoint"], new) == 204
    assert Device.objects.get(person=cast.toni).subscription == new
    assert renew("https://push.example.org/nobody", service.subscribe("stranger")) == 204
    assert Device.objects.get(person=cast.toni).subscription == new


def test_a_phone_that_was_lost_and_removed_cannot_bring_itself_back(cast: Cast, service: PushReceiver) -> None:
    old, new = service.subscribe("old"), service.subscribe("new")
    keep(cast.dana, key="k", subscription=old)
    device = Device.objects.get(person=cast.dana, key="k")
    browser_of(cast.dana).post(reverse("reach:remove", args=[device.pk]))
    renew(old["endpoint"], new)
    device.refresh_from_db()
    assert device.disabled_at is not None
    assert device.subscription is None


def test_a_phone_that_changed_hands_and_has_a_new_address_rings_for_its_new_person_only(
    cast: Cast, service: PushReceiver
) -> None:
    old, new = service.subscribe("old"), service.subscribe("new")
    keep(cast.dana, key="a", subscription=old)
    keep(cast.sam, key="b", subscription=old)
    renew(old["endpoint"], new)
    assert not Device.objects.filter(person=cast.dana).exclude(endpoint_hash="").exists()
    assert Device.objects.get(person=cast.sam, key="b").subscription == new


def test_devices_that_were_removed_make_room_for_new_ones(cast: Cast, service: PushReceiver) -> None:
    for number in range(MOST_DEVICES):
        assert keep(cast.toni, key=f"k{number}") == 200
    assert keep(cast.toni, key="one more") == 400
    browser_of(cast.toni).post(reverse("reach:remove", args=[Device.objects.filter(person=cast.toni)[0].pk]))
    assert keep(cast.toni, key="one more") == 200


def test_a_test_rings_that_device_and_counts_once_its_person_heard_it(cast: Cast, service: PushReceiver) -> None:
    keep(cast.toni, key="k", subscription=service.subscribe("toni"))
    device = Device.objects.get(person=cast.toni)
    browser = browser_of(cast.toni)
    for _tap in range(2):
        assert browser.post(reverse("reach:test", args=[device.pk])).status_code == 200
    send_due()
    (push,) = service.received
    assert push.payload["body"] == "This is the test that you asked for."
    device.refresh_from_db()
    assert device.tested_at is None
    browser.post(reverse("reach:heard", args=[device.pk]))
    device.refresh_from_db()
    assert device.tested_at is not None


@pytest.mark.parametrize("act", ["reach:test", "reach:heard", "reach:remove"])
@pytest.mark.parametrize("who", ["sam", "eve", "mia", "lea"])
def test_nobody_touches_somebody_elses_device(cast: Cast, act: str, who: str) -> None:
    device = give_phone(cast.dana)
    Device.objects.filter(pk=device.pk).update(tested_at=None)
    before = Device.objects.values().get(pk=device.pk)
    browser_of(getattr(cast, who)).post(reverse(act, args=[device.pk]))
    assert Device.objects.values().get(pk=device.pk) == before
    assert not Delivery.objects.filter(kind="test").exists()


def test_a_device_that_was_removed_rings_no_more(cast: Cast, service: PushReceiver) -> None:
    from wiseline.coaching.flows.ask import ask

    device = give_phone(cast.dana, keys=service.subscribe("dana"))
    ask(client=cast.mia, safety="safe")
    browser_of(cast.dana).post(reverse("reach:remove", args=[device.pk]))
    send_due()
    assert service.received == []
