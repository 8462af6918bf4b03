"""'I am in danger': numbers and plan first, coaches at the same time, and the place only where the client gives it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.audit.models import Entry
from wiseline.chart.needs import needs_for
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, end, hand_over, promise, withdraw
from wiseline.coaching.flows.ask import ask, say_safety
from wiseline.coaching.flows.place import say_where
from wiseline.coaching.models import Contact, ContactPlace
from wiseline.coaching.plan import Plan
from wiseline.coaching.transitions import NotAllowed, Status
from wiseline.engine.cycles import sweep
from wiseline.lib import clock
from wiseline.people.models import CareRelationship, Person
from wiseline.rota.limits import Reason
from wiseline.safety.emergency import be_in
from wiseline.safety.flows import write_plan
from wiseline.safety.plan import Item


def page(person: Person, contact: Contact) -> str:
    return browser_of(person).get(reverse("coaching:open", args=[contact.pk])).content.decode()


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Mia has a plan and says that she is in danger."""
    sections = {"alone": ["Cold water"], "emergency": [Item(text="Ada, my sister", phone="030 555666")]}
    write_plan(client=cast.mia, by=cast.mia, sections=sections)
    row, _new = ask(client=cast.mia, safety="danger")
    return row


def in_order(shown: str, *words: str) -> bool:
    places = [shown.index(some) for some in words]
    return places == sorted(places)


def test_who_is_rung_is_read_at_once_then_the_numbers_then_what_follows_and_the_plan(
    cast: Cast, contact: Contact
) -> None:
    shown = page(cast.mia, contact)
    assert in_order(
        shown,
        "We are ringing Dana Reyes.",
        "tel:112",
        "We are reaching your coaches at the same time",
        "at the latest you have a coach",
        "Cold water",
        "Where are you?",
    )
    before_the_numbers = shown[shown.index('id="state"') : shown.index("tel:112")]
    assert "<details" not in before_the_numbers
    assert before_the_numbers.count("<p") == 2, "only who is rung, and whose numbers follow"


def test_while_they_talk_the_call_and_the_messages_come_next_and_the_rest_is_folded(
    cast: Cast, contact: Contact
) -> None:
    answer(contact_id=contact.pk, coach=cast.dana)
    shown = page(cast.mia, contact)
    state = shown[shown.index('id="state"') : shown.index("data-call=")]
    assert "Dana Reyes is here with you." in state
    assert "tel:112" not in state
    assert in_order(
        shown, "data-call=", "data-talk", "Numbers and my plan", 'id="numbers"', "Cold water", "Where are you?"
    )
    assert "We are reaching your coaches" not in shown


def test_the_numbers_go_below_the_talk_when_somebody_answers_and_back_when_it_is_handed_over(
    cast: Cast, contact: Contact
) -> None:
    browser = browser_of(cast.mia)

    def parts() -> tuple[bool, bool]:
        path = reverse("coaching:state", args=[contact.pk])
        above, below = (browser.get(path, {"part": part}).content.decode() for part in ("", "beside"))
        return 'id="numbers"' in above, 'id="numbers"' in below

    assert parts() == (True, False)
    answer(contact_id=contact.pk, coach=cast.dana)
    assert parts() == (False, True)
    hand_over(contact_id=contact.pk, coach=cast.dana, to=None)
    assert parts() == (True, False)


def test_with_a_promise_the_numbers_stay_open_the_plan_is_folded_and_nothing_untrue_is_said(
    cast: Cast, contact: Contact
) -> None:
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    shown = page(cast.mia, contact)
    assert in_order(shown, "Dana Reyes will call you", "I need someone sooner", "tel:112", "<details", "Cold water")
    assert "We are reaching your coaches" not in shown


def test_afterwards_neither_numbers_nor_plan_but_the_way_to_them(cast: Cast, contact: Contact) -> None:
    answer(contact_id=contact.pk, coach=cast.dana)
    end(contact_id=contact.pk, by=cast.dana)
    shown = page(cast.mia, contact)
    assert 'id="numbers"' not in shown
    assert "Cold water" not in shown
    assert "You said that you are in danger" not in shown
    assert "I need emergency help" in shown


def test_coaches_are_asked_at_once_as_for_what_threatens_life(cast: Cast, contact: Contact) -> None:
    assert contact.status == Status.RINGING
    assert Plan.from_json(contact.plan).reason is Reason.LIFE_THREATENING


def test_telling_from_help_now_is_one_tap_and_asks_as_danger(cast: Cast) -> None:
    form = browser_of(cast.mia).get("/help-now/").content.decode()
    assert 'name="safety" value="danger"' in form
    assert "data-outbox" in form
    browser_of(cast.mia).post("/ask/", {"kind": "crisis", "safety": "danger"})
    assert Contact.objects.get().safety == "danger"


def test_nobody_knows_the_place_until_the_client_gives_it(cast: Cast, contact: Contact) -> None:
    assert "Not said. Ask" in page(cast.dana, contact)
    browser_of(cast.mia).post(f"/c/{contact.pk}/place/", {"words": "Mill Street 4, third floor"})
    assert "Mill Street 4, third floor" in page(cast.dana, contact)
    browser_of(cast.mia).post(f"/c/{contact.pk}/place/", {"latitude": "52.52", "longitude": "13.405", "within": "18.6"})
    shown = page(cast.dana, contact)
    assert "Mill Street 4, third floor" in shown
    assert 'href="geo:52.52000,13.40500"' in shown
    assert "within 19 m" in shown


def test_new_words_about_the_place_make_the_older_point_no_newer(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    mia, path = browser_of(cast.mia), f"/c/{contact.pk}/place/"
    mia.post(path, {"latitude": "52.52", "longitude": "13.405"})
    at_home = clock.in_zone(clock.now(), cast.dana.timezone)
    now.shift(timedelta(minutes=30))
    mia.post(path, {"words": "Now at the bridge in Potsdam"})
    shown = page(cast.dana, contact)
    bridge, _before, home = shown[shown.index("Now at the bridge") :].partition("Earlier:")
    assert f"{at_home + timedelta(minutes=30):%H:%M}</time>" in bridge
    home = home[: home.index("</dd>")]
    assert "52.52000" in home
    assert f"{at_home:%H:%M}</time>" in home
    now.shift(timedelta(minutes=5))
    mia.post(path, {"latitude": "52.39", "longitude": "13.06"})
    assert in_order(page(cast.dana, contact), "52.39000", "Earlier:", "Now at the bridge")


@pytest.mark.parametrize("sent", [{}, {"latitude": "52"}, {"latitude": "152", "longitude": "x"}, {"words": " "}])
def test_a_place_that_cannot_be_read_is_none(cast: Cast, contact: Contact, sent: dict[str, str]) -> None:
    assert browser_of(cast.mia).post(f"/c/{contact.pk}/place/", sent).status_code == 302
    assert not ContactPlace.objects.exists()


def test_the_coach_sees_whom_they_may_call_and_the_numbers_of_the_clients_place(cast: Cast, contact: Contact) -> None:
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    shown = page(cast.dana, contact)
    assert "Ada, my sister" in shown
    assert "tel:030555666" in shown
    assert "Emergency numbers of Germany, where their settings say they live" in shown
    assert "You are in another country" not in shown
    be_in(person=cast.mia, country="AU")
    shown = page(cast.dana, contact)
    assert "Emergency numbers of Australia, where they said that they are today" in shown
    assert "tel:112" not in shown
    assert "You are in another country" in shown


def test_the_person_to_call_is_not_shown_while_the_client_is_safe(cast: Cast, contact: Contact) -> None:
    say_safety(contact_id=contact.pk, client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    assert "May be called" not in page(cast.dana, contact)


def test_who_covers_does_not_see_whom_to_call_while_the_client_is_safe_and_their_own_therapist_does(
    cast: Cast, contact: Contact
) -> None:
    say_safety(contact_id=contact.pk, client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    assert "tel:030555666" in page(cast.dana, contact)
    contact = hand_over(contact_id=contact.pk, coach=cast.dana, to=cast.sam)
    assert "Cold water" in page(cast.sam, contact)
    assert "Ada, my sister" not in page(cast.sam, contact), "rung"
    contact = answer(contact_id=contact.pk, coach=cast.sam)
    assert "Cold water" in page(cast.sam, contact)
    assert "Ada, my sister" not in page(cast.sam, contact), "in the talk"
    say_safety(contact_id=contact.pk, client=cast.mia, safety="unsure")
    assert "tel:030555666" in page(cast.sam, contact)


def test_told_of_danger_by_voice_a_coach_finds_whom_to_call_and_the_look_is_kept(cast: Cast, contact: Contact) -> None:
    say_safety(contact_id=contact.pk, client=cast.mia, safety="safe")
    hand_over(contact_id=contact.pk, coach=cast.dana, to=cast.sam)
    contact = answer(contact_id=contact.pk, coach=cast.sam)
    sam, path = browser_of(cast.sam), reverse("coaching:risk", args=[contact.pk])
    assert f'href="{path}?told=1#may-call"' in page(cast.sam, contact)
    assert "Ada, my sister" not in sam.get(path).content.decode()
    assert not Entry.objects.filter(action="plan.may_call_read").exists()
    assert "tel:030555666" in sam.get(path, {"told": "1"}).content.decode()
    assert "whom a coach may call for you" in browser_of(cast.mia).get(reverse("privacy:who")).content.decode()
    assert browser_of(cast.lea).get(path, {"told": "1"}).status_code == 404


def test_a_coach_who_does_not_see_the_brief_does_not_see_the_place(cast: Cast, contact: Contact) -> None:
    say_where(contact_id=contact.pk, client=cast.mia, words="Mill Street 4")
    shown = page(cast.lea, contact)
    assert shown
    assert "Mill Street 4" not in shown
    assert "Ada" not in shown


@pytest.mark.parametrize("how", ["closed", "withdrawn", "never signed"])
def test_the_place_is_deleted_a_day_after_the_contact_is_over(
    cast: Cast, contact: Contact, now: time_machine.Traveller, how: str
) -> None:
    say_where(contact_id=contact.pk, client=cast.mia, words="Mill Street 4")
    if how == "withdrawn":
        withdraw(contact_id=contact.pk, client=cast.mia)
    else:
        answer(contact_id=contact.pk, coach=cast.dana)
        end(contact_id=contact.pk, by=cast.dana)
        if how == "closed":
            now.shift(timedelta(hours=1))
            notes.sign(contact=contact, coach=cast.dana)
    now.shift(timedelta(hours=23))
    sweep.run()
    assert ContactPlace.objects.exists()
    now.shift(timedelta(hours=2))
    sweep.run()
    assert not ContactPlace.objects.exists()


def test_the_place_of_who_talks_again_is_kept(cast: Cast, contact: Contact, now: time_machine.Traveller) -> None:
    say_where(contact_id=contact.pk, client=cast.mia, words="Mill Street 4")
    answer(contact_id=contact.pk, coach=cast.dana)
    Contact.objects.filter(pk=contact.pk).update(ended_at=clock.now())
    now.shift(timedelta(hours=25))
    sweep.run()
    assert ContactPlace.objects.exists(), "they talk"


def test_after_the_contact_is_over_no_place_is_taken(cast: Cast, contact: Contact) -> None:
    withdraw(contact_id=contact.pk, client=cast.mia)
    with pytest.raises(NotAllowed):
        say_where(contact_id=contact.pk, client=cast.mia, words="Mill Street 4")


# Taking it back


def take_back(contact: Contact, **fields: str) -> str:
    answer = browser_of(contact.client).post(reverse("coaching:withdraw", args=[contact.pk]), fields, follow=True)
    contact.refresh_from_db()
    return answer.content.decode()


def test_who_said_that_they_are_in_danger_is_asked_once_before_it_is_taken_back(cast: Cast, contact: Contact) -> None:
    shown = take_back(contact)
    assert contact.status == Status.RINGING, "one slip ends nothing"
    assert "Are you safe now?" in shown
    assert "No, keep ringing" in shown
    assert "You said that you are in danger." in shown, "the numbers stay"
    assert "You took your request back." in take_back(contact, safe="yes")
    assert contact.status == Status.WITHDRAWN


def test_the_question_is_gone_once_a_coach_has_answered(cast: Cast, contact: Contact) -> None:
    answer(contact_id=contact.pk, coach=cast.dana)
    path = reverse("coaching:state", args=[contact.pk])
    assert "Are you safe now?" not in browser_of(cast.mia).get(path, {"back": "1"}).content.decode()


def test_the_way_to_take_it_back_is_not_beside_the_way_to_emergency_help(cast: Cast, contact: Contact) -> None:
    shown = page(cast.mia, contact)
    between = shown[shown.index("Take it back") : shown.index("I need emergency help")]
    assert "If you like, tell your coach more" in between


@pytest.mark.parametrize(
    ("said", "owed"),
    [
        ({"safety": "danger"}, True),
        ({"safety": "unsure"}, True),
        ({"safety": "safe", "kind": "crisis"}, True),
        ({"safety": "safe"}, False),
        ({}, False),
    ],
)
def test_danger_that_is_taken_back_is_owed_a_look_until_a_person_says_that_it_was_given(
    cast: Cast, said: dict[str, str], owed: bool
) -> None:
    row, _new = ask(client=cast.noah, **said)
    take_back(row, safe="yes")
    assert row.status == Status.WITHDRAWN
    assert [need.kind for need in needs_for(cast.sam)] == ["taken_back"] * owed
    sam = browser_of(cast.sam)
    board = sam.get(reverse("coaching:board")).content.decode()
    assert ("a request that was taken back, to look at" in board) is owed
    if owed:
        assert reverse("coaching:open", args=[row.pk]) in board
        assert "The client took it back." in page(cast.sam, row)
        sam.post(reverse("coaching:need_met", args=[needs_for(cast.sam)[0].pk]))
        assert needs_for(cast.sam) == []


def test_where_nobody_cares_for_the_client_the_lead_owes_the_look(cast: Cast, contact: Contact) -> None:
    CareRelationship.objects.filter(client=cast.mia).delete()
    withdraw(contact_id=contact.pk, client=cast.mia)
    assert [need.kind for need in needs_for(cast.lea)] == ["taken_back"]
