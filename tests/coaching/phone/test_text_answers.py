"""What one bare word of a text answers: 1 and 2 whether they are safe, YES whether we may text; and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.fakes.phones import NUMBERS, passes, sent, texts
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.converse import write
from wiseline.coaching.models import Contact, Message
from wiseline.coaching.plan import Plan
from wiseline.coaching.transitions import Status
from wiseline.people.models import Consent
from wiseline.reach.flows.texts import agree, wording
from wiseline.reach.models import PhoneNumber
from wiseline.rota.limits import Reason
from wiseline.rota.models import CoachLimits, RotaShift, WeeklyWindow


@pytest.mark.parametrize("body", ["1", "1.", "Danger"])
def test_a_bare_1_says_that_they_are_in_danger_and_is_answered_with_the_number_first(phones: Cast, body: str) -> None:
    texts("I need someone")
    texts(body)
    contact = Contact.objects.get()
    assert contact.safety == "danger"
    assert Plan.from_json(contact.plan).reason is Reason.LIFE_THREATENING, "the search begins anew"
    assert sent()[-1].startswith("Call 112 now.")
    assert Message.objects.filter(contact=contact).last().body == body, "the coach reads it as well"


def test_a_bare_2_says_that_they_are_safe_and_a_1_after_it_that_they_are_not(phones: Cast) -> None:
    texts("I need someone")
    texts("2")
    assert Contact.objects.get().safety == "safe"
    assert sent()[-1] == "Thank you. If that changes, reply 1."
    texts("2")
    texts("1")
    assert Contact.objects.get().safety == "danger"
    texts("2")
    assert Contact.objects.get().safety == "danger"


def test_a_bare_1_and_2_still_answer_after_nobody_was_reached(phones: Cast, now: time_machine.Traveller) -> None:
    agree(person=phones.mia, full=False)
    texts("hello")
    passes(now, minutes=20)
    assert Contact.objects.get().status == Status.UNREACHED
    texts("2")
    assert (Contact.objects.get().safety, Contact.objects.get().status) == ("safe", Status.RINGING)


@pytest.mark.parametrize(("body", "said", "told"), [("1", "danger", "Call 112 now."), ("2", "", "We have your text")])
def test_a_bare_1_after_the_talk_is_danger_and_a_bare_2_says_nothing(
    phones: Cast, body: str, said: str, told: str
) -> None:
    texts("hello")
    before = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    end(contact_id=before.pk, by=phones.dana)
    texts(body)
    assert Contact.objects.exclude(pk=before.pk).get().safety == said
    assert sent()[-1].startswith(told)
    assert ("Say YES." in sent()[-1]) is (body == "2"), "in danger nothing else is asked"


def test_a_bare_number_that_answers_the_coach_says_nothing_about_safety(phones: Cast) -> None:
    agree(person=phones.mia, full=True)
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    write(contact=contact, author=phones.dana, body="How strong is it, from 1 to 5?", client_key="a")
    texts("2")
    texts("1")
    assert Contact.objects.get().safety == ""


def test_a_bare_number_says_nothing_about_safety_where_no_text_asked(phones: Cast) -> None:
    ask(client=phones.mia)
    texts("1")
    assert Contact.objects.get().safety == ""
    assert Message.objects.get().body == "1"


@pytest.mark.parametrize("agreed", [False, True])
def test_who_texts_while_nobody_can_be_reached_is_told_so_once(phones: Cast, agreed: bool) -> None:
    for model in (RotaShift, WeeklyWindow, CoachLimits):
        model.objects.all().delete()
    if agreed:
        agree(person=phones.mia, full=False)
    for times in (1, 2):
        texts("hello")
        assert Contact.objects.get().status == Status.UNREACHED
        assert " ".join(sent()).count("Nobody could be reached yet.") == times
    assert "look for someone" not in " ".join(sent())


def test_a_yes_that_answers_no_question_for_consent_agrees_to_nothing_and_asks_for_a_coach(phones: Cast) -> None:
    texts("Yes")
    assert PhoneNumber.objects.get(person=phones.mia).texts == ""
    assert not Consent.objects.exists()
    assert Message.objects.get().body == "Yes"


def test_a_yes_within_a_talk_agrees_and_is_a_message_as_well(phones: Cast) -> None:
    texts("hello")
    texts("Yes")
    assert PhoneNumber.objects.get(person=phones.mia).texts == "neutral"
    assert [row.body for row in Message.objects.order_by("sent_at", "id")] == ["hello", "Yes"]
    assert sent()[-1].endswith("In danger? Reply 1. Safe? Reply 2."), "it may have been meant for that"
    texts("1")
    assert Contact.objects.get().safety == "danger"


def test_a_yes_after_stop_or_a_day_later_answers_nothing_any_more(phones: Cast, now: time_machine.Traveller) -> None:
    texts("hello")
    texts("stop")
    texts("Yes")
    assert PhoneNumber.objects.get(person=phones.mia).texts == ""
    texts("start")
    assert "May we answer by text? Say YES." in sent()[-1]
    now.shift(timedelta(hours=25))
    texts("yes")
    assert PhoneNumber.objects.get(person=phones.mia).texts == ""
    texts("START")
    texts("YES")
    assert PhoneNumber.objects.get(person=phones.mia).texts == "neutral"


def test_a_coach_who_never_agreed_does_not_agree_by_a_bare_yes(phones: Cast) -> None:
    texts("Yes", number=NUMBERS["Dana"])
    assert PhoneNumber.objects.get(person=phones.dana).texts == ""


def test_what_a_client_agrees_to_names_what_texts_hold_and_the_page_shows_what_they_agreed_to(phones: Cast) -> None:
    agree(person=phones.mia, full=False, words="What stood here then.")
    page = browser_of(phones.mia).get(reverse("reach:phone")).content.decode()
    assert "What stood here then." in page
    asked = wording(full=False)
    for part in (
        "there is a message for me",
        "whether someone was reached",
        "when someone calls me",
        "emergency number",
    ):
        assert part in asked
    assert "nothing about what" in wording(full=False, staff=True)
    agree(person=phones.dana, full=False)
    assert "nothing about what" in Consent.objects.get(person=phones.dana).wording
