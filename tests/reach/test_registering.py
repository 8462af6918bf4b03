"""Devices: kept, renewed, tested, and each one's own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.plain_pages import render_plainly
from wiseline.reach.models import Device

KEYS = {"p256dh": "p", "auth": "a"}


@pytest.fixture(autouse=True)
def _plain_pages(settings: Settings) -> None:
    render_plainly(settings)


def keep(browser: Client, key: str, endpoint: str | None = None) -> int:
    subscription = {"endpoint": endpoint, "keys": KEYS} if endpoint else None
    data = {"key": key, "label": "A phone", "subscription": subscription}
    return browser.post(reverse("reach:keep"), data, content_type="application/json").status_code


def test_a_device_told_of_twice_is_there_once(cast: Cast) -> None:
    browser = browser_of(cast.mia)
    assert [keep(browser, "k"), keep(browser, "k", "https://push.example/1")] == [200, 200]
    device = Device.objects.get(person=cast.mia)
    assert device.subscription["endpoint"] == "https://push.example/1"


@pytest.mark.parametrize("endpoint", ["javascript:alert(1)", "ftp://x"])
def test_what_is_no_push_address_is_refused(cast: Cast, endpoint: str) -> None:
    assert keep(browser_of(cast.mia), "k", endpoint) == 400
    assert not Device.objects.filter(person=cast.mia).exists()


def test_an_address_belongs_to_who_registered_it_last(cast: Cast) -> None:
    keep(browser_of(cast.mia), "k", "https://push.example/1")
    keep(browser_of(cast.noah), "k", "https://push.example/1")
    assert Device.objects.get(person=cast.mia).disabled_at is not None
    assert Device.objects.get(person=cast.noah).disabled_at is None


def test_a_browser_that_got_a_new_address_is_found_again_without_a_sign_in(cast: Cast) -> None:
    keep(browser_of(cast.mia), "k", "https://push.example/1")
    data = {"old": "https://push.example/1", "subscription": {"endpoint": "https://push.example/2", "keys": KEYS}}
    assert Client().post(reverse("reach:renew"), data, content_type="application/json").status_code == 204
    assert Device.objects.get(person=cast.mia).subscription["endpoint"] == "https://push.example/2"
    stale = {**data, "old": "https://push.example/unknown"}
    assert Client().post(reverse("reach:renew"), stale, content_type="application/json").status_code == 204
    assert Device.objects.filter(person=cast.mia).count() == 1


def test_a_device_is_tested_and_removed_by_its_own_person_only(cast: Cast) -> None:
    keep(browser_of(cast.mia), "k")
    device = Device.objects.get(person=cast.mia)
    for name in ("reach:test", "reach:heard", "reach:remove"):
        browser_of(cast.noah).post(reverse(name, args=[device.pk]))
    device.refresh_from_db()
    assert (device.tested_at, device.disabled_at) == (None, None)
    assert b"Did you hear it?" in browser_of(cast.mia).post(reverse("reach:test", args=[device.pk])).content
    browser_of(cast.mia).post(reverse("reach:heard", args=[device.pk]))
    device.refresh_from_db()
    assert device.tested_at is not None


def test_nobody_keeps_a_device_without_signing_in(cast: Cast) -> None:
    assert keep(Client(), "k") == 302
