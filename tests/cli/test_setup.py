"""Setting up the first programme."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar

import pytest

from tests.cli.conftest import HARBOUR, Place
from wiseline.cli import setup
from wiseline.cli.stop import Stop


def test_the_link_signs_the_lead_in_once(place: Place, serving: Callable[..., str]) -> None:
    done = place.command("setup", *HARBOUR)
    assert done.returncode == 0, done.stderr
    address = serving(place)
    [path] = re.findall(r"http://127\.0\.0\.1:8000(/in/\S+)", done.stdout)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(address + path) as page:
        assert page.status == 200
        assert "/login" not in page.url
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address + path)


def test_running_it_again_makes_a_new_link_and_no_second_programme(harbour: Place) -> None:
    done = harbour.command("setup", "--email=aoife@example.org")
    assert done.returncode == 0
    assert "set up already" in done.stdout
    assert "/in/" in done.stdout
    count = harbour.python("from wiseline.people.models import Programme\nprint(Programme.objects.count())")
    assert count.strip() == "1"


def test_a_link_is_made_for_leads_only(harbour: Place) -> None:
    done = harbour.command("setup", "--email=p1@example.org")
    assert done.returncode == 1
    assert "/in/" not in done.stdout


def test_without_anybody_to_ask_it_says_what_is_missing(place: Place) -> None:
    done = place.command("setup", "--programme=Harbour", "--country=IE")
    assert done.returncode == 1
    assert "--timezone, --name, --email" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"country": "Ireland"}, "two letters"),
        ({"timezone": "Dublin"}, "time zone"),
        ({"email": "aoife"}, "e-mail"),
        ({"name": "  "}, "1 to 120"),
    ],
)
def test_a_wrong_answer_is_named(wrong: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = {
        "programme": "Harbour",
        "country": "IE",
        "timezone": "Europe/Dublin",
        "name": "Aoife Byrne",
        "email": "aoife@example.org",
    }
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    with pytest.raises(Stop, match=says):
        setup._completed(setup.Answers(**(right | wrong)))


def test_a_person_is_asked_again_until_the_answer_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["", "Ireland", "ie"])
    monkeypatch.setattr("typer.prompt", lambda question, default: next(answers))
    assert setup._one("", "Its country", "", setup._country) == "IE"


def test_the_demo_is_not_made_into_a_real_programme(harbour: Place) -> None:
    harbour.python("from wiseline.people.models import Programme\nProgramme.objects.update(is_demo=True)")
    done = harbour.command("setup", *HARBOUR)
    assert done.returncode == 1
    assert "holds the demo" in done.stderr
