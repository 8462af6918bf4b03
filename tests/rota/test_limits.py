"""A coach is rung within their own limits, and never on a day off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rota.calendars import (
    TICK,
    date_ranges,
    local,
    moments,
    parts,
    slowly_open,
    unhurried,
    windows,
    within,
    zones,
)
from wiseline.rota.hours import DateRange, Window
from wiseline.rota.limits import Limits, Reason, accepts, accepts_until, is_off, latest_return, next_acceptance
from wiseline.rota.roster import absences_of

DANA = UUID(int=7)
DAY = timedelta(days=1)
reasons = st.sampled_from(list(Reason))
some = st.lists(parts, max_size=5)
Case = tuple[Limits, Reason, datetime]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Limits, a reason, and a moment near the days off."""
    zone = draw(zones)
    at = draw(moments(zone))
    limits = Limits(
        coach_id=DANA,
        timezone=zone,
        windows=tuple(draw(windows)),
        days_off=tuple(draw(date_ranges(local(at, zone).date()))),
        outside=draw(st.frozensets(reasons)),
        return_minutes=draw(st.integers(5, 24 * 60)),
    )
    return limits, draw(reasons), at


def _may_ring(limits: Limits, reason: Reason, at: datetime) -> bool:
    """The rule, read off the wall minute by minute."""
    today = local(at, limits.timezone).date()
    if any(row.first <= today <= row.last for row in limits.days_off):
        return False
    return reason in limits.outside or slowly_open(list(limits.windows), limits.timezone, [], at)


def _dana(**changes: object) -> Limits:
    """Mondays to Fridays 18:00–22:00 in Berlin; danger to life at any hour; off on Thursday, 26 November 2026."""
    facts: dict[str, object] = {
        "coach_id": DANA,
        "timezone": "Europe/Berlin",
        "windows": tuple(Window(weekday, time(18), time(22)) for weekday in range(5)),
        "days_off": (DateRange(date(2026, 11, 26), date(2026, 11, 26)),),
        "outside": frozenset({Reason.LIFE_THREATENING}),
        "return_minutes": 45,
    }
    return Limits(**{**facts, **changes})  # type: ignore[arg-type]


def _utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@unhurried
@given(cases())
def test_a_coach_may_be_rung_in_their_hours_or_for_what_they_take_at_any_hour(case: Case) -> None:
    limits, reason, at = case

    assert accepts(limits, reason, at) == _may_ring(limits, reason, at)


@unhurried
@given(cases(), st.integers(0, 3), parts)
def test_a_coach_is_never_rung_on_a_day_off(case: Case, length: int, part: int) -> None:
    limits, _, at = case
    today = local(at, limits.timezone).date()
    day_off = DateRange(today, today + timedelta(days=length))
    off = Limits(DANA, limits.timezone, limits.windows, (*limits.days_off, day_off), frozenset(Reason), 60)
    later = within(at, at + length * DAY, part)

    for moment in (at, later):
        if day_off.contains(local(moment, limits.timezone).date()):
            assert is_off(off, moment)
            assert [accepts(off, reason, moment) for reason in Reason] == [False] * len(Reason)
            assert [accepts_until(off, reason, moment) for reason in Reason] == [None] * len(Reason)


@unhurried
@given(cases(), some)
def test_the_next_acceptance_is_the_first_moment_at_which_the_coach_may_be_rung(case: Case, drawn: list[int]) -> None:
    limits, reason, at = case

    first = next_acceptance(limits, reason, at)

    if first is None:
        assert not limits.windows
        assert reason not in limits.outside
        return
    assert (first == at) == _may_ring(limits, reason, at)
    assert _may_ring(limits, reason, first)
    assert first == at or not _may_ring(limits, reason, first - TICK)
    assert first == at or not any(_may_ring(limits, reason, within(at, first, part)) for part in drawn)


@unhurried
@given(cases(), some)
def test_a_coach_may_be_rung_until_the_first_moment_at_which_they_may_not(case: Case, drawn: list[int]) -> None:
    limits, reason, at = case

    end = accepts_until(limits, reason, at)

    if end is None:
        assert not _may_ring(limits, reason, at)
        return
    assert at < end <= at + 14 * DAY
    assert all(_may_ring(limits, reason, within(at, end, part)) for part in [0, *drawn])
    assert _may_ring(limits, reason, end - TICK)
    assert end == at + 14 * DAY or not _may_ring(limits, reason, end)


@unhurried
@given(cases(), st.integers(0, 5000))
def test_asking_later_never_brings_an_earlier_promise(case: Case, minutes: int) -> None:
    limits, reason, at = case

    sooner = latest_return(limits, reason, at)
    later = latest_return(limits, reason, at + timedelta(minutes=minutes))

    assert sooner is None or later is None or at + timedelta(minutes=limits.return_minutes) <= sooner <= later


@unhurried
@given(cases(), st.integers(1, 9 * 24 * 60), some)
def test_absences_are_exactly_the_days_off(case: Case, minutes: int, drawn: list[int]) -> None:
    limits, _, at = case
    end = at + timedelta(minutes=minutes)

    away = absences_of(limits, at, end)

    assert all(at <= row.start < row.end <= end and row.coach_id == DANA for row in away)
    for moment in [at, *(within(at, end, part) for part in drawn)]:
        off = any(row.contains(local(moment, limits.timezone).date()) for row in limits.days_off)
        assert any(row.start <= moment < row.end for row in away) == off
        assert is_off(limits, moment) == off


@pytest.mark.parametrize(
    ("reason", "at", "rung", "until", "first", "returned"),
    [
        # Monday 18:30 in Berlin, within her hours
        ("skills", "2026-11-23 17:30", True, "2026-11-23 21:00", "2026-11-23 17:30", "2026-11-23 18:15"),
        # the very minutes at which they begin and end
        ("skills", "2026-11-23 17:00", True, "2026-11-23 21:00", "2026-11-23 17:00", "2026-11-23 17:45"),
        ("skills", "2026-11-23 21:00", False, None, "2026-11-24 17:00", "2026-11-24 17:45"),
        # Tuesday 23:10: danger to life is taken until the day off begins
        ("life_threatening", "2026-11-24 22:10", True, "2026-11-25 23:00", "2026-11-24 22:10", "2026-11-24 22:55"),
        ("repair", "2026-11-24 22:10", False, None, "2026-11-25 17:00", "2026-11-25 17:45"),
        # Thursday is off for everything
        ("life_threatening", "2026-11-26 18:00", False, None, "2026-11-26 23:00", "2026-11-26 23:45"),
        ("good_news", "2026-11-26 18:00", False, None, "2026-11-27 17:00", "2026-11-27 17:45"),
        # Friday night: the weekend has no hours
        ("check_in", "2026-11-27 21:00", False, None, "2026-11-30 17:00", "2026-11-30 17:45"),
    ],
)
def test_danas_week(*, reason: str, at: str, rung: bool, until: str | None, first: str, returned: str) -> None:
    limits, why, when = _dana(), Reason(reason), _utc(at)

    assert accepts(limits, why, when) is rung
    assert accepts_until(limits, why, when) == (_utc(until) if until else None)
    assert next_acceptance(limits, why, when) == _utc(first)
    assert latest_return(limits, why, when) == _utc(returned)


def test_the_promise_counts_real_minutes_through_a_change_of_the_clock() -> None:
    night = _dana(windows=(Window(6, time(1), time(4)),), return_minutes=90)

    assert latest_return(night, Reason.SKILLS, _utc("2026-10-25 00:30")) == _utc("2026-10-25 02:00")


def test_what_is_taken_at_any_hour_is_open_to_the_horizon() -> None:
    at = _utc("2026-11-28 12:00")

    assert accepts_until(_dana(), Reason.LIFE_THREATENING, at) == at + 14 * DAY


@pytest.mark.parametrize("reason", list(Reason))
def test_a_leave_beyond_sixty_days_gives_no_date_for_any_reason(reason: Reason) -> None:
    at = _utc("2026-11-28 12:00")
    sixty = _dana(days_off=(DateRange(date(2026, 11, 28), date(2027, 1, 27)),), outside=frozenset(Reason))
    shorter = _dana(days_off=(DateRange(date(2026, 11, 28), date(2027, 1, 26)),), outside=frozenset(Reason))

    assert next_acceptance(sixty, reason, at) is None
    assert latest_return(sixty, reason, at) is None
    assert next_acceptance(shorter, reason, at) == _utc("2027-01-26 23:00")


def test_a_leave_without_an_end_never_rings() -> None:
    gone = _dana(days_off=(DateRange(date(2026, 1, 1), date.max),))

    assert not accepts(gone, Reason.LIFE_THREATENING, _utc("2026-11-28 12:00"))
    assert next_acceptance(gone, Reason.LIFE_THREATENING, _utc("2026-11-28 12:00")) is None


def test_days_off_that_touch_are_one_leave() -> None:
    days = tuple(DateRange(date(2026, 11, day), date(2026, 11, day)) for day in (27, 25, 26))

    assert next_acceptance(_dana(days_off=days), Reason.LIFE_THREATENING, _utc("2026-11-25 12:00")) == _utc(
        "2026-11-27 23:00"
    )


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = _utc("2026-11-23 17:30").replace(tzinfo=None)

    for ask in (accepts, next_acceptance, accepts_until, latest_return):
        for reason in (Reason.LIFE_THREATENING, Reason.SKILLS):
            with pytest.raises(ValueError, match="time zone"):
                ask(_dana(), reason, naive)
