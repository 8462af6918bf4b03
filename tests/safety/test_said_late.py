"""A request made without a network that arrives long after: nobody takes what was true then for what is true now."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.calls.models import PhoneLine
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask, say_safety
from wiseline.coaching.models import Contact
from wiseline.coaching.phone import coach
from wiseline.coaching.phone.facts import Around, facts_of
from wiseline.coaching.phone.words import Left, offer
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import Person

MOMENT = timedelta(minutes=1)
DAYS = timedelta(days=2, hours=20, minutes=20)  # from a Friday, 23:10
SAID = "Friday 23:10"


def sent(cast: Cast, after: timedelta, **fields: str) -> Contact:
    """As the outbox sends it, from a device whose clock is a day wrong."""
    device = clock.now() - timedelta(days=1)
    times = {"written_at": (device - after).isoformat(), "device_now": device.isoformat()}
    browser_of(cast.mia).post("/ask/", {"client_key": "k", **times, **fields}, headers={"Accept": "application/json"})
    return Contact.objects.get(client=cast.mia)


def page(person: Person, contact: Contact) -> str:
    return " ".join(browser_of(person).get(reverse("coaching:open", args=[contact.pk])).content.decode().split())


def test_danger_said_days_ago_rings_at_once_with_its_time_and_the_client_is_asked_again(cast: Cast) -> None:
    contact = sent(cast, DAYS, kind="crisis", safety="danger", happening="I have pills here")
    assert (contact.status, contact.ringing, contact.safety) == (Status.RINGING, cast.dana, "danger")
    assert contact.said_at == contact.safety_said_at == clock.now() - DAYS
    words = f"aid on {SAID}, arrived only Monday 19:30"
    assert words in page(cast.dana, contact)
    assert f"it was said on {SAID}, and arrived now" in page(cast.dana, contact), "in what happened"
    dana = browser_of(cast.dana)
    for path in ("coaching:board", "coaching:rings"):
        assert words in " ".join(dana.get(reverse(path)).content.decode().split()), path
    shown = page(cast.mia, contact)
    assert f"You told us on {SAID}. It reached us only now." in shown
    assert "Are you safe now?" in shown
    assert "You said that you are in danger" in shown, "the numbers are there meanwhile"
    answer(contact_id=contact.pk, coach=cast.dana)
    assert words in page(cast.dana, contact), "in the talk"
    say_safety(contact_id=contact.pk, client=cast.mia, safety="safe")
    shown = page(cast.dana, contact)
    assert words not in shown
    assert f"sked on {SAID}" in shown, "what is told is still as old"
    assert "Are you safe now?" not in page(cast.mia, contact)


def test_a_coachs_phone_says_when_danger_was_said_where_it_arrived_late(cast: Cast) -> None:
    contact = sent(cast, DAYS, kind="crisis", safety="danger")
    line = PhoneLine(part="coach", person=cast.dana, contact_id=contact.pk, created_at=clock.now())
    facts = facts_of(Around(line), clock.now())
    assert isinstance(facts, coach.Facts)
    said = offer("M B", facts.safety, "20:00", Left(said_at=facts.said_at))
    assert said[2] == "They said so on Friday 20 November, 23:10, without a network."
    say_safety(contact_id=contact.pk, client=cast.mia, safety="danger")
    facts = facts_of(Around(line), clock.now())
    assert isinstance(facts, coach.Facts)
    assert facts.said_at == ""


def test_safe_said_long_ago_answers_the_question_no_more(cast: Cast) -> None:
    contact = sent(cast, DAYS, safety="safe")
    assert (contact.safety, contact.status) == ("", Status.ASKED)
    assert "Are you safe right now?" in page(cast.mia, contact)
    assert f"sked on {SAID}, arrived only Monday 19:30" in page(cast.dana, contact)


@pytest.mark.parametrize("safety", ["safe", "danger"])
def test_what_arrives_after_a_moment_is_as_if_it_were_said_now(cast: Cast, safety: str) -> None:
    contact = sent(cast, MOMENT, safety=safety)
    assert (contact.safety, contact.said_at, contact.safety_said_at) == (safety, None, None)
    assert "arrived only" not in page(cast.dana, contact)
    assert "It reached us only now" not in page(cast.mia, contact)


def test_a_device_whose_clock_is_ahead_says_nothing_late(cast: Cast) -> None:
    ahead = (clock.now() + DAYS).isoformat()
    browser_of(cast.mia).post("/ask/", {"safety": "safe", "written_at": ahead})
    assert Contact.objects.get().said_at is None


@pytest.mark.parametrize(
    ("stands", "late", "then"),
    [
        ("danger", "safe", "danger"),
        ("unsure", "safe", "unsure"),
        ("danger", "unsure", "danger"),
        ("safe", "danger", "danger"),
        ("", "unsure", "unsure"),
    ],
)
def test_what_arrives_late_takes_the_place_of_nothing_that_was_said_since_but_worse_counts(
    cast: Cast, now: time_machine.Traveller, stands: str, late: str, then: str
) -> None:
    ask(client=cast.mia, safety=stands, primer={"happening": "It is better now"})
    now.shift(MOMENT)
    contact = sent(cast, DAYS, safety=late, happening="I can’t go on")
    assert (contact.safety, contact.primer["happening"]) == (then, "It is better now")
    assert contact.said_at is None, "the request itself is new"
    assert (contact.safety_said_at is not None) is (then != stands)
    assert ("Are you safe now?" in page(cast.mia, contact)) is (then != stands)
