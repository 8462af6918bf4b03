"""A client asks by text, is told who was reached, and talks by text; consent, STOP, and what is never sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.phones import NUMBERS, code_of, dial, give_number, passes, sent, settle, texts
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers.fake import Fake
from wiseline.coaching.flows.answer import answer, end, promise
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.converse import write
from wiseline.coaching.models import Contact, Message
from wiseline.coaching.transitions import SEARCHING, Status
from wiseline.engine.cycles import sweep
from wiseline.lib import clock
from wiseline.people.models import Consent, Person
from wiseline.reach.flows.broken import delivered
from wiseline.reach.flows.phone import give_number as give
from wiseline.reach.flows.phone import remove_number, verify
from wiseline.reach.flows.texts import agree
from wiseline.reach.models import Delivery, Device, Notices, PhoneNumber, PhoneText
from wiseline.reach.numbers import disable
from wiseline.reach.segments import segments
from wiseline.safety.emergency import be_in

RECEIVED = (
    "We have your text and look for someone now. In danger, call 112. Do not wait for us."
    " In danger? Reply 1. Safe? Reply 2."
)


def test_a_text_is_a_request_and_what_it_says_is_its_first_message(phones: Cast) -> None:
    agree(person=phones.mia, full=False)
    texts("I need someone")
    contact = Contact.objects.get()
    assert (contact.client, contact.way) == (phones.mia, "message")
    assert Message.objects.get().body == "I need someone"
    assert contact.ringing == phones.dana, "by text nobody asks first whether they are safe"
    assert contact.safety == ""
    assert sent() == [RECEIVED]
    assert segments(RECEIVED) == 1


def test_the_same_text_again_is_the_same(phones: Cast) -> None:
    texts("I need someone", sid="SM1")
    texts("I need someone", sid="SM1")
    assert Message.objects.count() == 1
    assert Contact.objects.count() == 1
    assert len(sent()) == 1


@pytest.mark.parametrize(("full", "told"), [(False, "Someone is here for you now."), (True, "Dana Reyes is here")])
def test_she_is_told_who_was_reached_and_both_write(phones: Cast, full: bool, told: str) -> None:
    agree(person=phones.mia, full=full)
    texts("Are you there?")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    write(contact=contact, author=phones.dana, body="Have you tried the cold water?", client_key="a")
    settle()
    assert sent()[1].startswith(told)
    assert ("cold water" in sent()[2]) is full
    texts("Not yet")
    assert [row.body for row in Message.objects.order_by("sent_at", "id")][-1] == "Not yet"
    assert len(sent()) == 3, "her own words are not sent to her"


def test_who_did_not_agree_gets_the_one_answer_and_is_asked(phones: Cast) -> None:
    texts("hello")
    assert "Say YES." in sent()[0]
    answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    settle()
    assert len(sent()) == 1
    texts("Yes.")
    consent = Consent.objects.get(person=phones.mia)
    assert "Texts are not sealed" in consent.wording
    assert consent.wording.endswith("Yes.")
    assert PhoneNumber.objects.get(person=phones.mia).texts == "neutral"


def test_stop_ends_texts_at_once_also_those_that_wait(phones: Cast) -> None:
    agree(person=phones.mia, full=True)
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    texts("STOP")
    write(contact=contact, author=phones.dana, body="Still here", client_key="b")
    settle()
    assert sent()[-1].startswith("No more texts from us.")
    assert not any("Still here" in body for body in sent())
    assert Consent.objects.get(person=phones.mia).withdrawn_at is not None
    assert contact.pk == Contact.objects.get().pk, "the request itself goes on"


@pytest.mark.parametrize("body", ["Thank you!", "thanks 🙏", "ok", "Okay, thank you."])
def test_a_thank_you_after_the_talk_is_read_by_the_coach_and_wakes_nobody(phones: Cast, body: str) -> None:
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    end(contact_id=contact.pk, by=phones.dana)
    texts(body)
    assert Contact.objects.get() == contact
    assert Message.objects.filter(contact=contact).last().body == body
    assert sent()[-1] == "Your coach can read it. If you need someone now, text anything else."


@pytest.mark.parametrize("body", ["Thank you for everything, goodbye", "thanks but I am not ok", "good night", "no"])
def test_what_is_more_than_a_thank_you_asks_anew(phones: Cast, body: str) -> None:
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    end(contact_id=contact.pk, by=phones.dana)
    texts(body)
    assert Contact.objects.exclude(pk=contact.pk).get().status in SEARCHING


def test_a_thank_you_long_after_the_talk_or_without_one_asks_for_a_coach(
    phones: Cast, now: time_machine.Traveller
) -> None:
    texts("thanks")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    end(contact_id=contact.pk, by=phones.dana)
    now.shift(timedelta(hours=13))
    texts("thanks")
    assert Contact.objects.count() == 2


def test_help_is_answered_and_asks_for_nobody(phones: Cast) -> None:
    texts("HELP")
    assert "In danger, call 112." in sent()[0]
    assert not Contact.objects.exists()


@pytest.mark.parametrize("body", ["help!", "Help...", "help me"])
def test_help_with_a_sign_or_a_word_more_asks_for_a_coach(phones: Cast, body: str) -> None:
    texts(body)
    assert Message.objects.get().body == body
    assert sent()[0].startswith("We have your text and look for someone now.")


def test_help_in_an_open_contact_is_answered_and_shown_to_the_coach(phones: Cast) -> None:
    agree(person=phones.mia, full=False)
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    settle()
    before = len(sent())
    texts("Help")
    assert [row.body for row in Message.objects.filter(contact=contact).order_by("sent_at", "id")] == ["hello", "Help"]
    assert [body.startswith("Wiseline. Text us, and someone answers.") for body in sent()[before:]] == [True]


def test_a_stranger_is_told_where_help_is_once_and_nothing_is_kept(
    phones: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Fake, "text", lambda _self, *, text_id, to, body: told.append(body) or "x")
    texts("who is this", number="+4917788888888")
    texts("hello?", number="+4917788888888")
    texts("stop", number="+4917788888881")
    assert len(told) == 1
    assert "call 112" in told[0]
    assert not PhoneText.objects.exists()


def test_a_long_message_goes_in_numbered_parts_and_none_twice(phones: Cast, now: time_machine.Traveller) -> None:
    agree(person=phones.mia, full=True)
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    write(contact=contact, author=phones.dana, body="word " * 700, client_key="c")
    for _second in range(4):
        now.shift(timedelta(seconds=1))
        settle()
    parts = [body for body in sent() if "word" in body]
    assert [body[:5] for body in parts] == ["(1/3)", "(2/3)", "(3/3)"]


def test_a_landline_takes_no_texts(phones: Cast) -> None:
    PhoneNumber.objects.filter(person=phones.mia).update(kind="landline")
    assert not agree(person=phones.mia, full=False)


def test_a_number_that_refuses_texts_is_not_tried_again_and_still_rung(phones: Cast) -> None:
    give_number(phones.mia, number="+4915112345600")
    agree(person=phones.mia, full=False)
    texts("hello", number="+4915112345600")
    row = PhoneNumber.objects.get(person=phones.mia)
    assert (row.texts, row.texts_why) == ("", "phone: a landline takes no texts")
    assert row.works


def test_receipts_come_late_and_twice(phones: Cast) -> None:
    agree(person=phones.mia, full=False)
    texts("hello")
    row = Delivery.objects.get(channel="sms")
    for status in ("delivered", "sent", "failed", "delivered"):
        delivered(text_id=row.pk, status=status, code=30003)
    row.refresh_from_db()
    assert row.received_at is not None
    assert row.status == "sent", "what arrived has arrived"


def test_nobody_reached_is_told_with_the_way_to_help(phones: Cast, now: time_machine.Traveller) -> None:
    agree(person=phones.mia, full=False)
    texts("hello")
    for _half in range(40):
        now.shift(timedelta(seconds=30))
        settle()
    assert sent()[-1] == "Nobody could be reached yet. Someone will come back to you. In danger, call 112."


def test_who_said_that_they_are_in_another_country_is_texted_the_number_of_that_country(
    phones: Cast, now: time_machine.Traveller
) -> None:
    be_in(person=phones.mia, country="AU")
    agree(person=phones.mia, full=False)
    texts("HELP")
    texts("I need someone")
    for _half in range(40):
        now.shift(timedelta(seconds=30))
        settle()
    told = [body for body in sent() if "In danger, call" in body]
    assert len(told) == 3
    assert all("call 000." in body for body in told)


def test_a_text_after_nobody_was_reached_rings_again_and_is_answered(phones: Cast, now: time_machine.Traveller) -> None:
    agree(person=phones.mia, full=False)
    texts("hello")
    passes(now, minutes=20)
    assert Contact.objects.get().status == Status.UNREACHED
    before = len(sent())
    texts("please, I need somebody now")
    contact = Contact.objects.get()
    assert (contact.status, contact.ringing) == (Status.RINGING, phones.dana)
    assert sent()[before:] == [RECEIVED]
    assert list(Message.objects.values_list("contact", flat=True)) == [contact.pk] * 2


def test_a_coach_reads_that_what_they_write_does_not_go_out_as_a_text(phones: Cast, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    why = "Your client texts, and has not agreed to texts from us."
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)

    def reads(person: Person) -> bool:
        return why in browser_of(person).get(reverse("coaching:messages", args=[contact.pk])).content.decode()

    assert reads(phones.dana)
    assert not reads(phones.mia)
    texts("Yes")
    assert not reads(phones.dana)
    texts("Stop")
    assert reads(phones.dana)


def test_a_coach_whose_client_writes_in_the_app_reads_nothing_of_texts(phones: Cast, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    contact, _new = ask(client=phones.mia, safety="safe")
    answer(contact_id=contact.pk, coach=phones.dana)
    thread = browser_of(phones.dana).get(reverse("coaching:messages", args=[contact.pk])).content.decode()
    assert "Your client texts" not in thread


def test_a_text_from_a_number_that_refused_us_is_answered_once(phones: Cast) -> None:
    disable(person_id=phones.mia.pk, number=NUMBERS["Mia"], why="phone: no such number")
    texts("I need someone")
    assert sent() == [RECEIVED]
    answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    settle()
    texts("yes")
    assert len(sent()) == 1
    assert Message.objects.count() == 2, "it can't be agreed to, and is not thanked for"


def _chose_texts(client: Person) -> None:
    Notices.objects.create(person=client, day={"news": {"sms": 0}}, night={"news": {"sms": 0}})


def test_who_chose_texts_for_answers_is_told_of_a_message_by_one_text(phones: Cast) -> None:
    agree(person=phones.mia, full=True)
    _chose_texts(phones.mia)
    texts("hello")
    contact = answer(contact_id=Contact.objects.get().pk, coach=phones.dana)
    settle()
    before = len(sent())
    write(contact=contact, author=phones.dana, body="Try cold water", client_key="a")
    settle()
    assert sent()[before:] == ["Try cold water"]


def test_who_chose_texts_for_answers_is_told_of_a_promise_by_one_text_and_of_another_time_too(
    phones: Cast, now: time_machine.Traveller
) -> None:
    agree(person=phones.mia, full=False)
    _chose_texts(phones.mia)
    texts("hello")
    contact = Contact.objects.get()
    for minutes in (30, 45):
        before = len(sent())
        promise(contact_id=contact.pk, coach=phones.dana, at=clock.now() + timedelta(minutes=minutes))
        settle()
        assert len(sent()) == before + 1
        now.shift(timedelta(minutes=1))


def test_who_chose_texts_for_answers_and_asked_in_the_app_gets_them(phones: Cast) -> None:
    agree(person=phones.mia, full=False)
    _chose_texts(phones.mia)
    Device.objects.create(person=phones.mia, endpoint_hash="x")
    contact, _new = ask(client=phones.mia, safety="safe")
    contact = answer(contact_id=contact.pk, coach=phones.dana)
    write(contact=contact, author=phones.dana, body="Try cold water", client_key="a")
    settle()
    assert [body.startswith("Wiseline: You have a message.") for body in sent()] == [True]


def test_a_coach_who_agreed_gets_neutral_texts_and_ends_them_by_stop(phones: Cast) -> None:
    agree(person=phones.dana, full=False)
    Notices.objects.create(person=phones.dana, day={"ring": {"sms": 0}}, night={"ring": {"sms": 0}})
    ask(client=phones.mia, safety="safe")
    settle()
    told = [row.body for row in PhoneText.objects.filter(person=phones.dana)]
    assert len(told) == 1
    assert told[0].startswith("Wiseline: Someone would like to reach you. http")
    assert "Mia" not in told[0]
    texts("STOP", number=NUMBERS["Dana"])
    assert PhoneNumber.objects.get(person=phones.dana).texts == ""
    assert Consent.objects.get(person=phones.dana).withdrawn_at is not None
    texts("Yes", number=NUMBERS["Dana"])
    assert PhoneNumber.objects.get(person=phones.dana).texts == "neutral"
    assert not PhoneText.objects.filter(person=phones.dana, incoming=True).exists(), "nothing they text is kept"


def test_a_coach_is_never_sent_the_full_text(phones: Cast, client: Client) -> None:
    client.force_login(phones.dana)
    client.post("/devices/phone/texts/", {"texts": "full"})
    assert PhoneNumber.objects.get(person=phones.dana).texts == ""
    client.post("/devices/phone/texts/", {"texts": "neutral"})
    assert PhoneNumber.objects.get(person=phones.dana).texts == "neutral"


@pytest.mark.parametrize("number", ["+4915112345699", NUMBERS["Mia"]])
def test_consent_is_for_a_number_and_asked_anew_for_another(phones: Cast, number: str) -> None:
    agree(person=phones.mia, full=True)
    give(person=phones.mia, number=number, by_text=True)
    assert verify(person=phones.mia, code=code_of(phones.mia))
    row = PhoneNumber.objects.get(person=phones.mia)
    the_same = number == NUMBERS["Mia"]
    assert row.texts == ("full" if the_same else "")
    assert Consent.objects.filter(person=phones.mia, subject="texts", withdrawn_at=None).exists() is the_same


def test_consent_ends_with_the_number(phones: Cast) -> None:
    agree(person=phones.mia, full=False)
    remove_number(person=phones.mia)
    assert not Consent.objects.filter(person=phones.mia, subject="texts", withdrawn_at=None).exists()


def test_a_number_that_is_forgotten_stands_in_no_text_and_no_call_any_more(phones: Cast) -> None:
    texts("hello")
    end(contact_id=answer(contact_id=Contact.objects.get().pk, coach=phones.dana).pk, by=phones.dana)
    dial(NUMBERS["Mia"]).hang_up()
    remove_number(person=phones.mia)
    kept = PhoneText.objects.filter(person=phones.mia)
    assert [row.body for row in kept.filter(incoming=True)] == ["hello"], "the talk itself stays"
    assert {row.number for row in [*kept, *PhoneLine.objects.filter(person=phones.mia)]} == {""}


def test_notices_and_codes_are_deleted_after_ninety_days_and_a_talk_is_not(
    cast: Cast, now: time_machine.Traveller
) -> None:
    for person in (cast.mia, cast.dana):
        give_number(person)
        agree(person=person, full=person.is_client)
    _chose_texts(cast.mia)
    Notices.objects.create(person=cast.dana, day={"ring": {"sms": 0}}, night={"ring": {"sms": 0}})
    give(person=cast.sam, number=NUMBERS["Sam"], by_text=True)
    texts("hello")
    write(
        contact=answer(contact_id=Contact.objects.get().pk, coach=cast.dana),
        author=cast.dana,
        body="Hi",
        client_key="a",
    )
    settle()
    talk = PhoneText.objects.filter(person=cast.mia).count()
    assert PhoneText.objects.exclude(person=cast.mia).count() == 2
    now.shift(timedelta(days=89))
    sweep.run()
    assert PhoneText.objects.exclude(person=cast.mia).count() == 2
    now.shift(timedelta(days=2))
    sweep.run()
    assert not PhoneText.objects.exclude(person=cast.mia).exists()
    assert PhoneText.objects.filter(person=cast.mia).count() == talk
