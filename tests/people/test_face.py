"""The name and the icon of the installed app: neutral, chosen on the phone, the same in manifest, title and icon."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.cast import Cast, browser_of
from wiseline.web.privacy.face import COOKIE, FACES

FACE = "/privacy/face/"
MANIFEST = "/manifest.webmanifest"


@pytest.mark.parametrize("key", sorted(FACES))
def test_each_face_has_a_manifest_with_its_name_and_icons_that_are_there(key: str) -> None:
    told = Client().get(MANIFEST, {"as": key}).json()
    assert told["name"] == told["short_name"] == str(FACES[key].name)
    assert told["id"] == "/", "the same app, whatever it is called"
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    for icon in told["icons"]:
        assert FACES[key].icon in icon["src"]
        assert finders.find(icon["src"].removeprefix("/static/")), icon["src"]
    assert finders.find(FACES[key].svg)


def test_a_face_that_there_is_not_is_wiseline(db: None) -> None:
    assert Client().get(MANIFEST, {"as": "<b>"}).json()["name"] == "Wiseline"
    browser = Client()
    browser.cookies[COOKIE] = "nothing"
    assert "<title>Wiseline</title>" in browser.get("/help-now/").content.decode()


def test_what_is_chosen_is_on_every_page_of_this_browser_also_signed_out_and_nowhere_else(cast: Cast) -> None:
    phone, tablet = browser_of(cast.mia), browser_of(cast.mia)
    assert phone.post(FACE, {"face": "timer"}).status_code == 302
    for path in ("/", "/help-now/", FACE):
        page = phone.get(path).content.decode()
        assert "<title>Timer</title>" in page
        assert 'href="/manifest.webmanifest?as=timer"' in page
        assert "faces/timer-192.png" in page
    phone.post("/accounts/logout/")
    assert "<title>Timer</title>" in phone.get("/help-now/").content.decode()
    assert "<title>Wiseline</title>" in tablet.get("/").content.decode()


def test_it_goes_back_to_wiseline_and_says_that_the_icon_is_added_anew(cast: Cast) -> None:
    phone = browser_of(cast.mia)
    phone.post(FACE, {"face": "notes"})
    answer = phone.post(FACE, {"face": ""}, follow=True).content.decode()
    assert "<title>Wiseline</title>" in answer
    assert "take the old icon off" in answer
    wrong = phone.post(FACE, {"face": "somebody else's app"})
    assert wrong.status_code == 422
