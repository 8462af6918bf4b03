"""Who is in a call, who makes the offer, and how a call ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from wiseline.calls.flows import Joined, alive, end_forsaken, join, leave, rejoinable, signal
from wiseline.calls.models import Call, Leg
from wiseline.coaching.flows.answer import answer, end, hand_over
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.people.models import Person

OFFER = {"session": "s1", "description": {"type": "offer", "sdp": "v=0"}}


def _join(contact: Contact, person: Person) -> Joined:
    return join(contact_id=contact.pk, person=person, peers=contact.live_parties())


def _told(person: Person, kind: str = "call") -> list[dict[str, Any]]:
    return list(Event.objects.filter(person=person, kind=kind).order_by("seq").values_list("data", flat=True))


def test_who_comes_first_offers_and_who_comes_later_gets_the_offer_that_waits(cast: Cast, contact: Contact) -> None:
    mia = _join(contact, cast.mia)
    signal(leg=mia.leg, kind="offer", data=OFFER)
    signal(leg=mia.leg, kind="candidates", data={"session": "s1", "candidates": ["a"]})
    signal(leg=mia.leg, kind="candidates", data={"session": "other", "candidates": ["b"]})
    dana = _join(contact, cast.dana)
    assert mia.offer is None
    assert dana.offer == {**OFFER, "leg": str(mia.leg.pk), "candidates": ["a"]}
    assert [leg.pk for leg in dana.others] == [mia.leg.pk]
    assert _told(cast.mia)[-1] == {
        "id": str(contact.pk),
        "what": "joined",
        "leg": str(dana.leg.pk),
        "phone": False,
        "took": "s1",
    }


def test_an_offer_serves_once_and_not_when_it_is_old(cast: Cast, contact: Contact, now: time_machine.Traveller) -> None:
    mia = _join(contact, cast.mia)
    signal(leg=mia.leg, kind="offer", data=OFFER)
    assert _join(contact, cast.dana).offer is not None
    assert _join(contact, cast.dana).offer is None
    leave(leg=mia.leg)
    mia = _join(contact, cast.mia)
    signal(leg=mia.leg, kind="offer", data=OFFER)
    now.shift(timedelta(seconds=21))
    alive(leg=mia.leg, connected=False)
    assert _join(contact, cast.dana).offer is None


def test_signals_reach_the_other_side_in_their_order(cast: Cast, contact: Contact) -> None:
    mia, dana = _join(contact, cast.mia), _join(contact, cast.dana)
    for kind in ("offer", "candidates", "hello"):
        signal(leg=mia.leg, kind=kind, data={"session": "s1"})
    told = _told(cast.dana, "signal")
    assert [event["signal"] for event in told] == ["offer", "candidates", "hello"]
    assert {(event["from_leg"], event["to_leg"]) for event in told} == {(str(mia.leg.pk), str(dana.leg.pk))}
    assert _told(cast.mia, "signal") == []
    with pytest.raises(ValueError, match="no signal"):
        signal(leg=mia.leg, kind="shout", data={})


def test_a_newer_page_of_the_same_person_takes_over_and_the_older_one_can_end_nothing(
    cast: Cast, contact: Contact
) -> None:
    old, dana = _join(contact, cast.mia), _join(contact, cast.dana)
    new = _join(contact, cast.mia)
    assert {"id": str(contact.pk), "leg": str(old.leg.pk), "what": "moved"} in _told(cast.mia)
    leave(leg=old.leg)
    assert [leg.pk for leg in alive(leg=dana.leg, connected=False)] == [new.leg.pk]


def test_who_hangs_up_is_told_to_both_and_twice_is_once(cast: Cast, contact: Contact) -> None:
    mia, dana = _join(contact, cast.mia), _join(contact, cast.dana)
    alive(leg=mia.leg, connected=True)
    leave(leg=dana.leg)
    leave(leg=mia.leg)
    call = Call.objects.get()
    assert (call.end, call.ended_by) == (Call.End.HUNG_UP, cast.dana)
    for person in (cast.mia, cast.dana):
        ended = [event for event in _told(person) if event["what"] == "ended"]
        assert [(event["end"], event["by"]) for event in ended] == [("hung_up", str(cast.dana.pk))]


def test_a_call_that_never_connected_is_kept_as_that(cast: Cast, contact: Contact) -> None:
    leave(leg=_join(contact, cast.mia).leg, peers=contact.live_parties())
    assert Call.objects.get().end == Call.End.NOT_CONNECTED
    assert _told(cast.dana)[-1]["end"] == "hung_up"  # also told to who was not on the line, so that it stops calling


def test_a_page_may_come_back_for_half_a_minute(cast: Cast, contact: Contact, now: time_machine.Traveller) -> None:
    mia, dana = _join(contact, cast.mia), _join(contact, cast.dana)
    now.shift(timedelta(seconds=29))
    assert rejoinable(contact_id=contact.pk, person=cast.mia)
    now.shift(timedelta(seconds=2))
    assert not rejoinable(contact_id=contact.pk, person=cast.mia)
    assert alive(leg=dana.leg, connected=False) == []
    assert [leg.pk for leg in alive(leg=mia.leg, connected=False)] == [dana.leg.pk]


def test_a_call_that_everybody_vanished_from_ended_with_its_last_sign_of_life(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    mia = _join(contact, cast.mia)
    now.shift(timedelta(seconds=50))
    alive(leg=mia.leg, connected=False)
    seen = clock.now()
    now.shift(timedelta(minutes=3))
    assert end_forsaken(clock.now()) == 1
    assert end_forsaken(clock.now()) == 0
    call = Call.objects.get()
    assert (call.end, call.ended_at) == (Call.End.LOST, seen)
    assert _join(contact, cast.dana).new_call


def test_who_joins_a_forsaken_call_begins_a_new_one(cast: Cast, contact: Contact, now: time_machine.Traveller) -> None:
    _join(contact, cast.mia)
    now.shift(timedelta(minutes=3))
    dana = _join(contact, cast.dana)
    assert dana.new_call
    assert dana.others == []
    assert Call.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("how", ["end", "hand_over"])
def test_a_talk_that_is_over_takes_its_call_along(cast: Cast, contact: Contact, how: str) -> None:
    _join(contact, cast.mia)
    _join(contact, cast.dana)
    if how == "end":
        end(contact_id=contact.pk, by=cast.dana)
    else:
        hand_over(contact_id=contact.pk, coach=cast.dana, to=None)
    assert Call.objects.get().ended_by == cast.dana
    assert any(event["what"] == "ended" and event["by"] == str(cast.dana.pk) for event in _told(cast.mia))


STEPS = st.lists(
    st.tuples(st.sampled_from(["join", "offer", "alive", "leave", "pass"]), st.sampled_from(["mia", "dana"])),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_the_order_there_is_one_call_with_one_page_each_and_one_who_offers(
    cast: Cast, now: time_machine.Traveller, steps: list[tuple[str, str]]
) -> None:
    Contact.objects.all().delete()
    asked, _new = ask(client=cast.mia, safety="safe", way="call")
    contact = answer(contact_id=asked.pk, coach=cast.dana)
    people = {"mia": cast.mia, "dana": cast.dana}
    pages: dict[str, Joined] = {}
    for number, (what, name) in enumerate(steps):
        page = pages.get(name)
        if what == "pass":
            now.shift(timedelta(seconds=17))
        elif what == "join":
            pages[name] = page = _join(contact, people[name])
            there = {leg.person_id for leg in page.others}
            assert there <= {people["dana" if name == "mia" else "mia"].pk}
            assert page.offer is None or page.offer["leg"] in {str(leg.pk) for leg in page.others}
        elif page is None or Leg.objects.get(pk=page.leg.pk).left_at is not None:
            continue
        elif what == "offer":
            signal(leg=page.leg, kind="offer", data={"session": str(number)})
        elif what == "alive":
            alive(leg=page.leg, connected=number % 2 == 0)
        else:
            leave(leg=page.leg)
        calls = Call.objects.filter(contact_id=contact.pk)
        assert calls.filter(ended_at=None).count() <= 1
        assert not Leg.objects.filter(call__in=calls.exclude(ended_at=None), left_at=None).exists()
        assert all(calls.filter(legs__person=person, legs__left_at=None).count() <= 1 for person in people.values())
        assert Leg.objects.filter(call__in=calls).exclude(offer=None).count() <= 1
