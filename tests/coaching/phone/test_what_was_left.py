"""What a client said or wrote before anybody had taken their request, and who finds it there."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.phones import NUMBERS, dial, give_number, passes, pick_up, settle, the_contact
from wiseline.calls.line import Event, What, heard
from wiseline.calls.models import SpokenMessage
from wiseline.coaching.flows.answer import promise
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.converse import write
from wiseline.coaching.models import Message
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.live.stream import events_after
from wiseline.people.models import Person

MIA = NUMBERS["Mia"]


def page_of(person: Person) -> str:
    """The contact's page as the person sees it."""
    return browser_of(person).get(reverse("coaching:open", args=[the_contact().pk])).content.decode()


def board_of(person: Person) -> str:
    """Their board."""
    return browser_of(person).get(reverse("coaching:board")).content.decode()


def left_a_message(now: time_machine.Traveller) -> SpokenMessage:
    """Mia called, nobody was reached, and she left a message."""
    mia = dial(MIA).press("2")
    passes(now, minutes=20)
    assert the_contact().status == Status.UNREACHED
    heard(mia.row.pk, Event(What.RECORDED, ref="rec-1", seconds=30), mia.row.turn)
    mia.hang_up()
    return SpokenMessage.objects.get()


def test_who_owes_an_answer_hears_the_spoken_message_before_they_call_back(
    phones: Cast, now: time_machine.Traveller, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    message = left_a_message(now)
    owes = the_contact().holder
    assert owes is not None
    sound = reverse("phone:spoken", args=[message.pk])
    page = page_of(owes)
    assert f'src="{sound}"' in page
    assert 'aria-label="Spoken message of Mia' in page, "a player says whose message it has, and when it was left"
    assert browser_of(owes).get(sound).status_code == 200
    assert "left a message" in board_of(owes)


def test_a_spoken_message_is_heard_by_who_may_read_the_brief_and_by_nobody_else(
    phones: Cast, now: time_machine.Traveller, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    message = left_a_message(now)
    sound = reverse("phone:spoken", args=[message.pk])
    assert f'src="{sound}"' in page_of(phones.dana), "she cares for Mia"
    others = {phones.sam, phones.lea} - {the_contact().holder}
    assert others
    for person in others:
        page = browser_of(person).get(reverse("coaching:open", args=[the_contact().pk]))
        assert sound not in page.content.decode()
        assert browser_of(person).get(sound).status_code == 404


def test_the_board_says_nothing_of_a_message_where_none_was_left(
    phones: Cast, now: time_machine.Traveller, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    dial(MIA).press("2").hang_up()
    passes(now, minutes=20)
    assert "left a message" not in board_of(phones.dana)


def test_an_open_page_is_told_of_a_spoken_message(phones: Cast, now: time_machine.Traveller) -> None:
    mia = dial(MIA).press("2")
    passes(now, minutes=20)
    before = max(row.seq for row in events_after(phones.dana.pk, 0))
    heard(mia.row.pk, Event(What.RECORDED, ref="rec-1", seconds=30), mia.row.turn)
    assert "contact" in [row.kind for row in events_after(phones.dana.pk, before)]


def test_a_coach_who_takes_it_by_phone_hears_that_there_is_a_spoken_message(
    phones: Cast, now: time_machine.Traveller
) -> None:
    left_a_message(now)
    owes = the_contact().holder
    assert owes is not None
    promise(contact_id=the_contact().pk, coach=owes, at=clock.now() + timedelta(minutes=5))
    passes(now, minutes=6)
    phone = pick_up(owes).press("1")
    assert "They left a spoken message. It is in the app." in phone.hears()
    assert "They wrote" not in phone.hears()


def test_what_she_wrote_while_she_waits_is_on_the_ring_screen_marked_and_not_counted_as_read(
    cast: Cast, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    contact, _new = ask(client=cast.mia, way="message", safety="safe")
    settle()
    before = max(row.seq for row in events_after(cast.dana.pk, 0))
    write(contact=contact, author=cast.mia, body="I want to kill myself <b>", client_key="one")
    assert "message" in [row.kind for row in events_after(cast.dana.pk, before)], "an open ring screen reads it anew"
    assert the_contact().ringing == cast.dana
    page = page_of(cast.dana)
    assert "<mark>" in page
    assert "kill myself" in page
    assert "<b>" not in page.split("kill myself", 1)[1].split("</li>", 1)[0]
    assert Message.objects.get().read_at is None
    assert "kill myself" not in page_of(cast.lea), "a lead who does not care for her knows of it, and reads nothing"


def test_a_coach_hears_on_the_phone_that_she_wrote(phones: Cast) -> None:
    contact, _new = ask(client=phones.mia, way="message", safety="safe")
    write(contact=contact, author=phones.mia, body="It is bad tonight", client_key="one")
    settle()
    hears = pick_up(phones.dana).press("1").hears()
    assert "They wrote; it is in the app." in hears
    assert "It is bad tonight" not in hears


def test_a_coach_hears_nothing_of_what_nobody_left(phones: Cast) -> None:
    give_number(phones.mia)
    ask(client=phones.mia, safety="safe")
    settle()
    hears = pick_up(phones.dana).press("1").hears()
    assert "in the app" not in hears
