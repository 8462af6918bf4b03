"""A risk assessment in the note, and a call that was agreed after it: no memory keeps it, so nobody can lose it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.safety.test_assessing import assess, let_the_search_go_on
from wiseline.chart.models import Need
from wiseline.chart.needs import needs_for
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, end, hand_over, promise, withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.recontact import agree_recontact, agreed_with, begin_due, say_done
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact, Kind, Recontact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.models import Delivery
from wiseline.rota.models import WeeklyWindow
from wiseline.safety.agreeing import agree, report_act
from wiseline.safety.policy import Mode

HOUR = timedelta(hours=1)


def signed_with_a_call(cast: Cast, contact: Contact) -> Recontact:
    assert assess(cast.dana, contact, again="1", sign="1").status_code == 302
    return Recontact.objects.get()


def rung(person: Person) -> int:
    return Delivery.objects.filter(person=person, kind__in=["ring", "nudge"], channel="in_app").count()


@pytest.mark.parametrize("ended_by", ["dana", "nobody", "handing over"])
def test_a_call_is_agreed_once_it_is_kept_and_rings_also_where_the_note_is_never_signed(
    cast: Cast, contact: Contact, now: time_machine.Traveller, ended_by: str
) -> None:
    assess(cast.dana, contact, again="1")
    row = Recontact.objects.get()
    if ended_by == "dana":
        end(contact_id=contact.pk, by=cast.dana)
    elif ended_by == "handing over":
        hand_over(contact_id=contact.pk, coach=cast.dana, to=None)
    assert [need.kind for need in needs_for(cast.dana)] == ["recontact"]
    assert "You speak again with Dana" in browser_of(cast.mia).get(reverse("web:home")).content.decode()
    if ended_by != "dana":
        let_the_search_go_on(contact, now)
    now.move_to(row.at)
    before = rung(cast.dana)
    assert begin_due() == 1
    due = Contact.objects.get(kind=Kind.RECONTACT)
    assert advance(due.pk)
    assert (due.holder, rung(cast.dana)) == (cast.dana, before + 1)


def test_signing_what_was_kept_never_makes_two_and_a_time_that_was_changed_or_taken_out_is(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    assess(cast.dana, contact, again="1")
    kept = Recontact.objects.get()
    assess(cast.dana, contact, again="2", was="again=own")
    assert Recontact.objects.get().at == kept.at + HOUR
    assess(cast.dana, contact, again="", was="again=own")
    assert not Recontact.objects.exists()
    assert needs_for(cast.dana) == []
    assert "You speak again" not in browser_of(cast.mia).get(reverse("web:home")).content.decode()
    assess(cast.dana, contact, again="1")
    end(contact_id=contact.pk, by=cast.dana)
    now.shift(2 * HOUR)
    begin_due()
    notes.sign(contact=contact, coach=cast.dana)
    assert begin_due() == 0
    assert Recontact.objects.get().became is not None


def test_what_has_been_does_not_stand_in_the_way_of_another_call_and_its_page_can_still_be_kept(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    assess(cast.dana, contact, again="1")
    first = Recontact.objects.get()
    now.shift(2 * HOUR)
    say_done(recontact=first, by=cast.dana)
    path = reverse("coaching:risk", args=[contact.pk])
    shown = browser_of(cast.dana).get(path).context["form"]
    as_it_stands = {"again": "own", "own_time": shown["own_time"].value().strftime("%Y-%m-%dT%H:%M")}
    assert assess(cast.dana, contact, **as_it_stands, steps="Ada comes").status_code == 302
    assert Recontact.objects.get() == first
    assess(cast.dana, contact, again="4")
    assert [row.coach for row in agreed_with(cast.mia)] == [cast.dana]


def test_a_call_whose_time_comes_while_they_still_talk_is_due_once_they_have_ended(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    assess(cast.dana, contact, again="1")
    now.shift(HOUR + timedelta(minutes=1))
    assert begin_due() == 0
    end(contact_id=contact.pk, by=cast.dana)
    assert begin_due() == 1


def test_what_was_agreed_stands_on_the_board(cast: Cast, contact: Contact) -> None:
    assess(cast.dana, contact, again="2")
    row = Recontact.objects.get()
    assert abs(row.at - clock.now() - 2 * HOUR) < timedelta(minutes=1)
    (need,) = needs_for(cast.dana)
    assert (need.kind, need.due_at, need.owner) == ("recontact", row.at, cast.dana)
    assert "a call that was agreed after risk" in browser_of(cast.dana).get("/board/").content.decode()


def test_an_agreed_call_that_both_forget_rings_the_therapist_then_the_others_and_is_then_owed(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    before = {person: rung(person) for person in (cast.dana, cast.sam, cast.lea)}
    now.move_to(row.at)
    assert begin_due() == 1
    row.refresh_from_db()
    due = row.became
    assert due is not None
    assert (due.status, due.holder, due.kind) == (Status.PROMISED, cast.dana, Kind.RECONTACT)
    let_the_search_go_on(due, now)
    due.refresh_from_db()
    assert due.status == Status.UNREACHED
    assert due.holder is not None
    assert all(rung(person) > before[person] for person in before), "all three were rung"
    assert due.pk in {entry.pk for entry in Contact.objects.filter(holder=due.holder, status=Status.UNREACHED)}


def test_it_becomes_one_contact_however_often_and_from_wherever_it_is_looked_for(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    assert begin_due() == 0, "not before its time"
    now.move_to(row.at)
    assert begin_due() == 1
    assert begin_due() == 0
    assert Contact.objects.filter(kind=Kind.RECONTACT).count() == 1
    assert not Need.objects.filter(kind="recontact", met_at=None).exists(), "now the contact stands for it"


def test_a_server_that_was_down_at_the_time_rings_when_it_is_back(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    now.move_to(row.at + 9 * HOUR)
    begin_due()
    due = Contact.objects.get(kind=Kind.RECONTACT)
    before = rung(cast.dana)
    assert advance(due.pk)
    assert rung(cast.dana) == before + 1


def test_a_client_who_asked_meanwhile_is_in_one_contact_which_says_that_a_call_was_agreed(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    now.move_to(row.at - timedelta(minutes=1))
    open_, _new = ask(client=cast.mia, safety="safe")
    now.move_to(row.at)
    assert begin_due() == 1
    row.refresh_from_db()
    assert row.became == open_
    assert open_.events.filter(kind="recontact").exists()


def waits_for_a_promise(cast: Cast) -> Contact:
    row, _new = ask(client=cast.mia, safety="safe")
    promise(contact_id=row.pk, coach=cast.lea, at=clock.now() + 11 * HOUR)
    return row


def waits_after_nobody_was_reached(cast: Cast) -> Contact:
    row, _new = ask(client=cast.mia, safety="safe")
    Contact.objects.filter(pk=row.pk).update(
        status=Status.UNREACHED, holder=cast.lea, ringing=None, due_at=clock.now() + 11 * HOUR
    )
    return row


def waits_by_what_was_agreed(cast: Cast) -> Contact:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes before acting.")
    report_act(client=cast.mia, by=cast.dana)
    return ask(client=cast.mia, safety="safe")[0]


def waits_for_whoever_is_rung_slowly(cast: Cast) -> Contact:
    return ask(client=cast.mia, safety="safe", lane="today")[0]


@pytest.mark.parametrize(
    "waiting",
    [
        waits_for_a_promise,
        waits_after_nobody_was_reached,
        waits_by_what_was_agreed,
        waits_for_whoever_is_rung_slowly,
    ],
)
def test_a_request_that_waits_becomes_the_call_that_was_agreed_and_rings_whoever_agreed_it(
    cast: Cast, contact: Contact, now: time_machine.Traveller, waiting: Callable[[Cast], Contact]
) -> None:
    row = signed_with_a_call(cast, contact)
    now.shift(HOUR / 2)
    open_ = waiting(cast)
    now.move_to(row.at)
    before = rung(cast.dana)
    assert begin_due() == 1
    assert [need.kind for need in needs_for(cast.dana)] == ["recontact"], "owed until somebody has come to it"
    assert advance(open_.pk)
    assert rung(cast.dana) == before + 1, "whoever agreed it is rung first"
    before = rung(cast.sam)
    let_the_search_go_on(open_, now)
    open_.refresh_from_db()
    assert rung(cast.sam) > before, "then others"
    assert (open_.status, open_.kind) == (Status.UNREACHED, Kind.RECONTACT)
    assert clock.now() - row.at < HOUR
    assert Contact.objects.exclude(status=Status.CLOSED).count() == 1
    answer(contact_id=open_.pk, coach=cast.sam)
    assert needs_for(cast.dana) == []


def test_somebody_who_is_just_being_rung_goes_on_being_rung_and_then_it_is_searched_as_agreed(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    WeeklyWindow.objects.filter(coach=cast.lea).delete()
    row = signed_with_a_call(cast, contact)
    now.move_to(row.at - timedelta(seconds=30))
    open_, _new = ask(client=cast.mia, safety="safe")
    now.move_to(row.at)
    begin_due()
    open_.refresh_from_db()
    assert (open_.status, open_.ringing) == (Status.RINGING, cast.dana)
    before = rung(cast.lea)
    let_the_search_go_on(open_, now)
    assert rung(cast.lea) > before, "her limits take danger only, and an agreed call is taken for that"


def test_a_client_who_changes_how_to_be_in_touch_does_not_make_an_agreed_call_wait(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    now.shift(HOUR / 2)
    open_ = waits_for_whoever_is_rung_slowly(cast)
    now.move_to(row.at)
    begin_due()
    mia = browser_of(cast.mia)
    mia.post(reverse("coaching:choose", args=[open_.pk]), {"way": "message"})
    mia.post(reverse("coaching:choose", args=[open_.pk]), {"kind": "good_news", "lane": "today"})
    open_.refresh_from_db()
    assert (open_.kind, open_.way) == (Kind.RECONTACT, "message")


def test_a_client_who_takes_the_agreed_call_back_decides_nothing_about_risk(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    now.move_to(row.at)
    begin_due()
    withdraw(contact_id=Contact.objects.get(kind=Kind.RECONTACT).pk, client=cast.mia)
    assert [need.kind for need in needs_for(cast.dana)] == ["recontact"]
    browser_of(cast.dana).post(reverse("coaching:recontact", args=[row.pk]))
    assert needs_for(cast.dana) == []


def test_a_call_that_has_been_before_its_time_is_said_to_be_done_once(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    for _tap in range(2):
        say_done(recontact=row, by=cast.dana)
    now.move_to(row.at)
    assert begin_due() == 0
    assert needs_for(cast.dana) == []


def test_a_covering_coach_who_agreed_it_owes_it_and_finds_its_page(cast: Cast) -> None:
    row, _new = ask(client=cast.mia, safety="unsure")
    answer(contact_id=row.pk, coach=cast.sam)
    row.refresh_from_db()
    agreed = agree_recontact(contact=row, coach=cast.sam, at=clock.now() + HOUR)
    assert [need.kind for need in needs_for(cast.sam)] == ["recontact"]
    assert browser_of(cast.sam).get(reverse("coaching:recontact", args=[agreed.pk])).status_code == 200
    assert browser_of(cast.lea).get(reverse("coaching:recontact", args=[agreed.pk])).status_code == 404


def test_a_client_cannot_ask_for_this_kind_of_contact(cast: Cast) -> None:
    browser_of(cast.mia).post("/ask/", {"kind": "recontact", "safety": "safe"})
    assert Contact.objects.get().kind == Kind.SKILLS


def test_the_client_reads_at_home_when_you_speak_again_until_it_has_begun_or_been(cast: Cast, contact: Contact) -> None:
    def home() -> str:
        return browser_of(cast.mia).get(reverse("web:home")).content.decode()

    assert "You speak again" not in home()
    row = signed_with_a_call(cast, contact)
    assert "You speak again with Dana" in home()
    say_done(recontact=row, by=cast.dana)
    assert "You speak again" not in home()
