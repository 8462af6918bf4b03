"""A caller whose request waits, as agreed for the day after an act or for somebody's hours, hears what is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.cast import Cast
from tests.fakes.phones import NUMBERS, Phone, dial, settle, the_contact
from wiseline.coaching.flows.ask import ask
from wiseline.safety.agreeing import agree, report_act
from wiseline.safety.policy import Mode


@pytest.fixture
def held(phones: Cast, now: time_machine.Traveller) -> Phone:
    """Mia has dialled and pressed that she is safe: it waits, as agreed."""
    agree(client=phones.mia, by=phones.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(days=7))
    report_act(client=phones.mia, by=phones.dana)
    return dial(NUMBERS["Mia"]).press("2")


@pytest.fixture
def after_hours(phones: Cast, now: time_machine.Traveller) -> Phone:
    """Mia asked for later today, after Dana's hours, and dials."""
    now.shift(timedelta(hours=3))
    contact, _new = ask(client=phones.mia, safety="safe", lane="today")
    assert contact.ringing is None
    return dial(NUMBERS["Mia"]).press("2")


@pytest.mark.parametrize(("waits", "why"), [("held", "As you agreed,"), ("after_hours", "when their hours begin")])
def test_they_hear_until_when_and_nobody_says_that_somebody_is_looked_for(
    request: pytest.FixtureRequest, waits: str, why: str
) -> None:
    mia: Phone = request.getfixturevalue(waits)
    heard = mia.hears()
    assert why in heard
    assert "Dana Reyes is told tomorrow" in heard
    assert "If you are hurt, or not safe, press 1, and we ring somebody at once." in heard
    assert "You can hang up now. Your request is kept." in heard
    for _round in range(4):
        heard += mia.press("").hears()
    mia.press("2")
    heard += mia.hears()
    assert mia.over
    assert why in mia.hears()
    assert "Your request is kept. Who takes it calls you at this number." in mia.hears()
    assert "look" not in heard


def test_not_safe_is_one_key_and_rings_at_once(phones: Cast, held: Phone) -> None:
    held.press("1")
    assert held.hears().startswith("We look for a coach at once. Do not wait for us")
    contact = the_contact()
    assert (contact.safety, contact.ringing) == ("danger", phones.dana)


def test_while_somebody_is_rung_they_hear_that_somebody_is_looked_for(phones: Cast) -> None:
    mia = dial(NUMBERS["Mia"]).press("2")
    assert "We are ringing Dana Reyes." in mia.hears()
    assert "While we look, breathe with me" in mia.hears()
    assert "We go on looking" in mia.press("2").hears()
    settle()
    assert the_contact().ringing == phones.dana
