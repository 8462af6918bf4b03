"""The pulse is offered seldom, belongs to the client until shown, and a drop asks for a talk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast, browser_of
from wiseline.alliance import pulse as pulses
from wiseline.alliance.models import Pulse
from wiseline.alliance.pulse_rules import EVERY, ITEMS, REST, falls, is_offered
from wiseline.chart.needs import needs_for
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
OFFER = "Three short questions"
GOOD = {"understood": 4, "right_things": 4, "honest": 5}
steps = st.none() | st.integers(0, 5)
rows = st.fixed_dictionaries(dict.fromkeys(ITEMS, steps))


def ago(days: float | None) -> datetime | None:
    return None if days is None else NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("since", "last", "ended", "offered"),
    [
        (1, None, None, False),  # care has begun yesterday, nothing has happened yet
        (21, None, None, True),  # three weeks of care
        (20.9, None, None, False),
        (1, None, 0.1, True),  # a first talk, just ended
        (90, 30, 1.9, True),  # a talk since the last one
        (90, 10, 2.1, False),  # more than two days after the talk, and not yet three weeks
        (90, 3.9, 0.1, False),  # never within four days of another
        (90, 4, 0.1, True),
        (90, 5, 6, False),  # that talk had its pulse
        (90, 21, None, True),  # three weeks since the last
    ],
)
def test_when_it_is_offered(since: float, last: float | None, ended: float | None, offered: bool) -> None:
    begun = ago(since)
    assert begun is not None
    assert is_offered(now=NOW, since=begun, last=ago(last), contact_ended=ago(ended)) is offered


@pytest.mark.parametrize(
    ("earlier", "newest", "fallen"),
    [
        ([], {"understood": 0}, []),  # nothing to fall from
        ([4], {"understood": 3}, []),  # a step is within what answers vary by
        ([4], {"understood": 2}, ["understood"]),
        ([5, 1, 5], {"understood": 3}, ["understood"]),  # one bad day before does not hide it: the median is 5
        ([1, 5, 1], {"understood": 1}, []),  # one good day before does not make it
        ([5, 5, 1, 1, 1], {"understood": 0}, []),  # only the three before count
        ([4], {"understood": None}, []),  # not answered
        ([None, 4, None], {"understood": 2}, ["understood"]),  # left out before
    ],
)
def test_what_counts_as_a_drop(earlier: list[int | None], newest: dict[str, int | None], fallen: list[str]) -> None:
    before = [{"understood": value} for value in earlier]
    assert [fall.item for fall in falls(before, newest)] == fallen


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(earlier=st.lists(rows, max_size=5), newest=rows)
def test_what_is_as_high_as_ever_has_not_dropped_and_what_dropped_lies_below(
    earlier: list[dict[str, int | None]], newest: dict[str, int | None]
) -> None:
    for fall in falls(earlier, newest):
        assert newest[fall.item] == fall.now <= fall.usual - 2
    assert falls([*earlier, newest], dict.fromkeys(ITEMS, 5)) == []


def test_after_a_talk_it_stands_quietly_on_home_and_can_be_passed_over(cast: Cast, now: time_machine.Traveller) -> None:
    mia = browser_of(cast.mia)
    assert OFFER not in mia.get("/").content.decode()
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    end(contact_id=contact.pk, by=cast.dana)
    assert OFFER in mia.get("/").content.decode()
    mia.post(reverse("alliance:pulse_ask"), {"do": "pass"})
    assert OFFER not in mia.get("/").content.decode()
    assert pulses.own_pulses(cast.mia) == []
    now.shift(EVERY)
    assert OFFER in mia.get("/").content.decode()


def test_what_is_kept_for_the_session_is_read_by_nobody_else_until_it_is_shown(cast: Cast) -> None:
    mia, dana = browser_of(cast.mia), browser_of(cast.dana)
    body = {"understood": "1", "honest": "2", "words": "I was afraid to say it", "do": "keep"}
    mia.post(reverse("alliance:pulse_ask"), body)
    address = reverse("alliance:pulse", args=[cast.mia.pk])
    assert "I was afraid to say it" in mia.get(address).content.decode()
    assert "I was afraid to say it" not in dana.get(address).content.decode()
    assert pulses.pulse_of(cast.mia) == []
    row = Pulse.objects.get()
    assert row.right_things is None
    mia.post(reverse("alliance:show_pulse", args=[row.pk]))
    assert "I was afraid to say it" in dana.get(address).content.decode()
    assert pulses.pulse_of(cast.mia, clock.now()) == [row]
    assert pulses.pulse_of(cast.mia, clock.now() + timedelta(seconds=1)) == []


def test_a_drop_that_is_shown_is_owed_a_talk_and_one_that_is_kept_is_not(
    cast: Cast, now: time_machine.Traveller
) -> None:
    pulses.answer_pulse(client=cast.mia, answers=dict(GOOD), show=True)
    assert needs_for(cast.dana) == []
    now.shift(REST)
    low = pulses.answer_pulse(client=cast.mia, answers={**GOOD, "understood": 1}, show=False)
    assert needs_for(cast.dana) == []
    now.shift(timedelta(days=1))
    pulses.show_pulse(pulse=low)
    (need,) = needs_for(cast.dana)
    assert (need.kind, need.due_at) == ("pulse", clock.now() + pulses.TALK_WITHIN)
    address = reverse("alliance:pulse", args=[cast.mia.pk])
    assert "Now 1, usually 4" in browser_of(cast.dana).get(address).content.decode()
    assert "Something is between us" in browser_of(cast.mia).get(address).content.decode()
    browser_of(cast.dana).post(reverse("alliance:pulse_talked", args=[cast.mia.pk]))
    assert needs_for(cast.dana) == []


def test_what_was_kept_does_not_count_when_others_are_compared(cast: Cast, now: time_machine.Traveller) -> None:
    pulses.answer_pulse(client=cast.mia, answers=dict(GOOD), show=False)
    now.shift(REST)
    low = pulses.answer_pulse(client=cast.mia, answers={**GOOD, "understood": 1}, show=True)
    assert pulses.falls_at(low) == [], "it would tell of what was not shown"


def test_a_second_tap_is_none_and_nothing_answered_is_told(cast: Cast) -> None:
    mia = browser_of(cast.mia)
    for _tap in range(2):
        mia.post(reverse("alliance:pulse_ask"), {"understood": "3", "do": "show"})
    assert Pulse.objects.count() == 1
    answered = mia.post(reverse("alliance:pulse_ask"), {"words": "only words", "do": "show"})
    assert answered.status_code == 422
    assert "only words" in answered.content.decode()
    assert mia.post(reverse("alliance:pulse_ask"), {"understood": "9", "do": "show"}).status_code == 422
