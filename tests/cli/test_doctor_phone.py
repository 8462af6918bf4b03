"""What the doctor says of the phone network."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.cast import Cast
from tests.fakes.pbx import Pbx
from tests.fakes.phones import give_number
from tests.fakes.twiml_gateway import Gateway
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import SECOND
from wiseline.calls.providers.asterisk import speech
from wiseline.cli.doctor import phone
from wiseline.cli.doctor.finding import Level
from wiseline.lib import clock
from wiseline.reach.models import PhoneNumber


@pytest.mark.parametrize(
    ("address", "number", "base", "expected"),
    [
        ("", "", "", (Level.ATTENTION, "nobody is rung by a real call")),
        ("fake:", "", "", (Level.FAIL, "rings nobody")),
        ("twiml://A:b@api.twilio.com", "", "https://x.org", (Level.FAIL, "WISELINE_PHONE_NUMBER")),
        ("twiml://A:b@api.twilio.com", "+4930900900", "http://x.org", (Level.FAIL, "WISELINE_BASE_URL")),
        ("twiml://api.twilio.com", "+4930900900", "https://x.org", (Level.FAIL, "account and token")),
        ("twiml://A:b@api.twilio.com", "+4930900900", "https://x.org", (Level.OK, "api.twilio.com")),
    ],
)
def test_each_setting_that_is_missing_is_named(
    settings: Settings, address: str, number: str, base: str, expected: tuple[Level, str]
) -> None:
    level, words = expected
    settings.PHONE, settings.PHONE_NUMBER, settings.BASE_URL = address, number, base
    found = phone.phone_network()
    assert found.level == level
    assert words in found.says
    assert "b@" not in found.says


@pytest.mark.parametrize(
    ("second", "number", "base", "words"),
    [
        ("twiml://C:d@x.signalwire.com", "", "https://x.org", "WISELINE_PHONE_SECOND_NUMBER"),
        ("twiml://x.signalwire.com", "+4930900901", "https://x.org", "WISELINE_PHONE_SECOND names no account"),
        ("twiml://C:d@x.signalwire.com", "+4930900901", "", "needs WISELINE_BASE_URL"),
        ("twiml://C:d@x.signalwire.com", "+4930900901", "https://x.org", ""),
    ],
)
def test_what_the_second_provider_lacks_is_named(
    settings: Settings, second: str, number: str, base: str, words: str
) -> None:
    settings.PHONE, settings.PHONE_NUMBER, settings.BASE_URL = "twiml://A:b@api.twilio.com", "+4930900900", base
    settings.PHONE_SECOND, settings.PHONE_SECOND_NUMBER = second, number
    found = phone.second_phone_network()
    assert found.level == (Level.FAIL if words else Level.OK)
    assert words in found.says
    assert "d@" not in found.says


def test_a_number_that_does_not_work_any_more_is_named_by_its_person(cast: Cast, settings: Settings) -> None:
    settings.PHONE = "fake:"
    give_number(cast.dana)
    assert phone.phone_numbers().level == Level.OK
    PhoneNumber.objects.update(disabled_at=clock.now())
    assert "Dana Reyes" in phone.phone_numbers().says


def test_a_test_call_is_placed_and_what_is_wrong_is_said(
    cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with Gateway() as gateway:
        settings.PHONE, settings.PHONE_NUMBER = gateway.address, "+4930900900"
        assert phone.place_test_call("+49 151 1234567") == 0
        assert gateway.asked[0].form["To"] == "+491511234567"
        assert str(PhoneLine.objects.get().pk) in gateway.asked[0].form["Url"]
        gateway.answers.append((401, {"code": 20003}))
        assert phone.place_test_call("+49 151 1234567") == 1
        assert "refused (20003)" in capsys.readouterr().out
    assert phone.place_test_call("0151 1234567") == 1
    assert "with + and the country" in capsys.readouterr().out


def test_an_endpoint_for_pages_that_the_pbx_does_not_have_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "can_speak", lambda: True)
    with Pbx(apps=("wiseline",)) as pbx:
        settings.PHONE, settings.PHONE_NUMBER = f"{pbx.address}&pages=pages:s3cret", "+4930900900"
        assert "no endpoint for pages" in phone.phone_network().says
        pbx.endpoints = ("pages",)
        assert phone.phone_network().level == Level.OK


def test_a_pbx_is_asked_and_what_is_missing_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "can_speak", lambda: True)
    with Pbx() as pbx:
        settings.PHONE, settings.PHONE_NUMBER = pbx.address, "+4930900900"
        found = phone.phone_network()
        assert (found.level, "nobody listens" in found.says) == (Level.ATTENTION, True)
        pbx.fails["asterisk/info"] = 401
        assert "refused (401)" in phone.phone_network().says
        monkeypatch.setattr(speech, "can_speak", lambda: False)
        assert "espeak-ng is not installed" in phone.phone_network().says
        assert "s3cret" not in found.says
    monkeypatch.setattr(speech, "can_speak", lambda: True)
    assert "does not answer" in phone.phone_network().says


def test_a_test_call_by_the_second_provider_goes_by_it_and_names_it(
    cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PHONE, settings.PHONE_NUMBER = "twiml://A:b@127.0.0.1:9/?http=1", "+4930900900"
    assert phone.place_test_call("+491511234567", second=True) == 1
    assert "no second phone provider is set" in capsys.readouterr().out
    with Gateway() as gateway:
        settings.PHONE_SECOND, settings.PHONE_SECOND_NUMBER = gateway.address, "+4930900901"
        assert phone.place_test_call("+491511234567", second=True) == 0
        assert gateway.asked[0].form["From"] == "+4930900901"
    assert PhoneLine.objects.get().provider == SECOND, "its webhooks are heard"
    told = capsys.readouterr().out
    assert "the second provider 127.0.0.1, from +4930900901, took it" in told
    assert "t0ken" not in told
