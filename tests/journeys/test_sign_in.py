"""Signing in, outside the demo: by e-mail code, with an app's codes, recovery codes and passkeys.

Everybody of the cast is in one test only: a mail address gets no more than three codes a minute.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, axe_findings, wider_than_screen
from tests.fakes.mail_receiver import MailReceiver
from tests.journeys.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

FACTORS = "/accounts/2fa/"
MAIL_CODE = re.compile(r"^([A-Z]{4}-[A-Z]{4})\s*$", re.MULTILINE)
NOT_RIGHT = "This code is not right."
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def app_code(key: str, *, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), so many half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 10**6:06}"


def wrong_code(key: str) -> str:
    """Six digits that the app shows at no time near now."""
    near = {app_code(key, steps=steps) for steps in range(-3, 4)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in near)


@dataclass
class Visitor:
    """A browser that nobody is signed in on. What the content policy stopped fails the test."""

    page: Page
    address: str
    mail: MailReceiver
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def at(self, path: str) -> None:
        """The page is now at this path."""
        expect(self.page).to_have_url(self.address + path)

    def tap(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def type_code(self, code: str, *, then: str = "Go on") -> None:
        self.page.locator("#id_code").fill(code)
        self.tap(then)

    def ask_for_code(self, person: str) -> str:
        """Ask for a code at the front door, and read it in the mail."""
        before = len(self.mail.mails)
        self.open("/")
        self.page.get_by_label("E-mail").first.fill(f"{person}@example.org")
        self.tap("Send me a code")
        expect(self.page.get_by_role("heading", name="Look into your mail")).to_be_visible()
        found = MAIL_CODE.search(self.mail.newest_to(f"{person}@example.org", after=before).get_content())
        assert found
        return found.group(1)

    def sign_in(self, person: str) -> None:
        """As far as the code of the mail leads."""
        self.type_code(self.ask_for_code(person))
        expect(self.page).not_to_have_url(re.compile("/code/"), timeout=10_000)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def set_up_app(self) -> str:
        """From the page of the factors to the recovery codes; returns the app's key."""
        self.page.get_by_role("link", name="Set up an app").click()
        key = self.page.locator("[data-key]").inner_text()
        self.type_code(app_code(key), then="Turn it on")
        expect(self.page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
        return key

    def recovery_codes(self) -> list[str]:
        return self.page.get_by_role("list", name="Recovery codes").get_by_role("listitem").all_inner_texts()

    def give_passkeys(self, **changes: object) -> Callable[..., Any]:
        """Let the device have an authenticator; returns what changes it later."""
        device = self.page.context.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        made = device.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, **changes}})
        return lambda command, **facts: device.send(f"WebAuthn.{command}", {**made, **facts})

    def sign_out(self) -> None:
        self.open("/people/me/")
        self.tap("Sign out on this device")
        expect(self.page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.fixture(scope="module")
def mail() -> Iterator[MailReceiver]:
    with MailReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def strict_server(voice_chromium: Browser, mail: MailReceiver) -> Iterator[Server]:
    """A server that is no demo: it sends mail, and staff need a second factor."""
    with Server(WISELINE_DEMO="0", WISELINE_EMAIL_URL=mail.address) as server:
        server.hand("fresh_cast")
        yield server


@pytest.fixture
def visitor(strict_server: Server, voice_chromium: Browser, mail: MailReceiver) -> Iterator[Visitor]:
    with voice_chromium.new_context(viewport=PHONE) as context:
        context.set_default_timeout(10_000)
        # A passkey belongs to a name; there is none for a bare address.
        visitor = Visitor(context.new_page(), strict_server.url.replace("127.0.0.1", "localhost"), mail)
        visitor.page.on("pageerror", lambda error: visitor.problems.append(str(error)))
        visitor.page.on("console", lambda said: visitor.problems.append(said.text) if "Polic" in said.text else None)
        yield visitor
    assert not visitor.problems, visitor.problems


def test_staff_without_a_second_factor_reach_nothing_but_help_and_the_way_to_set_one_up(visitor: Visitor) -> None:
    visitor.sign_in("eve")
    visitor.at(FACTORS)
    expect(visitor.page.get_by_text("a second step is needed")).to_be_visible()
    for path in ("/board/", "/people/", "/hours/", "/people/me/", "/"):
        visitor.open(path)
        visitor.at(FACTORS)
    visitor.open("/help-now/")
    visitor.at("/help-now/")


def test_an_app_with_codes_is_set_up_and_asked_for_from_then_on(visitor: Visitor) -> None:
    code = visitor.ask_for_code("dana")
    visitor.type_code("BBBB-BBBB")
    expect(visitor.page.get_by_role("alert")).to_contain_text("This is not the code that we sent last.")
    expect(visitor.page.locator("#id_code")).to_have_value("BBBB-BBBB")
    visitor.type_code(code.lower().replace("-", " "))
    visitor.at(FACTORS)

    visitor.page.get_by_role("link", name="Set up an app").click()
    key = visitor.page.locator("[data-key]").inner_text()
    visitor.type_code(wrong_code(key), then="Turn it on")
    expect(visitor.page.get_by_role("alert")).to_contain_text(NOT_RIGHT)
    expect(visitor.page.locator("[data-key]")).to_have_text(key)
    visitor.type_code(app_code(key), then="Turn it on")
    expect(visitor.page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert len(set(visitor.recovery_codes())) == 10
    visitor.page.get_by_role("link", name="I have kept them. Go on").click()
    visitor.at("/board/")

    visitor.sign_out()
    visitor.sign_in("dana")
    expect(visitor.page.get_by_role("heading", name="One more step")).to_be_visible()
    visitor.open("/board/")
    expect(visitor.page.get_by_role("heading", name="One more step")).to_be_visible()
    visitor.type_code(wrong_code(key))
    expect(visitor.page.get_by_role("alert")).to_contain_text(NOT_RIGHT)
    visitor.type_code(app_code(key))
    visitor.at("/board/")


def test_a_recovery_code_signs_in_once(visitor: Visitor) -> None:
    visitor.sign_in("sam")
    visitor.set_up_app()
    first, second, *_ = visitor.recovery_codes()
    visitor.sign_out()
    visitor.sign_in("sam")
    visitor.type_code(first)
    visitor.at("/board/")
    visitor.open(FACTORS)
    expect(visitor.page.get_by_text("9 codes are left.")).to_be_visible()

    visitor.sign_out()
    visitor.sign_in("sam")
    visitor.type_code(first)
    expect(visitor.page.get_by_role("alert")).to_contain_text(NOT_RIGHT)
    visitor.type_code(second)
    visitor.at("/board/")


def test_a_passkey_signs_in_without_a_mail_and_is_a_second_step_too(visitor: Visitor) -> None:
    visitor.give_passkeys()
    visitor.sign_in("lea")
    visitor.page.get_by_role("link", name="Add a passkey").click()
    visitor.tap("Add this device")
    expect(visitor.page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert len(visitor.recovery_codes()) == 10
    visitor.open(f"{FACTORS}webauthn/add/")
    visitor.tap("Add this device")
    expect(visitor.page.get_by_role("alert")).to_have_text("This device has a passkey for you already.")

    visitor.sign_out()
    mails = len(visitor.mail.mails)
    visitor.tap("Sign in with a passkey")
    visitor.at("/board/")
    assert len(visitor.mail.mails) == mails

    visitor.sign_out()
    visitor.sign_in("lea")
    visitor.tap("Use my passkey")
    visitor.at("/board/")


def test_a_passkey_that_does_not_open_says_so_and_the_other_ways_stay(visitor: Visitor) -> None:
    authenticator = visitor.give_passkeys()
    visitor.open("/")
    visitor.page.get_by_label("E-mail").first.fill("noah@example.org")
    authenticator("setUserVerified", isUserVerified=False)
    visitor.tap("Sign in with a passkey")
    expect(visitor.page.get_by_role("alert")).to_contain_text("That did not work, or it was stopped.")
    expect(visitor.page.get_by_label("E-mail").first).to_have_value("noah@example.org")
    visitor.page.context.set_offline(True)
    visitor.tap("Sign in with a passkey")
    expect(visitor.page.get_by_role("alert")).to_contain_text("There is no connection right now.")
    visitor.page.context.set_offline(False)
    visitor.sign_in("noah")
    visitor.at("/")


def test_where_there_can_be_no_passkey_none_is_offered(visitor: Visitor) -> None:
    visitor.page.add_init_script("delete globalThis.PublicKeyCredential")
    visitor.open("/")
    expect(visitor.page.get_by_role("button", name="Send me a code")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_a_client_is_in_with_the_code_of_the_mail_alone(visitor: Visitor) -> None:
    visitor.sign_in("mia")
    visitor.at("/")
    expect(visitor.page.get_by_role("button", name="Get coaching")).to_be_visible()


def test_a_passkey_opens_the_lock_of_the_phone_where_its_person_wants_that(visitor: Visitor) -> None:
    page, authenticator = visitor.page, visitor.give_passkeys()
    visitor.sign_in("otto")
    visitor.open("/privacy/lock/")
    expect(page.get_by_label("My passkey opens it, too")).to_have_count(0)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("link", name="Add a passkey").click()
    visitor.tap("Add this device")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    visitor.open("/privacy/lock/")
    page.get_by_label("A PIN: 4 to 8 digits").fill("2580")
    page.get_by_label("The same PIN again").fill("2580")
    page.get_by_label("My passkey opens it, too").check()
    visitor.tap("Lock it from now on")
    expect(page.get_by_text("This phone has a lock now.")).to_be_visible()

    visitor.open("/privacy/locked/")
    visitor.open("/diary/")
    visitor.at("/privacy/locked/?next=%2Fdiary%2F")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        assert axe_findings(page) == []
    problem = page.locator("[data-passkey-problem]")
    authenticator("setUserVerified", isUserVerified=False)
    visitor.tap("Open with my passkey")
    expect(problem).to_contain_text("That did not work, or it was stopped.")
    page.context.set_offline(True)
    visitor.tap("Open with my passkey")
    expect(problem).to_contain_text("There is no connection right now.")
    page.context.set_offline(False)
    authenticator("setUserVerified", isUserVerified=True)
    page.get_by_role("button", name="Open with my passkey").press("Enter")
    visitor.at("/diary/")
    visitor.open("/mine/")
    visitor.at("/mine/")


def test_a_password_that_is_wrong_keeps_the_address_and_the_other_ways(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.get_by_text("Sign in with a password").click()
    visitor.page.get_by_label("E-mail").last.fill("otto@example.org")
    visitor.page.get_by_label("Password").fill("not this one")
    visitor.tap("Sign in")
    expect(visitor.page.get_by_role("alert").filter(has_text="do not belong together")).to_be_visible()
    expect(visitor.page.get_by_label("E-mail").last).to_have_value("otto@example.org")
    expect(visitor.page.get_by_role("button", name="Send me a code")).to_be_visible()


def test_every_page_of_signing_in_is_accessible_fits_and_says_nothing_in_its_title(visitor: Visitor) -> None:
    page = visitor.page
    visitor.give_passkeys()

    def looks_right() -> None:
        expect(page).to_have_title("Wiseline")
        for size in (PHONE, DESK):
            for scheme in ("light", "dark"):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
                assert axe_findings(page) == [], f"{page.url} {size} {scheme}"
                assert wider_than_screen(page) <= 0, f"{page.url} {size} {scheme}"

    for path in ("/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"):
        visitor.open(path)
        looks_right()
    code = visitor.ask_for_code("toni")
    looks_right()
    visitor.type_code("BBBB")
    looks_right()
    visitor.type_code(code)
    visitor.at(FACTORS)
    looks_right()
    visitor.open(f"{FACTORS}totp/activate/")
    looks_right()
    visitor.type_code("no", then="Turn it on")
    looks_right()
    visitor.open(FACTORS)
    visitor.set_up_app()
    looks_right()
    visitor.open(f"{FACTORS}webauthn/add/")
    looks_right()
    visitor.tap("Add this device")
    visitor.at(FACTORS)
    looks_right()
    visitor.open(f"{FACTORS}webauthn/")
    looks_right()
    for link in ("Rename Passkey", "Remove Passkey"):
        visitor.open(f"{FACTORS}webauthn/")
        page.get_by_role("link", name=link).click()
        looks_right()
    for path in (
        f"{FACTORS}recovery-codes/generate/",
        f"{FACTORS}totp/deactivate/",
        f"{FACTORS}reauthenticate/",
        f"{FACTORS}webauthn/reauthenticate/",
        "/accounts/logout/",
    ):
        visitor.open(path)
        looks_right()
    visitor.sign_out()
    visitor.sign_in("toni")
    looks_right()
    visitor.type_code("no")
    looks_right()
    visitor.tap("Stop signing in")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
