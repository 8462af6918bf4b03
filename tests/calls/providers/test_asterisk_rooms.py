"""A page and a phone in one room of a clinic's PBX, as the process that holds the lines sees it."""

from __future__ import annotations

import pytest

from tests.calls.providers.clinic_line import DANA, MIA, Line, talker
from tests.fakes.pbx import Channel
from tests.fakes.phones import give_number
from wiseline.calls import flows as calls
from wiseline.calls.models import Leg, PhoneLine
from wiseline.calls.providers.asterisk.pages import extension_of
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.people.models import Person

pytestmark = pytest.mark.usefixtures("_pages")


@pytest.fixture
def _pages(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PBX has an endpoint for pages."""
    provider = line.talker.provider
    able = type(provider.capabilities)(records=True, bridges_apps=True)
    monkeypatch.setattr(provider, "capabilities", able)


def _goes_on_line(line: Line, person: Person, session: str = "1-2") -> Leg:
    """The person's page joins the call, and asks to be put through."""
    contact = Contact.objects.get()
    leg = calls.join(contact_id=contact.pk, person=person, peers=contact.live_parties()).leg
    Leg.objects.filter(pk=leg.pk).update(put_through=session)
    line.settle()
    return leg


def _put_through(line: Line, leg: Leg, session: str = "1-2") -> Channel:
    Leg.objects.filter(pk=leg.pk).update(put_through=session)
    channel = line.pbx.page_dials(extension_of(leg.pk, session))
    line.settle()
    return channel


def _caller_and_coach(line: Line) -> tuple[Channel, Leg, Person]:
    """Mia dialled, and Dana took it in the app."""
    coach = Person.objects.get(name="Dana Reyes")
    give_number(coach, ring="never")
    mia = line.dials()
    line.press(mia, "2")
    answer(contact_id=Contact.objects.get().pk, coach=coach)
    return mia, _goes_on_line(line, coach), coach


def test_a_page_and_a_caller_are_in_one_room_and_no_phone_was_rung(line: Line) -> None:
    mia, leg, _coach = _caller_and_coach(line)
    page = _put_through(line, leg)
    assert page.state == "Up"
    assert page.room
    assert page.room == mia.room
    assert line.pbx.rings(DANA) is None


def test_a_page_rings_until_its_phone_has_heard_who_comes(line: Line) -> None:
    line.pbx.talks = True
    mia = line.dials()
    line.press(mia, "2")
    coach = Person.objects.get(name="Dana Reyes")
    answer(contact_id=Contact.objects.get().pk, coach=coach)
    page = _put_through(line, _goes_on_line(line, coach))
    assert "Dana is here" in mia.says
    assert (page.state, page.room) == ("Ring", "")
    line.pbx.speech_ends(mia)
    line.settle()
    assert (page.state, page.room) == ("Up", mia.room)


def test_a_page_that_is_not_wanted_is_ended(line: Line) -> None:
    mia, leg, _coach = _caller_and_coach(line)
    for extension in (
        extension_of(leg.pk, "9-9"),
        extension_of(Contact.objects.get().pk, "1-2"),
    ):
        stray = line.pbx.page_dials(extension)
        line.settle()
        assert stray.id not in line.pbx.channels
    assert mia.room


def test_a_newer_session_of_a_page_takes_the_place_of_the_older(line: Line) -> None:
    mia, leg, _coach = _caller_and_coach(line)
    older = _put_through(line, leg)
    newer = _put_through(line, leg, "3-4")
    assert older.id not in line.pbx.channels
    assert newer.room == mia.room
    assert PhoneLine.objects.get().joined_at is not None


def test_a_page_that_was_closed_is_ended_and_the_caller_stays_until_more_is_known(line: Line) -> None:
    mia, leg, coach = _caller_and_coach(line)
    page = _put_through(line, leg)
    calls.join(contact_id=Contact.objects.get().pk, person=coach, peers=())  # loaded anew: another leg
    line.passes(3)
    assert page.id not in line.pbx.channels
    assert mia.room
    assert mia.id in line.pbx.channels


def test_the_caller_hangs_up_and_the_page_is_ended_with_the_room(line: Line) -> None:
    mia, leg, _coach = _caller_and_coach(line)
    page = _put_through(line, leg)
    line.hangs_up(mia)
    line.passes(3)
    assert page.id not in line.pbx.channels
    assert not line.pbx.rooms


def test_the_coach_hangs_up_in_the_app_and_nothing_is_left(line: Line) -> None:
    _mia, leg, _coach = _caller_and_coach(line)
    _put_through(line, leg)
    calls.leave(leg=leg)
    line.settle()
    line.passes(3)
    assert not line.pbx.channels


def test_a_page_that_the_pbx_will_not_answer_is_ended_and_may_come_anew(line: Line) -> None:
    mia, leg, _coach = _caller_and_coach(line)
    line.pbx.fails["answer"] = 500
    page = _put_through(line, leg)
    assert page.id not in line.pbx.channels
    assert _put_through(line, leg, "3-4").room == mia.room


def test_another_process_takes_over_and_the_page_is_no_caller(line: Line) -> None:
    mia, leg, _coach = _caller_and_coach(line)
    page = _put_through(line, leg)
    line.talker.stop()
    line.talker = talker()
    line.settle()
    assert page.room == mia.room
    assert PhoneLine.objects.count() == 1
    calls.leave(leg=leg)
    line.passes(3)
    assert page.id not in line.pbx.channels


def test_the_coach_takes_it_by_phone_and_the_clients_page_comes_into_the_room(line: Line) -> None:
    client = Person.objects.get(name="Mia Berg")
    ask(client=client, safety="safe")
    line.settle()
    dana = line.picks_up(DANA)
    line.press(dana, "1")
    line.press(dana, "1")
    page = _put_through(line, _goes_on_line(line, client))
    assert page.room
    assert page.room == dana.room
    assert line.pbx.rings(MIA) is None
