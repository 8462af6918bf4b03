"""A number is its person's once its code was written; until then the one before goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.fakes.phones import NUMBERS, code_of, give_number, settle
from wiseline.calls.providers.fake import Fake
from wiseline.reach.flows.broken import delivered
from wiseline.reach.flows.phone import give_number as give
from wiseline.reach.flows.phone import verify
from wiseline.reach.flows.texts import agree
from wiseline.reach.models import Delivery, PhoneNumber, PhoneText
from wiseline.reach.numbers import masked, person_at


def test_a_number_can_be_verified_by_text_and_the_code_is_of_use_once(phones: Cast) -> None:
    give(person=phones.toni, number="+4915112345679", by_text=True)
    settle()
    assert PhoneText.objects.get().body.startswith("Wiseline: your code is ")
    code = code_of(phones.toni)
    assert not verify(person=phones.toni, code="000000" if code != "000000" else "111111")
    assert verify(person=phones.toni, code=code)
    assert not verify(person=phones.toni, code=code)
    assert PhoneNumber.objects.get(person=phones.toni).works


def test_a_number_that_works_goes_on_until_the_new_one_is_verified(phones: Cast, client: Client) -> None:
    agree(person=phones.mia, full=False)
    new = "+4915112345679"
    give(person=phones.mia, number=new, by_text=True)
    settle()
    row = PhoneNumber.objects.get(person=phones.mia)
    assert (row.works, row.number, row.texts) == (True, NUMBERS["Mia"], "neutral")
    assert (person_at(NUMBERS["Mia"]), person_at(new)) == (phones.mia, None)
    client.force_login(phones.mia)
    page = client.get(reverse("reach:phone")).content.decode()
    assert "We text the number ending in … 679" in page
    assert f"Until then the number ending in {masked(NUMBERS['Mia'])} is the one that counts." in page
    assert verify(person=phones.mia, code=code_of(phones.mia))
    row.refresh_from_db()
    assert (row.works, row.number, row.next_number) == (True, new, None)
    assert row.texts == "", "they agreed to texts to the other one"
    assert (person_at(NUMBERS["Mia"]), person_at(new)) == (None, phones.mia)


def test_a_new_number_that_is_never_verified_is_asked_about_for_ten_minutes(
    phones: Cast, client: Client, now: time_machine.Traveller
) -> None:
    give(person=phones.mia, number="+4915112345679")
    now.shift(timedelta(minutes=11))
    client.force_login(phones.mia)
    page = client.get(reverse("reach:phone")).content.decode()
    assert "We ring the number" not in page
    assert f"Number ending in {masked(NUMBERS['Mia'])}" in page


def test_a_code_that_can_not_be_texted_ends_no_texts_to_the_number_that_works(phones: Cast, client: Client) -> None:
    agree(person=phones.mia, full=False)
    give(person=phones.mia, number="+4915112345679", by_text=True)
    settle()
    delivered(text_id=PhoneText.objects.latest("at").pk, status="undelivered", code=30006)
    assert PhoneNumber.objects.get(person=phones.mia).texts == "neutral"
    client.force_login(phones.mia)
    page = client.get(reverse("reach:phone")).content.decode()
    assert "The text could not be sent to this number. Let it ring instead." in page
    assert "so they ended" not in page


def test_a_number_that_somebody_else_has_verified_meanwhile_leaves_the_old_one(phones: Cast) -> None:
    give(person=phones.mia, number="+4915112345679", by_text=True)
    code = code_of(phones.mia)
    give_number(phones.toni, number="+4915112345679")
    assert not verify(person=phones.mia, code=code)
    row = PhoneNumber.objects.get(person=phones.mia)
    assert (row.works, row.number) == (True, NUMBERS["Mia"])


def test_of_two_codes_the_newer_holds_and_the_older_is_not_sent_any_more(phones: Cast) -> None:
    give(person=phones.toni, number="+4915112345679", by_text=True)
    old = code_of(phones.toni)
    give(person=phones.toni, number="+4915112345679")
    settle()
    assert [row.status for row in Delivery.objects.filter(kind="code", channel="sms")] == ["dropped"]
    assert not verify(person=phones.toni, code=old)


def test_a_landline_is_rung_with_its_code_whatever_was_asked_for(phones: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fake, "kind_of", lambda _self, _number: "landline")
    give(person=phones.toni, number="+493012345679", by_text=True)
    assert not PhoneText.objects.exists()
    assert Delivery.objects.get(kind="code").channel == "voice"
