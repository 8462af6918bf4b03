"""Sessions: staff end when idle and show a second factor; a client's phone stays signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings as SettingsWrapper

from tests.cast import Cast, browser_of


@pytest.fixture(autouse=True)
def _one_factor(settings: SettingsWrapper) -> None:
    settings.STAFF_SECOND_FACTOR = False
    settings.STAFF_IDLE_MINUTES = 60


def test_a_member_of_staff_is_signed_out_after_an_hour_without_a_tap(cast: Cast, now: time_machine.Traveller) -> None:
    browser = browser_of(cast.dana)
    assert browser.get("/board/").status_code == 200
    now.shift(timedelta(minutes=59))
    assert browser.get("/board/").status_code == 200
    now.shift(timedelta(minutes=61))
    assert browser.get("/board/").status_code == 302


def test_a_page_that_refreshes_itself_does_not_keep_a_session_awake(cast: Cast, now: time_machine.Traveller) -> None:
    browser = browser_of(cast.dana)
    browser.get("/board/")
    for _ in range(7):
        now.shift(timedelta(minutes=10))
        last = browser.get("/board/?part=rows", headers={"HX-Request": "true"})
    assert last.headers.get("HX-Redirect", "").startswith("/accounts/login/")


def test_a_clients_phone_stays_signed_in_for_a_year(cast: Cast, now: time_machine.Traveller) -> None:
    phone = browser_of(cast.mia)
    phone.get("/")
    now.shift(timedelta(days=360))
    assert phone.get("/").status_code == 200


def test_staff_without_a_second_factor_are_led_to_set_one_up_and_a_client_is_not(
    cast: Cast, settings: SettingsWrapper
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    assert browser_of(cast.dana).get("/board/")["Location"] == reverse("mfa_index")
    assert browser_of(cast.dana).get("/help-now/").status_code == 200
    assert browser_of(cast.mia).get("/").status_code == 200


def test_a_request_that_was_under_way_while_somebody_signed_in_does_not_sign_them_out(cast: Cast) -> None:
    browser = Client()
    browser.post("/accounts/login/code/", {"email": "mia@example.org"})
    before = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    browser.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.cookies[django_settings.SESSION_COOKIE_NAME].value != before
    late = Client()
    late.cookies[django_settings.SESSION_COOKIE_NAME] = before
    for path in ("/help-now/", "/breathe/", "/away/"):
        assert django_settings.SESSION_COOKIE_NAME not in late.get(path).cookies, path
    assert browser.get("/").status_code == 200


def test_signing_out_takes_the_cookie_away(cast: Cast) -> None:
    left = browser_of(cast.mia).post("/accounts/logout/")
    assert left.cookies[django_settings.SESSION_COOKIE_NAME].value == ""


def test_nobody_registers_without_an_invitation(cast: Cast) -> None:
    page = Client().post("/accounts/signup/", {"email": "x@example.org", "password1": "a" * 12, "password2": "a" * 12})
    assert page.status_code in {200, 403, 404}
    assert not type(cast.mia).objects.filter(email="x@example.org").exists()


def test_a_code_by_mail_signs_in_and_says_nothing_clinical(cast: Cast, mailoutbox: list[object]) -> None:
    browser = Client()
    browser.post("/accounts/login/code/", {"email": "mia@example.org"})
    assert len(mailoutbox) == 1
    body = str(mailoutbox[0].body) + str(mailoutbox[0].subject)  # type: ignore[attr-defined]
    assert not any(word in body.lower() for word in ("therap", "coach", "dbt", "crisis"))


def test_a_link_that_signs_in_works_once(cast: Cast) -> None:
    from wiseline.people.links import link_token

    path = reverse("web:link_sign_in", args=[link_token(cast.lea, purpose="setup")])
    assert Client().get(path)["Location"] == "/"
    assert Client().get(path).status_code == 404


def test_a_demo_link_does_not_exist_outside_the_demo(cast: Cast) -> None:
    from wiseline.people.links import link_token

    assert Client().get(reverse("web:demo_sign_in", args=[link_token(cast.mia, purpose="demo")])).status_code == 404
