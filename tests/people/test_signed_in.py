"""Where one is signed in: the list is true, and a sign-in that is ended from elsewhere is dead at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.lib.browsers import browser_words
from wiseline.live.models import Event
from wiseline.people.models import Person, SignIn
from wiseline.people.signed_in import ENDED
from wiseline.reach.models import Device

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
LIST, EVERYWHERE = "/privacy/signed-in/", "/privacy/signed-in/end/"


def stolen(browser: Client) -> Client:
    """Somebody else's browser with the same cookie."""
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    return thief


def row_of(browser: Client) -> SignIn:
    return SignIn.objects.get(session_key=browser.session.session_key)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome on an Android phone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on a Windows computer"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on a Linux computer"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_what_its_person_would_call_it(agent: str, words: str) -> None:
    assert browser_words(agent) == words


@pytest.mark.parametrize("who", ["mia", "dana"])
def test_the_list_names_every_browser_and_which_is_this_one(cast: Cast, who: str) -> None:
    person: Person = getattr(cast, who)
    here, other = browser_of(person), browser_of(person)
    other.get("/help-now/", HTTP_USER_AGENT=PHONE)
    SignIn.objects.filter(pk=row_of(other).pk).update(user_agent=PHONE)
    page = here.get(LIST).content.decode()
    assert "Chrome on an Android phone" in page
    assert page.count("this one") >= 1
    assert page.count('<form method="post" action="/privacy/signed-in/') == 2, "the other, and everywhere"


def test_signing_out_a_phone_from_elsewhere_kills_its_cookie_and_ends_its_ringing(cast: Cast) -> None:
    here, phone = browser_of(cast.mia), browser_of(cast.mia)
    thief = stolen(phone)
    assert thief.get("/mine/").status_code == 200
    push = {"endpoint": "https://push.example.org/1", "keys": {"p256dh": "x", "auth": "y"}}
    body = {"key": "phone", "label": "A phone", "subscription": push}
    assert phone.post(reverse("reach:keep"), body, content_type="application/json").status_code == 200
    assert here.post(reverse("privacy:end", args=[row_of(phone).pk])).status_code == 302
    for browser in (phone, thief):
        refused = browser.get("/mine/")
        assert refused.status_code == 302
        assert refused["Location"].startswith("/accounts/login/")
        assert refused[ENDED] == "1", "so that it forgets what it keeps"
    device = Device.objects.get(person=cast.mia, key="phone")
    assert device.disabled_at is not None
    assert device.subscription is None
    assert Event.objects.filter(person=cast.mia, kind="sign-ins").exists(), "an open stream looks at once"
    assert here.get("/mine/").status_code == 200
    assert ENDED not in here.get("/mine/").headers


def test_signing_out_everywhere_ends_this_one_too_and_every_device_rings_no_more(cast: Cast) -> None:
    here, phone, lea = browser_of(cast.dana), browser_of(cast.dana), browser_of(cast.lea)
    assert here.post(EVERYWHERE)["Location"] == "/"
    for browser in (here, phone):
        assert browser.get("/people/me/")["Location"].startswith("/accounts/login/")
    assert not Device.objects.filter(person=cast.dana, disabled_at=None).exists()
    assert lea.get("/people/me/").status_code == 200
    assert Device.objects.filter(person=cast.lea, disabled_at=None).exists()


def test_nobody_ends_what_is_another_persons_and_a_second_tap_does_nothing(cast: Cast) -> None:
    mia, noah = browser_of(cast.mia), browser_of(cast.noah)
    assert noah.post(reverse("privacy:end", args=[row_of(mia).pk])).status_code == 404
    other = row_of(browser_of(cast.mia))
    for _tap in range(2):
        assert mia.post(reverse("privacy:end", args=[other.pk])).status_code == 302
    assert mia.get("/mine/").status_code == 200


def test_a_new_key_of_the_same_session_stays_one_row(cast: Cast) -> None:
    browser = browser_of(cast.mia)
    before = row_of(browser)
    session = browser.session
    session.cycle_key()
    browser.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    browser.get("/mine/")
    assert SignIn.objects.get(person=cast.mia).session_key == session.session_key
    assert row_of(browser).pk == before.pk


def test_last_used_is_told_to_the_minute_and_written_no_oftener(cast: Cast, now: time_machine.Traveller) -> None:
    browser = browser_of(cast.mia)
    first = row_of(browser).seen_at
    now.shift(timedelta(seconds=30))
    browser.get("/mine/")
    assert row_of(browser).seen_at == first
    now.shift(timedelta(seconds=40))
    browser.get("/mine/")
    assert row_of(browser).seen_at > first


def test_one_who_signed_out_is_not_on_the_list(cast: Cast) -> None:
    here, gone = browser_of(cast.mia), browser_of(cast.mia)
    gone.post("/accounts/logout/")
    assert here.get(LIST).content.decode().count("rows-title") == 1
