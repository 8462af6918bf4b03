"""A try to ring a coach fails, or is slow, and they take the contact in the app meanwhile: their phone rings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.phones import NUMBERS, Phone, dial, pick_up, ringing, settle, the_contact
from wiseline.calls.line import Event as Happened
from wiseline.calls.line import What, heard
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.fake import Fake
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.phone.bar import phone_bar
from wiseline.live.publish import changes
from wiseline.reach.flows.send import Sender
from wiseline.reach.models import Delivery

MIA = NUMBERS["Mia"]
Place = Callable[..., str]
PLACE: Place = Fake.place


@pytest.fixture(autouse=True)
def _plain(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def fails_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first call that is placed is refused, as by a provider that is overloaded; who was rung after it."""
    tried: list[str] = []

    def place(self: Fake, **given: object) -> str:
        tried.append(str(given["to"]))
        if len(tried) == 1:
            raise ProviderError("refused (503)", down=True)
        return PLACE(self, **given)

    monkeypatch.setattr(Fake, "place", place)
    return tried


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, list[Exception]]]:
    """The first call is taken, or fails, only once the event is set."""
    answered, fails = Event(), list[Exception]()
    first = iter([True])

    def place(self: Fake, **given: object) -> str:
        if next(first, False):
            answered.wait(10)
            for error in fails:
                raise error
        return PLACE(self, **given)

    monkeypatch.setattr(Fake, "place", place)
    yield answered, fails
    answered.set()


def _by_phone(phones: Cast) -> None:
    browser_of(phones.dana).post(reverse("phone:by_phone", args=[the_contact().pk]))


def test_a_coach_whose_phone_could_not_be_rung_at_once_is_rung_when_they_take_a_caller_in_the_app(
    phones: Cast, fails_once: list[str]
) -> None:
    mia = dial(MIA).press("2")
    settle()
    assert ringing(phones.dana) is None
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert "Dana has your request and is coming to the phone." in mia.hears()
    dana = pick_up(phones.dana).press("1")
    settle()
    assert dana.in_room
    assert mia.in_room
    assert fails_once == [NUMBERS["Dana"]] * 2


def test_a_phone_whose_only_try_failed_is_not_said_to_ring(phones: Cast, fails_once: list[str]) -> None:
    dial(MIA).press("2").hang_up()
    settle()
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    bar = phone_bar(the_contact(), phones.dana)
    assert bar is not None
    assert (bar.rings_me, bar.can_begin) == (False, True)
    _by_phone(phones)
    settle()
    assert ringing(phones.dana) is not None


def _taken_in_the_app_while_it_is_being_placed(phones: Cast) -> Sender:
    dial(MIA).press("2")
    sender = Sender()
    sender.run(patience=0)
    assert PhoneLine.objects.get(person=phones.dana).placed_at is None
    with changes():
        answer(contact_id=the_contact().pk, coach=phones.dana)
    return sender


def test_a_call_that_is_being_placed_when_it_is_wanted_again_rings_once(
    phones: Cast, slow: tuple[Event, list[Exception]]
) -> None:
    sender = _taken_in_the_app_while_it_is_being_placed(phones)
    _by_phone(phones)
    assert Delivery.objects.filter(person=phones.dana, channel="voice").count() == 1
    slow[0].set()
    sender.settle()
    settle()
    dana = pick_up(phones.dana).press("1")
    settle()
    assert dana.in_room


def test_a_call_that_fails_after_it_was_dropped_leaves_no_line(
    phones: Cast, slow: tuple[Event, list[Exception]]
) -> None:
    slow[1].append(ProviderError("refused (503)", down=True))
    sender = _taken_in_the_app_while_it_is_being_placed(phones)
    slow[0].set()
    sender.settle()
    assert not PhoneLine.objects.filter(person=phones.dana, ended_at=None).exists()


def test_a_call_that_was_placed_after_it_was_dropped_is_hung_up(
    phones: Cast, slow: tuple[Event, list[Exception]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hung_up: list[str] = []
    monkeypatch.setattr(Fake, "hang_up", lambda _self, *, external_id: hung_up.append(external_id))
    dial(MIA).press("2").hang_up()
    sender = Sender()
    sender.run(patience=0)
    answer(contact_id=the_contact().pk, coach=phones.dana)
    slow[0].set()
    sender.settle()
    settle()
    assert hung_up == [f"fake-{PhoneLine.objects.get(person=phones.dana).pk}"]
    assert ringing(phones.dana) is None


def test_a_call_that_rang_although_nobody_said_so_connects_whoever_picks_it_up(
    phones: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def place(_self: Fake, **_given: object) -> str:
        raise ProviderError("no answer", unknown=True)

    monkeypatch.setattr(Fake, "place", place)
    mia = dial(MIA).press("2")
    settle()
    line = PhoneLine.objects.get(person=phones.dana)
    PhoneLine.objects.filter(pk=line.pk).update(external_id="CA1")  # as a webhook tells
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    reply = heard(line.pk, Happened(What.ANSWERED), 0)
    assert reply is not None
    dana = Phone(line.pk, reply).press("1")
    settle()
    assert dana.in_room
    assert mia.in_room
