"""What a locked screen may show to anybody who looks: that somebody is wanted, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage

from tests.cast import Cast
from tests.coaching.test_search import pass_time
from wiseline.chart.models import Commitment
from wiseline.coaching.flows.answer import answer, promise
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.commit import ask_due, say_how_it_went
from wiseline.coaching.flows.converse import write
from wiseline.lib import clock
from wiseline.reach.channels.web_push.transport import payload
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery
from wiseline.rota.flows.cover import alert_holes, decline, override
from wiseline.rota.models import RotaShift

TELLING = (
    *("mia", "berg", "dana", "reyes", "sam", "okafor", "lea", "novak", "harbour"),
    *("dbt", "therap", "coach", "skill", "crisis", "risk", "danger", "urge", "distress", "suicid", "harm", "safe"),
    *("client", "patient", "session", "the door", "walk"),
)


def everything_that_is_ever_sent(cast: Cast, now: time_machine.Traveller) -> list[Delivery]:
    """Play enough for every kind of notification to lie in the outbox."""
    contact, _ = ask(client=cast.mia, safety="danger", kind="crisis", primer={"happening": "the door"})
    pass_time(now, contact, 30)
    pass_time(now, contact, 24 * 60)
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    pass_time(now, contact, 15)
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    write(contact=contact, author=cast.dana, body="the door", client_key="1")
    common = {"client": cast.mia, "programme_id": cast.programme.pk, "coach": cast.dana, "text": "walk"}
    commitment = Commitment.objects.create(**common, ask_at=clock.now(), contact_id=contact.pk)
    ask_due()
    say_how_it_went(commitment=commitment, client=cast.mia, outcome="helped")
    RotaShift.objects.filter(weekday=clock.now().weekday()).delete()
    alert_holes(clock.now())
    start = clock.now() + timedelta(days=1)
    decline(coach=cast.dana, row=override(by=cast.lea, coach=cast.dana, start=start, end=start + timedelta(hours=8)))
    return list(Delivery.objects.select_related("person"))


def test_no_notification_carries_a_name_or_a_clinical_word(cast: Cast, now: time_machine.Traveller) -> None:
    rows = everything_that_is_ever_sent(cast, now)
    kinds = {row.kind for row in rows}
    assert kinds >= {"ring", "nudge", "call", "message", "check", "unreached", "reminder", "hole", "answered", "news"}
    assert "declined" in kinds
    for row in rows:
        shown = payload(row)
        words = json.dumps([shown["title"], shown["body"], shown["actions"], shown["url"], shown["tag"]]).lower()
        assert not [word for word in TELLING if word in words], row.kind


def test_every_kind_has_words_of_its_own(cast: Cast, now: time_machine.Traveller) -> None:
    rows = everything_that_is_ever_sent(cast, now)
    for row in rows:
        assert payload(row)["body"] != "There is something for you.", row.kind


def test_only_what_can_be_answered_offers_to_answer(cast: Cast, now: time_machine.Traveller) -> None:
    for row in everything_that_is_ever_sent(cast, now):
        offered = payload(row)
        answerable = row.kind in {"ring", "nudge"}
        assert bool(offered["actions"]) is bool(offered["answer"]) is bool(offered["callback"]) is answerable


def test_an_e_mail_carries_no_name_and_no_clinical_word(
    cast: Cast, now: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    contact, _ = ask(client=cast.mia, safety="danger", kind="crisis", primer={"happening": "the door"})
    pass_time(now, contact, 2)
    send_due()
    (mail,) = mailoutbox
    words = f"{mail.subject} {mail.body}".lower()
    assert not [word for word in TELLING if word in words]
    assert mail.to == [cast.dana.email]
    assert f"/c/{contact.pk}/" in mail.body


def test_a_refused_address_is_not_tried_again(
    cast: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smtplib import SMTPRecipientsRefused

    def refuse(_self: EmailMessage) -> int:
        raise SMTPRecipientsRefused({"dana": (550, b"no such user")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 2)
    send_due()
    row = Delivery.objects.get(channel="email")
    assert (row.status, row.error) == (Delivery.Status.FAILED, "address refused (550)")


def test_a_mail_server_that_is_away_is_tried_again(
    cast: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: EmailMessage) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", away)
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 2)
    send_due()
    assert Delivery.objects.get(channel="email").status == Delivery.Status.PENDING
