"""The lock of a phone: nothing of the record is given without the PIN, and help is never behind it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast, browser_of
from tests.fakes.soft_key import SoftKey
from wiseline.coaching.flows.answer import withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.people.locking import FREE_TRIES, LONGEST_WAIT, is_the_pin, wait_after
from wiseline.people.models import Person, SignIn
from wiseline.skills.flows import set_cautions, teach
from wiseline.skills.practising import add_own
from wiseline.web.skills.for_anyone import for_anyone

SCREEN, UNLOCK, SETTING = "/privacy/locked/", "/privacy/unlock/", "/privacy/lock/"
PASSKEY = "/privacy/unlock/passkey/"
PIN = "2580"
CLOSED = (
    "/",
    "/mine/",
    "/diary/",
    "/people/me/",
    "/people/me/timeline/",
    "/privacy/signed-in/",
    "/privacy/lock/",
    "/privacy/face/",
)
OPEN = (
    "/help-now/",
    "/my-plan/",
    "/breathe/",
    "/steps/",
    "/steps/paced-breathing/",
    "/offline/",
    "/away/",
    "/sw.js",
    SCREEN,
)


def with_lock(person: Person, after: int = 300) -> Client:
    browser = browser_of(person)
    set_ = browser.post(SETTING, {"pin": PIN, "again": PIN, "after": after})
    assert set_.status_code == 302, set_.content.decode()
    return browser


def row_of(browser: Client) -> SignIn:
    return SignIn.objects.get(session_key=browser.session.session_key)


def is_shut(browser: Client, path: str = "/mine/") -> bool:
    response = browser.get(path)
    return response.status_code == 302 and response["Location"].startswith(SCREEN)


def test_while_it_is_locked_no_page_of_the_record_is_rendered_and_help_is(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    assert not is_shut(phone)
    assert phone.get(SCREEN).status_code == 200
    for path in (*CLOSED, reverse("diary:week", args=[cast.mia.pk]), reverse("safety:edit_plan", args=[cast.mia.pk])):
        assert is_shut(phone, path), path
    for path in OPEN:
        assert phone.get(path).status_code == 200, path
    page = phone.get(SCREEN).content.decode()
    for name in ("Help now", "My plan", "Get coaching"):
        assert name in page
    assert "Mia" not in page
    assert "Dana" not in page


@pytest.mark.parametrize("after", [60, 300, 3600])
def test_it_locks_when_the_chosen_time_has_passed_without_a_tap(
    cast: Cast, now: time_machine.Traveller, after: int
) -> None:
    phone = with_lock(cast.mia, after)
    now.shift(timedelta(seconds=after - 5))
    assert not is_shut(phone)
    now.shift(timedelta(seconds=after + 1))
    assert is_shut(phone)
    assert is_shut(phone), "and stays so"


def test_what_refreshes_itself_does_not_keep_it_open(cast: Cast, now: time_machine.Traveller) -> None:
    phone = with_lock(cast.mia, 60)
    for _ in range(4):
        now.shift(timedelta(seconds=20))
        phone.get("/?part=now", headers={"HX-Request": "true"})
        phone.get("/diary/", headers={"X-Wiseline-Keep": "1"})
    assert is_shut(phone)


def test_writing_something_long_keeps_it_open(cast: Cast, now: time_machine.Traveller) -> None:
    phone = with_lock(cast.mia, 60)
    for _ in range(4):
        now.shift(timedelta(seconds=50))
        assert phone.get("/privacy/awake/").status_code == 204
    assert not is_shut(phone)


def test_practices_open_without_the_pin_and_show_nothing_that_is_the_persons(cast: Cast) -> None:
    set_cautions(client=cast.mia, flags=frozenset({"eating-disorder"}), by=cast.dana)
    teach(clients=[cast.mia], skill="self-soothe", on=clock.now().date(), by=cast.dana)
    add_own(client=cast.mia, list_name="soothe", text="The blue blanket", key="a")
    phone, stranger = with_lock(cast.mia), Client()
    phone.get(SCREEN)
    for skill, (entry, _practice) in for_anyone().items():
        path = f"/steps/{skill}/"
        page = main_of(phone.get(path))
        assert entry.front.name in page
        assert page == main_of(stranger.get(path)), "the same for whoever holds the phone"
    assert "The blue blanket" not in main_of(phone.get("/steps/self-soothe/"))
    assert "Leave taste out" in main_of(phone.get("/steps/self-soothe/")), "what some must mind is told to all"
    for closed in ("/skills/", "/skills/self-soothe/practice/", "/skills/kept/", "/diary/"):
        assert is_shut(phone, closed), closed


def main_of(response: Any) -> str:
    """What the page says, without its token."""
    assert response.status_code == 200
    (main,) = re.findall(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", main)


def test_a_practice_that_is_wrong_for_some_or_asks_for_words_is_not_for_anyone() -> None:
    assert {"self-soothe", "sensory-awareness", "paced-breathing", "urge-surfing"} <= set(for_anyone())
    assert not {"tipp", "body-scan", "pros-and-cons", "dear-man"} & set(for_anyone())


def test_leaving_quickly_locks(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    phone.get("/away/")
    assert is_shut(phone)


def test_the_worker_may_keep_the_screen_without_locking(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    for path in (SCREEN, "/away/"):
        assert phone.get(path, headers={"X-Wiseline-Keep": "1"}).status_code == 200
    assert not is_shut(phone)


def test_coaching_is_asked_for_and_talked_in_without_the_pin_until_it_ends(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    phone.get(SCREEN)
    asked = phone.post(reverse("coaching:ask"))
    contact = Contact.objects.get(client=cast.mia)
    assert asked["Location"] == reverse("coaching:open", args=[contact.pk])
    assert phone.get(asked["Location"]).status_code == 200
    assert phone.post(reverse("coaching:safety", args=[contact.pk]), {"safety": "danger"}).status_code in {200, 302}
    assert is_shut(phone)
    withdraw(contact_id=contact.pk, client=cast.mia)
    assert is_shut(phone, asked["Location"]), "an ended contact is part of the record"


def test_another_clients_contact_opens_no_door(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    phone.get(SCREEN)
    contact, _new = ask(client=cast.noah, safety="safe")
    assert is_shut(phone, reverse("coaching:open", args=[contact.pk]))


def test_nothing_is_changed_while_it_is_locked_and_what_waited_offline_waits_on(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    phone.get(SCREEN)
    kept = phone.post("/diary/", {"misery": "3"}, headers={"Idempotency-Key": "k"})
    assert kept.status_code == 423, "the phone keeps it and tries again"
    assert phone.post("/people/me/", {"name": "X"})["Location"].startswith(SCREEN)
    cast.mia.refresh_from_db()
    assert cast.mia.name == "Mia Berg"
    part = phone.get("/?part=now", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, SCREEN)


def test_the_pin_opens_it_and_leads_back_and_nowhere_else(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    phone.get(SCREEN)
    assert phone.post(UNLOCK, {"pin": PIN, "next": "/diary/"})["Location"] == "/diary/"
    assert not is_shut(phone)
    for bad in ("https://evil.example/", "//evil.example/", "javascript:1", SCREEN):
        phone.get(SCREEN)
        assert phone.post(UNLOCK, {"pin": PIN, "next": bad})["Location"] == "/"


def test_wrong_pins_are_told_then_must_wait_and_the_right_one_waits_too(
    cast: Cast, now: time_machine.Traveller
) -> None:
    phone = with_lock(cast.mia)
    phone.get(SCREEN)
    for _ in range(FREE_TRIES):
        wrong = phone.post(UNLOCK, {"pin": "1111"})
        assert wrong.status_code == 422
        assert "This is not the PIN" in wrong.content.decode()
    assert "in 1 minute." in phone.post(UNLOCK, {"pin": "1111"}).content.decode()
    assert phone.post(UNLOCK, {"pin": PIN}).status_code == 422, "not even the right one"
    assert phone.get("/help-now/").status_code == phone.get("/my-plan/").status_code == 200
    now.shift(timedelta(seconds=61))
    assert phone.post(UNLOCK, {"pin": PIN}).status_code == 302
    assert not is_shut(phone)


def test_many_tries_at_once_count_as_what_they_are(cast: Cast) -> None:
    stale = row_of(with_lock(cast.mia))
    assert not is_the_pin(stale, "1111", clock.now())
    assert not is_the_pin(stale, PIN, clock.now()), "seen before the other was counted, so not looked at"


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_wait_never_shrinks_and_is_never_more_than_an_hour(one: int, more: int) -> None:
    assert wait_after(one) <= wait_after(one + more) <= LONGEST_WAIT
    assert bool(wait_after(one)) == (one > FREE_TRIES)


@pytest.mark.parametrize(
    ("pin", "again", "words"),
    [
        ("123", "123", "4 to 8 digits"),
        ("123456789", "123456789", "4 to 8 digits"),
        ("12a4", "12a4", "4 to 8 digits"),
        ("1111", "1111", "Not the same digit"),
        ("2580", "2581", "not the same"),
        ("", "", "required"),
    ],
)
def test_a_pin_that_can_not_be_says_why(cast: Cast, pin: str, again: str, words: str) -> None:
    browser = browser_of(cast.mia)
    answer = browser.post(SETTING, {"pin": pin, "again": again, "after": 60})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert row_of(browser).pin == ""


def test_the_lock_is_changed_and_taken_off_with_the_pin_only(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    assert phone.post(SETTING, {"pin": "1111", "after": 60, "do": "off"}).status_code == 422
    assert row_of(phone).pin
    assert phone.post(SETTING, {"pin": PIN, "after": 60}).status_code == 302
    assert row_of(phone).lock_after == 60
    assert phone.post(SETTING, {"pin": PIN, "after": 60, "do": "off"}).status_code == 302
    phone.get("/away/")
    assert not is_shut(phone)


def with_passkey(person: Person, key: SoftKey) -> None:
    """The person has this passkey."""
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Passkey", "credential": key.registered()}
    )


def lock_with_passkey(person: Person, key: SoftKey) -> Client:
    with_passkey(person, key)
    phone = browser_of(person)
    assert phone.post(SETTING, {"pin": PIN, "again": PIN, "after": 300, "passkey": "on"}).status_code == 302
    phone.get(SCREEN)
    return phone


def asked_by(phone: Client) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(PASSKEY).json()["request_options"]["publicKey"]
    return found


def test_the_persons_passkey_opens_it_and_leads_back(cast: Cast) -> None:
    key = SoftKey()
    phone = lock_with_passkey(cast.mia, key)
    assert "Open with my passkey" in phone.get(SCREEN).content.decode()
    asked = asked_by(phone)
    assert asked["userVerification"] == "required"
    answer = {"credential": key.answers(asked["challenge"]), "next": "/diary/"}
    assert phone.post(PASSKEY, answer).json() == {"next": "/diary/"}
    assert not is_shut(phone)
    phone.get(SCREEN)
    assert phone.post(PASSKEY, answer).status_code == 422, "an answer that somebody copied"
    assert is_shut(phone)


@pytest.mark.parametrize("how", ["touched", "old question", "another's", "nonsense", "nothing"])
def test_what_is_not_the_person_at_their_own_passkey_opens_nothing(cast: Cast, how: str) -> None:
    key, other = SoftKey(), SoftKey()
    phone = lock_with_passkey(cast.mia, key)
    with_passkey(cast.noah, other)
    old, asked = asked_by(phone)["challenge"], asked_by(phone)["challenge"]
    answer = {
        "touched": key.answers(asked, looked=False),
        "old question": key.answers(old),
        "another's": other.answers(asked),
        "nonsense": '{"id": 1}',
        "nothing": "",
    }[how]
    refused = phone.post(PASSKEY, {"credential": answer})
    assert refused.status_code == 422
    assert "or type the PIN" in refused.json()["error"]
    assert is_shut(phone)


def test_a_passkey_opens_only_a_lock_that_is_set_so(cast: Cast) -> None:
    with_passkey(cast.mia, SoftKey())
    phone = with_lock(cast.mia)
    phone.get(SCREEN)
    assert "passkey" not in phone.get(SCREEN).content.decode()
    assert phone.get(PASSKEY).status_code == phone.post(PASSKEY).status_code == 404
    phone.post(UNLOCK, {"pin": PIN})
    assert phone.post(SETTING, {"pin": "1111", "after": 300, "passkey": "on"}).status_code == 422
    assert not row_of(phone).passkey_opens, "that, too, needs the PIN"
    assert phone.post(SETTING, {"pin": PIN, "after": 300, "passkey": "on"}).status_code == 302
    assert row_of(phone).passkey_opens


def test_the_pin_is_kept_as_a_hash_and_belongs_to_this_browser_alone(cast: Cast) -> None:
    phone, tablet = with_lock(cast.mia), browser_of(cast.mia)
    assert PIN not in row_of(phone).pin
    phone.get(SCREEN)
    assert is_shut(phone)
    assert not is_shut(tablet)


def test_who_forgot_the_pin_signs_in_again(cast: Cast) -> None:
    phone = with_lock(cast.mia)
    phone.get(SCREEN)
    assert phone.post("/accounts/logout/").status_code == 302
    phone.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    assert not is_shut(phone)


def test_who_could_not_sign_in_again_is_not_let_into_a_trap(cast: Cast) -> None:
    Person.objects.filter(pk=cast.mia.pk).update(email=None)
    browser = browser_of(cast.mia)
    assert "Add a passkey first" in browser.get(SETTING).content.decode()
    browser.post(SETTING, {"pin": PIN, "again": PIN, "after": 60})
    assert row_of(browser).pin == ""
