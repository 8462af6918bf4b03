"""The page of emergency numbers: open to anybody, with what answers, how, when, in which language, and who says so."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from tests.cast import Cast
from wiseline.lib.emergency.directory import (
    NOT_CHECKED,
    Channel,
    Country,
    Emergency,
    Hours,
    Line,
    Service,
    Source,
    countries,
)
from wiseline.people.models import Programme
from wiseline.safety import emergency
from wiseline.safety.emergency import be_in, country_of, help_for, help_in
from wiseline.safety.own_numbers import keep_number

READ = Source("A page", "https://example.org/lines", date(2026, 11, 24))
NOWHERE = Country(
    code="ZZ",
    name="Nowhere",
    emergency=(Emergency("119", Service.AMBULANCE, READ), Emergency("110", Service.POLICE, None)),
    lines=(
        Line("A line", Channel.CALL, "11 22", "", Hours("00:00", "24:00"), ("en", "de"), READ),
        Line("A text line", Channel.TEXT, "33 44", "", Hours("19:00", "07:00"), (), READ),
        Line("A chat", Channel.CHAT, "", "https://www.chat.example.org/now", None, (), READ),
    ),
)


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emergency, "for_country", lambda code: NOWHERE if code == "ZZ" else None)


def _page(code: str) -> str:
    response = Client().get("/help-now/", {"country": code})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def _about(page: str, href: str) -> str:
    """What stands in the link to `href`, without its marks."""
    found = re.search(rf'<a href="{re.escape(href)}">(.*?)</a>', page)
    assert found, href
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


@pytest.mark.django_db
@pytest.mark.usefixtures("nowhere")
def test_a_stranger_sees_what_answers_how_when_and_in_which_language() -> None:
    page = _page("ZZ")
    assert _about(page, "tel:119") == "Ambulance Nowhere 119"
    assert _about(page, "tel:110") == "Police Nowhere 110"
    assert _about(page, "tel:1122") == "A line by phone, day and night (English, Deutsch) 11 22"
    assert _about(page, "sms:3344") == "A text line by text, from 19:00 to 07:00 33 44"
    assert _about(page, "https://www.chat.example.org/now") == "A chat by chat chat.example.org"


@pytest.mark.django_db
@pytest.mark.usefixtures("nowhere")
def test_each_number_says_where_and_when_it_was_read_or_that_nobody_checked_it() -> None:
    page = _page("ZZ")
    assert 'Ambulance, 119: <a href="https://example.org/lines" rel="noreferrer">A page</a>, read on 24' in page
    assert "24 November 2026" in page
    assert "Police, 110: nobody has checked this number yet" in page
    assert NOT_CHECKED not in page, "the file's own word is not for people"


@pytest.mark.django_db
@pytest.mark.parametrize("country", countries(), ids=lambda country: country.code)
def test_the_page_of_every_country_offers_each_of_its_numbers(country: Country) -> None:
    page = _page(country.code)
    for href in [*(entry.href for entry in country.emergency), *(line.href for line in country.lines)]:
        assert f'<a href="{href}">' in page


@pytest.mark.django_db
def test_a_country_that_is_not_in_the_directory_gets_112() -> None:
    page = _page("AQ")
    assert _about(page, "tel:112") == "Emergency services 112"
    assert "Where these numbers come from" not in page


def test_the_programmes_own_number_comes_first_for_its_people(cast: Cast) -> None:
    cast.programme.own_emergency_line = "+49 30 123456"
    cast.programme.save()
    cast.mia.refresh_from_db()
    shown = help_for(cast.mia)
    assert [(dial.href, dial.source) for dial in shown.own] == [("tel:+4930123456", None)]
    assert help_in("DE").own == ()
    client = Client()
    client.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/help-now/").content.decode()
    assert page.index("tel:+4930123456") < page.index("tel:112")


def test_several_own_numbers_stand_above_the_countrys_with_name_hours_and_note(cast: Cast) -> None:
    keep_number(by=cast.lea, name="Night desk", number="030 11", way="call", hours="20 to 8", note="Ask for the doctor")
    keep_number(by=cast.lea, name="Write to us", number="0170 2345678", way="text")
    keep_number(by=cast.eve, name="Elsewhere", number="999 1", way="call")
    client = Client()
    client.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    page = re.sub(r"\s+", " ", client.get("/help-now/").content.decode())
    assert _about(page, "tel:03011") == "Night desk by phone 20 to 8. Ask for the doctor 030 11"
    assert _about(page, "sms:01702345678") == "Write to us by text 0170 2345678"
    assert page.index("tel:03011") < page.index("sms:01702345678") < page.index('"tel:112"')
    assert "999 1" not in page


def test_only_the_lead_keeps_numbers_and_a_bad_one_is_told(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lea, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/help-now/ours/", {"name": "Night desk", "number": "ring us", "by": "call"})
    assert answer.status_code == 422
    assert "That is no phone number" in answer.content.decode()
    assert 'value="ring us"' in answer.content.decode()


def test_who_travels_sees_the_numbers_of_the_country_for_a_day_and_then_their_own_again(
    cast: Cast, now: time_machine.Traveller
) -> None:
    client = Client()
    client.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/help-now/here/", {"country": "AU"})
    page = client.get("/help-now/").content.decode()
    assert "tel:000" in page
    assert "where you said that you are today" in page
    assert "tel:000" in client.get("/my-plan/").content.decode()
    now.shift(timedelta(hours=25))
    client.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    assert "tel:000" not in client.get("/help-now/").content.decode()
    be_in(person=cast.mia, country="AU")
    be_in(person=cast.mia, country="DE")
    assert country_of(cast.mia) == "DE"
    with pytest.raises(ValueError, match="ZZ"):
        be_in(person=cast.mia, country="ZZ")


@pytest.mark.django_db
def test_each_country_brings_its_zones_so_that_a_phone_can_ask_whether_it_is_there() -> None:
    page = Client().get("/help-now/").content.decode()
    assert re.search(r'<option value="IT" data-zones="[^"]*Europe/Rome[^"]*" data-name="Italy">Italy: 112<', page)


def test_help_is_the_same_for_somebody_who_never_signed_in_and_asks_for_nothing(cast: Cast) -> None:
    page = Client().get("/help-now/").content.decode()
    assert "/ask/" not in page
    assert "<select" in page


def test_who_never_signed_in_finds_the_numbers_of_the_programmes_country(cast: Cast) -> None:
    page = Client().get("/help-now/").content.decode()
    assert "tel:112" in page
    assert "tel:911" not in page
    assert re.search(r'<option value="DE"[^>]* selected>', page), "a phone whose clock is set to it is not asked"
    assert "Which country are you in?" in page


def test_a_demo_beside_the_programme_does_not_choose_the_numbers_of_strangers(cast: Cast) -> None:
    Programme.objects.update(is_demo=True)
    Programme.objects.create(name="Real", country="AU", timezone="Australia/Sydney")
    assert "tel:000" in Client().get("/help-now/").content.decode()


@pytest.mark.django_db
def test_without_a_programme_or_a_database_strangers_find_the_number_of_most_networks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "tel:112" in Client().get("/help-now/").content.decode()

    def down() -> None:
        raise OperationalError

    monkeypatch.setattr(emergency, "programme_of_strangers", down)
    assert "tel:112" in Client().get("/help-now/").content.decode()


@pytest.mark.django_db
def test_a_phone_keeps_the_page_of_strangers_anew_where_their_country_is_another(cast: Cast) -> None:
    before = Client().get("/sw.js").content
    assert Client().get("/sw.js").content == before
    Programme.objects.filter(pk=cast.programme.pk).update(country="AU")
    assert Client().get("/sw.js").content != before
