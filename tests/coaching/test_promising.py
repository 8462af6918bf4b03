"""How late a coach may promise to call: within a day, soon in danger, and never by a slip of the finger."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast, browser_of
from wiseline.coaching.flows.answer import answer, hand_over, promise
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact, Kind, Safety
from wiseline.coaching.phone.coach import PROMISE_MINUTES
from wiseline.coaching.promising import LONGEST, MEANT_WITHIN, TooLate, is_meant, longest, next_time
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import Status
from wiseline.coaching.views.board import CALL_BACK
from wiseline.lib import clock

zones = st.sampled_from(["Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "America/New_York"]).map(ZoneInfo)
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(wall=st.times(), now=moments, zone=zones)
def test_a_time_of_day_is_the_next_one_on_the_wall_and_refused_only_where_it_is_far_off_tomorrow(
    wall: time, now: datetime, zone: ZoneInfo
) -> None:
    moment = next_time(wall, now, zone)
    assert timedelta(0) < moment - now <= timedelta(hours=26), "a day, or longer where clocks are put back"
    if not is_meant(moment, now, zone):
        assert moment - now > MEANT_WITHIN
        assert moment.astimezone(zone).date() == now.astimezone(zone).date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "wall", "meant"),
    [
        ("08:53", "03:00", False),
        ("08:53", "08:53", False),
        ("08:53", "08:54", True),
        ("08:53", "23:30", True),  # far, but today
        ("22:10", "07:30", True),  # the next morning
        ("22:10", "10:10", True),
        ("22:10", "10:11", False),
        ("00:10", "00:05", False),
    ],
)
def test_what_a_time_of_day_was_meant_for(now: str, wall: str, meant: bool) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    here = datetime.combine(date(2026, 11, 29), time.fromisoformat(now), berlin)
    assert is_meant(next_time(time.fromisoformat(wall), here, berlin), here, berlin) is meant


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("safety", Safety.values)
def test_danger_doubt_a_crisis_and_an_agreed_call_are_put_off_by_a_quarter_of_an_hour_at_most(
    kind: str, safety: str
) -> None:
    soon = safety in {"danger", "unsure"} or kind in {"crisis", "recontact"}
    assert longest(kind=kind, safety=safety) == (timedelta(minutes=15) if soon else LONGEST)
    assert timedelta(minutes=PROMISE_MINUTES) <= longest(kind=kind, safety=safety), "key 2 on the phone works"
    assert longest(kind=kind, safety=safety) >= CALL_BACK, "so does the button of a notification"


NEAR_DANGER = [{"safety": "danger"}, {"kind": "crisis", "safety": "safe"}]


@pytest.mark.parametrize("asked", NEAR_DANGER)
def test_a_later_call_is_refused_and_changes_nothing_while_soon_answering_and_handing_over_stay(
    cast: Cast, asked: dict[str, str]
) -> None:
    contact, _new = ask(client=cast.mia, **asked)
    with pytest.raises(TooLate):
        promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=16))
    contact.refresh_from_db()
    assert (contact.status, contact.ringing_id) == (Status.RINGING, cast.dana.pk)
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    answer(contact_id=contact.pk, coach=cast.dana)
    with pytest.raises(TooLate):
        promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(hours=1))
    hand_over(contact_id=contact.pk, coach=cast.dana, to=None)
    contact.refresh_from_db()
    assert contact.status == Status.RINGING


def dana_promises(cast: Cast, contact: Contact, **what: str) -> str:
    """What her next page says."""
    browser = browser_of(cast.dana)
    path = reverse("coaching:promise", args=[contact.pk])
    return browser.post(path, what, follow=True).content.decode()


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (NEAR_DANGER[0], "Mia said: in danger. A call later than in 15 minutes is not offered: hand over instead."),
        (NEAR_DANGER[1], "Mia is in a crisis. A call later than in 15 minutes is not offered: hand over instead."),
    ],
)
@pytest.mark.parametrize("what", [{"minutes": "30"}, {"at": "20:00"}])
def test_near_danger_only_a_call_soon_is_offered_with_the_reason(
    cast: Cast, asked: dict[str, str], reason: str, what: dict[str, str]
) -> None:
    contact, _new = ask(client=cast.mia, **asked)
    offered = browser_of(cast.dana).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert 'value="15"' in offered
    assert reason in offered
    assert 'value="30"' not in offered
    assert 'type="time"' not in offered
    assert dana_promises(cast, contact, **what).count(reason) == 2, "beside the buttons, and as what became of it"
    contact.refresh_from_db()
    assert contact.status == Status.RINGING


def test_a_time_that_has_passed_is_refused_with_what_it_would_be_and_stands_there_still(
    cast: Cast, now: time_machine.Traveller
) -> None:
    now.move_to(datetime(2026, 11, 29, 8, 53, tzinfo=ZoneInfo(cast.dana.timezone)))
    contact, _new = ask(client=cast.mia, safety="safe")
    shown = dana_promises(cast, contact, at="03:00")
    assert "That is tomorrow, 03:00, in 18 hours." in shown
    assert 'name="at" value="03:00"' in shown
    contact.refresh_from_db()
    assert contact.status != Status.PROMISED


@pytest.mark.parametrize(("typed", "time"), [("10:15", "10:15"), ("23:30", "23:30")])
def test_both_read_the_time_that_was_promised(cast: Cast, now: time_machine.Traveller, typed: str, time: str) -> None:
    now.move_to(datetime(2026, 11, 29, 8, 53, tzinfo=ZoneInfo(cast.dana.timezone)))
    contact, _new = ask(client=cast.mia, safety="safe")
    assert f"You promised to call: {time}." in dana_promises(cast, contact, at=typed)
    contact.refresh_from_db()
    with timezone.override(cast.mia.timezone):
        assert of_contact(contact, clock.now()).headline == f"Dana Reyes will call you: {time}."


def test_a_promise_for_tomorrow_reads_well(cast: Cast, now: time_machine.Traveller) -> None:
    now.move_to(datetime(2026, 11, 29, 22, 10, tzinfo=ZoneInfo(cast.dana.timezone)))
    contact, _new = ask(client=cast.mia, safety="safe")
    assert "You promised to call: tomorrow, 07:30." in dana_promises(cast, contact, at="07:30")
    contact.refresh_from_db()
    with timezone.override(cast.mia.timezone):
        assert of_contact(contact, clock.now()).headline == "Dana Reyes will call you: tomorrow, 07:30."
