"""What pages may ask of a call, and what they are answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.calls.conftest import Browser
from tests.cast import Cast
from wiseline.calls.models import Call
from wiseline.coaching.flows.answer import answer, end, promise, start
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.call import call_bar, call_facts
from wiseline.lib import clock
from wiseline.reach.models import Delivery


@pytest.mark.parametrize("name", ["noah", "sam", "lea", "eve", "otto"])
def test_for_everybody_but_the_two_who_talk_there_is_no_call(
    cast: Cast, contact: Contact, browser: Browser, name: str
) -> None:
    mia = browser(cast.mia)
    leg = mia.post(f"/c/{contact.pk}/call/").json()["leg"]
    other = browser(getattr(cast, name))
    assert other.get(f"/c/{contact.pk}/call/").status_code == 404
    assert other.post(f"/c/{contact.pk}/call/").status_code == 404
    for what in ("signal", "alive", "leave"):
        assert other.post(f"/leg/{leg}/{what}/", {"kind": "offer"}).status_code == 404
    assert Call.objects.get().ended_at is None


def test_nobody_may_use_the_page_of_the_other_one(cast: Cast, contact: Contact, browser: Browser) -> None:
    leg = browser(cast.mia).post(f"/c/{contact.pk}/call/").json()["leg"]
    assert browser(cast.dana).post(f"/leg/{leg}/alive/").status_code == 404


def test_without_a_coach_there_is_nothing_to_join(cast: Cast, contact: Contact, browser: Browser) -> None:
    end(contact_id=contact.pk, by=cast.dana)
    mia = browser(cast.mia)
    assert mia.post(f"/c/{contact.pk}/call/").status_code == 404
    facts = mia.get(f"/c/{contact.pk}/call/").json()
    assert (facts["status"], facts["can_call"], facts["ice"]) == ("wrapping_up", False, [])


def test_a_page_that_is_out_is_told_why(cast: Cast, contact: Contact, browser: Browser) -> None:
    mia, dana = browser(cast.mia), browser(cast.dana)
    old = mia.post(f"/c/{contact.pk}/call/").json()["leg"]
    new = mia.post(f"/c/{contact.pk}/call/").json()["leg"]
    moved = mia.post(f"/leg/{old}/alive/")
    assert (moved.status_code, moved.json()) == (409, {"what": "moved"})
    theirs = dana.post(f"/c/{contact.pk}/call/").json()["leg"]
    assert dana.post(f"/leg/{theirs}/leave/", {"end": "hung_up"}).status_code == 204
    ended = mia.post(f"/leg/{new}/signal/", {"kind": "offer", "body": {}})
    assert (ended.status_code, ended.json()) == (409, {"what": "ended", "end": "hung_up", "by": str(cast.dana.pk)})


def test_a_sign_of_life_tells_who_is_there_and_who_was_first(cast: Cast, contact: Contact, browser: Browser) -> None:
    mia, dana = browser(cast.mia), browser(cast.dana)
    first = mia.post(f"/c/{contact.pk}/call/").json()
    later = dana.post(f"/c/{contact.pk}/call/").json()
    assert (first["others"], later["others"]) == ([], [first["leg"]])
    told = mia.post(f"/leg/{first['leg']}/alive/", {"connected": True}).json()
    assert told == {"others": [{"leg": later["leg"], "first": False, "phone": False}]}
    told = dana.post(f"/leg/{later['leg']}/alive/", {"connected": True}).json()
    assert told == {"others": [{"leg": first["leg"], "first": True, "phone": False}]}


def test_a_page_that_comes_back_knows_for_how_long_they_have_talked(
    cast: Cast, contact: Contact, browser: Browser, now: time_machine.Traveller
) -> None:
    mia = browser(cast.mia)
    joined = mia.post(f"/c/{contact.pk}/call/").json()
    assert joined["talked"] is None
    mia.post(f"/leg/{joined['leg']}/alive/", {"connected": True})
    now.shift(timedelta(seconds=25))
    assert mia.get(f"/c/{contact.pk}/call/").json()["rejoin"] == joined["leg"]
    assert mia.post(f"/c/{contact.pk}/call/").json()["talked"] == 25


def test_what_no_page_of_ours_sends_is_refused(cast: Cast, contact: Contact, browser: Browser) -> None:
    mia = browser(cast.mia)
    leg = mia.post(f"/c/{contact.pk}/call/").json()["leg"]
    for odd in ({"kind": "shout"}, {"kind": "offer", "body": [1]}, {"kind": "offer", "body": {"x": "y" * 70_000}}, []):
        assert mia.post(f"/leg/{leg}/signal/", odd).status_code == 400
    assert mia.client.get(f"/leg/{leg}/signal/").status_code == 405


def test_a_page_that_signals_without_end_is_slowed(cast: Cast, contact: Contact, browser: Browser) -> None:
    mia = browser(cast.mia)
    leg = mia.post(f"/c/{contact.pk}/call/").json()["leg"]
    statuses = {mia.post(f"/leg/{leg}/signal/", {"kind": "hello"}).status_code for _ in range(200)}
    assert statuses == {204}
    assert mia.post(f"/leg/{leg}/signal/", {"kind": "hello"}).status_code == 429
    assert mia.post(f"/leg/{leg}/leave/").status_code == 204


def test_the_call_begins_by_itself_right_after_the_answer_and_once(
    cast: Cast, contact: Contact, browser: Browser, now: time_machine.Traveller
) -> None:
    assert call_facts(contact, cast.dana)["begin"]
    assert call_facts(contact, cast.mia)["begin"]
    mia = browser(cast.mia)
    leg = mia.post(f"/c/{contact.pk}/call/").json()["leg"]
    assert call_facts(contact, cast.dana)["begin"]
    assert call_facts(contact, cast.dana)["waits"]
    mia.post(f"/leg/{leg}/leave/")
    assert not call_facts(contact, cast.dana)["begin"]
    assert not call_facts(contact, cast.mia)["begin"]


def test_no_microphone_opens_by_itself_later_or_for_who_did_not_ask_for_a_call(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    now.shift(timedelta(minutes=3))
    assert not call_facts(contact, cast.dana)["begin"]
    written, _new = ask(client=cast.noah, safety="safe", way="message")
    written = answer(contact_id=written.pk, coach=cast.sam)
    assert not call_facts(written, cast.sam)["begin"]


def test_a_promised_call_begins_for_the_coach_and_rings_for_the_client(cast: Cast) -> None:
    asked, _new = ask(client=cast.mia, safety="safe", way="call_back")
    promise(contact_id=asked.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    contact = answer(contact_id=asked.pk, coach=cast.dana)
    assert call_facts(contact, cast.dana)["begin"]
    assert not call_facts(contact, cast.mia)["begin"]


def test_a_call_that_the_coach_starts_opens_no_microphone_of_the_client(cast: Cast) -> None:
    contact = start(coach=cast.dana, client=cast.mia, kind="check_in")
    assert call_facts(contact, cast.dana)["begin"]
    assert not call_facts(contact, cast.mia)["begin"]


def test_the_bar_is_for_the_two_who_talk_and_names_the_other(cast: Cast, contact: Contact) -> None:
    mine, theirs = call_bar(contact, cast.mia), call_bar(contact, cast.dana)
    assert mine is not None
    assert theirs is not None
    assert (mine["name"], theirs["name"]) == ("Dana Reyes", "Mia Berg")
    assert call_bar(contact, cast.sam) is None


def test_a_second_call_rings_the_other_one_whose_phone_may_be_put_away(
    cast: Cast, contact: Contact, browser: Browser, now: time_machine.Traveller
) -> None:
    mia = browser(cast.mia)
    leg = mia.post(f"/c/{contact.pk}/call/").json()["leg"]
    mia.post(f"/leg/{leg}/leave/")
    rings = Delivery.objects.filter(kind="call", contact_id=contact.pk)
    assert not rings.filter(person=cast.dana).exists()  # the answer was a moment ago: she is there
    now.shift(timedelta(minutes=5))
    mia.post(f"/c/{contact.pk}/call/")
    assert rings.filter(person=cast.dana).exists()


def test_a_coach_who_answers_without_leaving_the_page_is_on_the_line_at_once(cast: Cast, browser: Browser) -> None:
    asked, _new = ask(client=cast.mia, safety="safe", way="call")
    dana, sam = browser(cast.dana), browser(cast.sam)
    path = f"/c/{asked.pk}/answer/"
    reply = dana.client.post(path, HTTP_ACCEPT="application/json").json()
    assert reply["next"] == f"/c/{asked.pk}/"
    assert reply["joined"]["others"] == []
    assert reply["facts"]["name"] == "Mia Berg"
    again = dana.client.post(path, HTTP_ACCEPT="application/json").json()
    assert again["joined"]["call"] == reply["joined"]["call"]
    late = sam.client.post(path, HTTP_ACCEPT="application/json")
    assert late.status_code == 404 or late.json() == {"next": reply["next"], "facts": None, "joined": None}
