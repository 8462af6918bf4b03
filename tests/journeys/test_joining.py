"""Joining on one's own phone: it begins with where the phone is, and everything can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, axe_findings, wider_than_screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.journeys.server import Journey


@pytest.fixture
def phones(voice_chromium: Browser, journey: Journey) -> Iterator[Phones]:
    phones = Phones(voice_chromium, journey)
    yield phones
    phones.close()


class Phones:
    """Phones of people who were invited to a programme in Germany."""

    def __init__(self, browser: Browser, journey: Journey) -> None:
        self.browser, self.journey = browser, journey
        self.contexts: list[BrowserContext] = []

    def open(self, *, zone: str, language: str, **options: object) -> Page:
        """The page of a fresh invitation, on a phone with this time zone and language."""
        token = self.journey.hand("invite", by=self.journey.id_of("dana"), name="Ida Holm")
        context = self.browser.new_context(**{"viewport": PHONE, "timezone_id": zone, "locale": language, **options})
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = self.journey.watched(context.new_page())
        page.goto(f"{self.journey.server.url}/people/join/{token}/")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def join(page: Page) -> None:
    page.get_by_label("I have read this and I agree").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("button", name="Get coaching")).to_be_visible()


@pytest.mark.parametrize(
    ("zone", "language", "country", "kept_zone"),
    [
        ("Europe/Vienna", "de-AT", "AT", "Europe/Vienna"),
        ("Europe/Dublin", "en-US", "IE", "Europe/Dublin"),  # the language would say 911
        ("Europe/Berlin", "en-US", "DE", "Europe/Berlin"),
        ("Asia/Calcutta", "en-IN", "IN", "Asia/Calcutta"),  # an old name, that lies in no country
        ("Asia/Calcutta", "en", "DE", "Asia/Calcutta"),
        ("Africa/Kinshasa", "fr-FR", "DE", "Africa/Kinshasa"),  # a country whose numbers we do not know
        ("UTC", "en-US", "DE", "Europe/Berlin"),
    ],
)
def test_the_place_begins_where_the_phone_is(
    phones: Phones, zone: str, language: str, country: str, kept_zone: str
) -> None:
    page = phones.open(zone=zone, language=language)
    expect(page.get_by_label("Time zone")).to_have_value(kept_zone)
    expect(page.get_by_label("Country")).to_have_value(country)
    join(page)
    page.goto(f"{phones.journey.server.url}/people/me/")
    expect(page.get_by_label("Time zone")).to_have_value(kept_zone)
    expect(page.get_by_label("Country")).to_have_value(country)


def test_in_the_programmes_own_zone_the_country_is_the_programmes(phones: Phones) -> None:
    phones.journey.people = phones.journey.hand("fresh_cast", timezone="Europe/Zurich")  # a German programme, there
    page = phones.open(zone="Europe/Zurich", language="de-CH")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Zurich")
    expect(page.get_by_label("Country")).to_have_value("DE")


def test_the_place_can_be_changed_and_stays_changed_when_something_was_missing(phones: Phones) -> None:
    page = phones.open(zone="Europe/Vienna", language="de-AT")
    expect(page.get_by_label("Country")).to_have_value("AT")
    page.get_by_label("Country").select_option("CH")
    page.get_by_label("Time zone").fill("Europe/Nowhere")
    page.get_by_label("I have read this and I agree").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_contain_text("We do not know this time zone.")
    expect(page.get_by_label("Country")).to_have_value("CH")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Nowhere")
    page.get_by_label("Time zone").fill("Europe/Zurich")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("button", name="Get coaching")).to_be_visible()
    page.goto(f"{phones.journey.server.url}/people/me/")
    expect(page.get_by_label("Country")).to_have_value("CH")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Zurich")


def test_without_scripts_the_place_is_the_programmes(phones: Phones) -> None:
    page = phones.open(zone="Europe/Vienna", language="de-AT", java_script_enabled=False)
    expect(page.get_by_label("Country")).to_have_value("DE")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    join(page)


def test_the_page_is_accessible_and_fits(phones: Phones) -> None:
    page = phones.open(zone="Europe/Vienna", language="de-AT")
    for size in (PHONE, DESK):
        for scheme in ("light", "dark"):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
            assert axe_findings(page) == [], f"{size} {scheme}"
            assert wider_than_screen(page) <= 0, f"{size} {scheme}"
