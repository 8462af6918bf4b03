"""What is left for whoever covers is read by who is on duty and by the client; what comes back waits to be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.alliance.agreement import sign, write_agreement
from wiseline.alliance.models import Line
from wiseline.alliance.understanding import agree, propose
from wiseline.audit.models import Entry
from wiseline.chart.cover import brief_for_cover, end_brief, hand_back, leave_brief
from wiseline.chart.models import CoverBrief, HandBack
from wiseline.chart.needs import needs_for
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.coaching.notes import sign as sign_note
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.models import RotaShift
from wiseline.safety.flows import write_plan
from wiseline.web.privacy.who import who_sees

WORDS = {"helps": "Short sentences.", "avoid": "Do not offer to drive over."}


def left(cast: Cast, days: int = 5) -> CoverBrief:
    today = clock.now().date()
    return leave_brief(client=cast.mia, by=cast.dana, **WORDS, first=today, last=today + timedelta(days=days))


def covered(cast: Cast) -> Contact:
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.lea)
    contact.refresh_from_db()
    return contact


def test_who_is_on_duty_reads_it_and_every_look_is_kept(cast: Cast) -> None:
    left(cast)
    page = browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    assert "Short sentences." in page
    assert "Do not offer to drive over." in page
    assert Entry.objects.filter(action="cover.brief_read", actor_id=cast.sam.pk, client_id=cast.mia.pk).count() == 1


def test_on_duty_the_plan_is_read_without_whom_a_coach_may_call(cast: Cast) -> None:
    left(cast)
    write_plan(client=cast.mia, by=cast.mia, sections={"alone": ["Cold water"], "emergency": ["Aunt Lotte"]})
    page = browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    assert "Cold water" in page
    assert "Lotte" not in page


def test_who_covers_reads_what_was_agreed_and_what_helps_this_person(cast: Cast) -> None:
    left(cast)
    version = write_agreement(client=cast.mia, by=cast.dana, body={"before": "Cold water first."}, seen=0)
    page = browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    assert "Cold water first." not in page, "not before both have signed it"
    for person in (cast.mia, cast.dana):
        sign(agreement=version, by=person, name=person.name)
    proposal = propose(client=cast.mia, by=cast.dana, section=Line.Section.STRENGTH, text="She asks for help early.")
    agree(proposal=proposal, by=cast.mia)
    page = browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    assert "Cold water first." in page
    assert "She asks for help early." in page


def test_of_whom_nothing_was_left_about_the_name_is_read_with_what_there_is_and_no_more(cast: Cast) -> None:
    write_plan(client=cast.mia, by=cast.dana, sections={"alone": ["Her red scarf"]})
    page = browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    assert "Mia Berg" in page
    assert "crisis plan, no agreement yet" in page
    assert "red scarf" not in page
    assert "Noah Lind" not in page, "whom Sam cares for himself"
    assert Entry.objects.filter(action="client.seen", actor_id=cast.sam.pk, client_id=cast.mia.pk).count() == 1
    left(cast)
    assert "no agreement yet" not in browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    assert "Mia Berg" not in browser_of(cast.lea).get(reverse("cover:duty")).content.decode()


def test_the_client_reads_who_knows_of_them_by_being_on_duty(cast: Cast) -> None:
    def named(key: str) -> list[Person]:
        return next(line.who for line in who_sees(cast.mia, clock.now()) if line.key == key)

    assert (named("duty"), named("words")) == ([cast.sam], [])
    left(cast)
    assert (named("duty"), named("words")) == ([], [cast.sam])


def test_who_is_not_on_duty_reads_nothing(cast: Cast) -> None:
    left(cast)
    for who in (cast.lea, cast.toni):
        page = browser_of(who).get(reverse("cover:duty")).content.decode()
        assert "Short sentences." not in page
        assert "closed to you" in page


def test_a_duty_opens_it_twelve_hours_ahead(cast: Cast, now: time_machine.Traveller) -> None:
    left(cast)
    RotaShift.objects.filter(weekday__in=[0, 1]).delete()  # Sam's next duty begins on Wednesday at midnight
    now.shift(timedelta(hours=16))
    assert "closed to you" in browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    now.shift(timedelta(hours=1))
    assert "Short sentences." in browser_of(cast.sam).get(reverse("cover:duty")).content.decode()


def test_the_client_reads_the_same_words(cast: Cast) -> None:
    left(cast)
    assert "Do not offer to drive over." in browser_of(cast.mia).get(reverse("cover:mine")).content.decode()
    assert "Do not offer to drive over." not in browser_of(cast.noah).get(reverse("cover:mine")).content.decode()


def test_it_ends_by_itself_by_hand_and_by_a_newer_one(cast: Cast, now: time_machine.Traveller) -> None:
    first = left(cast)
    assert left(cast).pk == first.pk, "the same again is the same"
    newer = left(cast, days=6)
    assert brief_for_cover(cast.mia) == newer
    now.shift(timedelta(days=8))
    assert brief_for_cover(cast.mia) is None
    assert "Short sentences." not in browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    left(cast)
    end_brief(client=cast.mia, by=cast.dana)
    assert brief_for_cover(cast.mia) is None
    assert CoverBrief.objects.count() == 3, "nothing is overwritten"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"helps": "", "avoid": ""}, "Write something"),
        ({"last": "2026-11-20"}, "before the first"),
        ({"last": "2027-11-20"}, "60 days"),
        ({"first": "soon"}, "valid date"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    cast: Cast, changed: dict[str, str], said: str
) -> None:
    data = {**WORDS, "helps": "Her dog", "first": "2026-11-23", "last": "2026-11-30"} | changed
    page = browser_of(cast.dana).post(reverse("cover:brief", args=[cast.mia.pk]), data)
    assert page.status_code == 422
    assert said in page.content.decode()
    if data["helps"]:
        assert "Her dog" in page.content.decode()
    assert not CoverBrief.objects.exists()


def test_what_is_handed_back_stands_on_the_therapists_board_until_it_is_read(cast: Cast) -> None:
    contact = covered(cast)
    browser_of(cast.lea).post(reverse("cover:back", args=[contact.pk]), {"text": "She was cold, and calm at the end."})
    (need,) = needs_for(cast.dana)
    assert needs_for(cast.sam) == []
    row = HandBack.objects.get()
    assert need.subject_id == row.pk
    page = browser_of(cast.dana).get(reverse("cover:hand_back", args=[row.pk]))
    assert "calm at the end" in page.content.decode()
    browser_of(cast.dana).post(reverse("cover:hand_back", args=[row.pk]))
    assert needs_for(cast.dana) == []
    row.refresh_from_db()
    assert row.read_by == cast.dana


def test_newer_words_are_to_be_read_again_and_the_same_ones_are_not(cast: Cast) -> None:
    contact = covered(cast)

    def say(text: str) -> HandBack:
        return hand_back(contact_id=contact.pk, client=cast.mia, by=cast.lea, text=text)

    row = say("One")
    browser_of(cast.dana).post(reverse("cover:hand_back", args=[row.pk]))
    say("One")
    assert needs_for(cast.dana) == []
    say("Two")
    assert len(needs_for(cast.dana)) == 1
    assert HandBack.objects.count() == 1


def test_the_therapist_sees_in_the_morning_what_the_night_was(cast: Cast, now: time_machine.Traveller) -> None:
    contact = covered(cast)
    now.shift(timedelta(hours=11))
    page = browser_of(cast.dana).get(reverse("cover:night")).content.decode()
    assert reverse("coaching:open", args=[contact.pk]) in page
    assert "Lea Novak" in page
    assert (
        reverse("coaching:open", args=[contact.pk])
        not in browser_of(cast.sam).get(reverse("cover:night")).content.decode()
    )


def test_who_cares_for_the_client_has_nothing_to_hand_back(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    assert browser_of(cast.dana).get(reverse("cover:back", args=[contact.pk])).status_code == 404
    assert browser_of(cast.lea).post(reverse("cover:back", args=[contact.pk]), {"text": "x"}).status_code == 404


def test_an_empty_hand_back_is_refused(cast: Cast) -> None:
    page = browser_of(cast.lea).post(reverse("cover:back", args=[covered(cast).pk]), {"text": " "})
    assert page.status_code == 422
    assert not HandBack.objects.exists()


def test_who_takes_a_contact_reads_what_was_left_and_what_was_agreed_also_without_duty(cast: Cast) -> None:
    left(cast)
    version = write_agreement(client=cast.mia, by=cast.dana, body={"before": "Cold water first."}, seen=0)
    for person in (cast.mia, cast.dana):
        sign(agreement=version, by=person, name=person.name)
    page = browser_of(cast.lea).get(reverse("coaching:open", args=[covered(cast).pk])).content.decode()
    for words in ("Short sentences.", "Do not offer to drive over.", "Cold water first."):
        assert words in page
    assert Entry.objects.filter(action="cover.brief_read", actor_id=cast.lea.pk, client_id=cast.mia.pk).exists()


def test_a_coach_who_is_rung_reads_what_was_left_before_they_answer(cast: Cast) -> None:
    left(cast)
    contact, _new = ask(client=cast.mia, safety="safe")
    Contact.objects.filter(pk=contact.pk).update(status="ringing", ringing=cast.lea)
    page = browser_of(cast.lea).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "Do not offer to drive over." in page
    Contact.objects.filter(pk=contact.pk).update(ringing=cast.dana)
    page = browser_of(cast.lea).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "Do not offer to drive over." not in page, "a lead knows of it, and reads nothing"


def test_beside_a_contact_nothing_is_read_that_was_left_for_other_days(cast: Cast) -> None:
    today = clock.now().date()
    leave_brief(client=cast.mia, by=cast.dana, **WORDS, first=today + timedelta(days=3), last=today + timedelta(days=9))
    page = browser_of(cast.lea).get(reverse("coaching:open", args=[covered(cast).pk])).content.decode()
    assert "Short sentences." not in page


def test_a_weekend_away_what_another_had_is_still_told_on_monday(cast: Cast, now: time_machine.Traveller) -> None:
    browser_of(cast.dana).get(reverse("cover:night"))
    contact = covered(cast)
    address = reverse("coaching:open", args=[contact.pk])
    sign_note(contact=contact, coach=cast.lea)
    now.shift(timedelta(hours=60))
    assert address in browser_of(cast.dana).get(reverse("cover:night")).content.decode()
    now.shift(timedelta(hours=1))
    assert address in browser_of(cast.dana).get(reverse("cover:night")).content.decode(), (
        "a second look forgets nothing"
    )
    now.shift(timedelta(hours=30))
    assert address not in browser_of(cast.dana).get(reverse("cover:night")).content.decode(), (
        "it was looked at, and is older"
    )


def test_who_never_looked_is_told_of_a_fortnight_and_no_more(cast: Cast, now: time_machine.Traveller) -> None:
    contact = covered(cast)
    address = reverse("coaching:open", args=[contact.pk])
    sign_note(contact=contact, coach=cast.lea)
    now.shift(timedelta(days=13))
    assert address in browser_of(cast.dana).get(reverse("cover:night")).content.decode()
    now.shift(timedelta(days=2))
    assert address not in browser_of(cast.dana).get(reverse("cover:night")).content.decode()


def test_what_another_coach_closed_stands_on_the_therapists_board_until_they_looked(cast: Cast) -> None:
    contact = covered(cast)
    assert needs_for(cast.dana) == []
    sign_note(contact=contact, coach=cast.lea)
    dana = browser_of(cast.dana)
    board = dana.get(reverse("coaching:board")).content.decode()
    assert "a talk that somebody else had, to look at" in board
    assert "Nobody needs you right now." not in board
    assert needs_for(cast.lea) == []
    browser_of(cast.lea).get(reverse("coaching:open", args=[contact.pk]))
    assert len(needs_for(cast.dana)) == 1, "the look of somebody else is not hers"
    dana.get(reverse("coaching:open", args=[contact.pk]))
    assert needs_for(cast.dana) == []


def test_the_words_that_came_back_are_a_look_as_well(cast: Cast) -> None:
    contact = covered(cast)
    sign_note(contact=contact, coach=cast.lea)
    row = hand_back(contact_id=contact.pk, client=cast.mia, by=cast.lea, text="We walked through the plan.")
    assert len(needs_for(cast.dana)) == 2
    browser_of(cast.dana).post(reverse("cover:hand_back", args=[row.pk]))
    assert needs_for(cast.dana) == []


def test_who_closes_a_talk_with_their_own_client_owes_it_no_look(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    sign_note(contact=contact, coach=cast.dana)
    assert needs_for(cast.dana) == []
