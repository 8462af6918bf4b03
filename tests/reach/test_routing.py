"""Who is told by which way: for every choice, hour and step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiseline.reach.routing import (
    ALWAYS,
    MORNING,
    TOPIC_OF,
    WAKES,
    Chosen,
    Preferences,
    Topic,
    channel_of,
    route,
    too_late,
    topic_of,
    wakes_nobody,
)

Usual = dict[str, int]
MINUTE = timedelta(minutes=1)
WAYS = ("web_push", "voice", "sms", "email", "apprise:0b5f", "apprise:77aa")
SECONDS = st.sampled_from([0, 15, 30, 60, 90, 120, 300, 3600])
CHOSEN = st.dictionaries(st.sampled_from(WAYS), st.none() | SECONDS)
TOPICS = st.dictionaries(st.sampled_from([str(topic) for topic in Topic]), CHOSEN)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)
TIMES = st.times().map(lambda at: at.replace(microsecond=0))
PREFERENCES = st.builds(
    Preferences,
    has=st.lists(st.sampled_from(WAYS), unique=True).map(tuple),
    day=TOPICS,
    night=TOPICS,
    night_from=TIMES,
    night_to=TIMES,
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"]),
)
USUAL = st.dictionaries(st.sampled_from(WAYS), SECONDS)
KINDS = st.sampled_from([*TOPIC_OF, *ALWAYS, "news", "message", "something new"])
HOLDS = st.none() | st.integers(1, 4000).map(lambda seconds: timedelta(seconds=seconds))


@given(PREFERENCES, KINDS, MOMENTS, USUAL, HOLDS)
def test_a_route_begins_in_the_app_at_once_and_goes_on_in_order_by_ways_that_work(
    preferences: Preferences, kind: str, now: datetime, usual: Usual, hold: timedelta | None
) -> None:
    ways = route(preferences, kind, now, usual=usual, hold=hold)
    assert ways[0] == ("in_app", timedelta(0))
    assert [delay for _way, delay in ways] == sorted(delay for _way, delay in ways)
    names = [way for way, _delay in ways]
    assert len(names) == len(set(names))
    assert set(names[1:]) <= set(preferences.has)
    assert all(timedelta(0) <= delay and (hold is None or delay < hold) for _way, delay in ways)


@given(PREFERENCES, st.sampled_from(["ring", "nudge"]), MOMENTS, USUAL, HOLDS)
def test_no_choice_silences_a_ring_that_would_usually_wake_somebody(
    preferences: Preferences, kind: str, now: datetime, usual: Usual, hold: timedelta | None
) -> None:
    ways = [channel_of(way) for way, _delay in route(preferences, kind, now, usual=usual, hold=hold)]
    could = any(channel_of(way) in WAKES for way in usual if way in preferences.has)
    assert not could or set(ways) & WAKES


@given(PREFERENCES, KINDS, MOMENTS, USUAL)
def test_who_chose_nothing_is_told_as_usual(preferences: Preferences, kind: str, now: datetime, usual: Usual) -> None:
    plain = Preferences(has=preferences.has, zone=preferences.zone)
    expected = {way: timedelta(seconds=after) for way, after in usual.items() if way in plain.has}
    assert dict(route(plain, kind, now, usual=usual)[1:]) == expected


@given(PREFERENCES, KINDS, MOMENTS, USUAL)
def test_a_line_that_is_talking_is_not_rung(preferences: Preferences, kind: str, now: datetime, usual: Usual) -> None:
    within = frozenset({"in_app", "web_push"})
    ways = route(preferences, kind, now, usual=usual, within=within)
    assert {way for way, _delay in ways} <= within


@given(PREFERENCES, MOMENTS)
def test_a_call_and_a_test_are_chosen_by_nobody(preferences: Preferences, now: datetime) -> None:
    for kind in ALWAYS:
        ways = route(preferences, kind, now, usual={"web_push": 0})
        assert [way for way, _delay in ways] == ["in_app", *(("web_push",) if "web_push" in preferences.has else ())]


@given(PREFERENCES, MOMENTS)
def test_the_morning_is_the_next_moment_that_is_not_night(preferences: Preferences, now: datetime) -> None:
    left = preferences.until_morning(now)
    if not preferences.is_night(now):
        assert left == timedelta(0)
        return
    assert timedelta(0) < left <= timedelta(hours=25)
    assert not preferences.is_night(now + left)
    zone = ZoneInfo(preferences.zone)
    clock_changes = now.astimezone(zone).utcoffset() != (now + left).astimezone(zone).utcoffset()
    assert clock_changes or all(preferences.is_night(now + part * left / 7) for part in range(7))


def test_a_night_that_ends_in_an_hour_that_comes_twice_ends_the_second_time_too() -> None:
    """Berlin, 25 October 2026: it is 02:00 to 03:00 twice, so at 02:10 the second time it is night once more."""
    preferences = Preferences(zone="Europe/Berlin", night_from=time(22), night_to=time(2, 30))
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert preferences.until_morning(second) == timedelta(minutes=20)
    assert preferences.until_morning(second - timedelta(hours=1)) == timedelta(minutes=20)


@given(PREFERENCES, st.sampled_from(["hole", "news", "card", "need"]), MOMENTS)
def test_what_is_to_wait_for_the_morning_wakes_nobody(preferences: Preferences, kind: str, now: datetime) -> None:
    late = replace(preferences, night={str(topic_of(kind)): dict.fromkeys(WAYS, MORNING)})
    if late.is_night(now):
        ways = route(late, kind, now, usual={"web_push": 0})[1:]
        assert len(ways) == len(late.has)
        assert not any(late.is_night(now + delay) for _way, delay in ways)


@pytest.mark.parametrize(
    ("at", "night"),
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False), ("12:00", False)],
)
def test_a_night_goes_over_midnight_by_the_clock_where_the_person_lives(at: str, night: bool) -> None:
    hour, minute = (int(part) for part in at.split(":"))
    for day in (1, 200, 298):  # winter, summer, and the night in which the clock goes back
        local = datetime(2026, 1, 1, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")) + timedelta(days=day)
        now = local.astimezone(UTC)
        assert Preferences(zone="Europe/Berlin").is_night(now) is night


def test_a_night_may_lie_within_a_day() -> None:
    sleeper = Preferences(night_from=time(9), night_to=time(16))
    assert sleeper.is_night(datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert not sleeper.is_night(datetime(2026, 5, 1, 22, tzinfo=UTC))


def test_ways_that_would_come_after_the_next_person_are_named() -> None:
    hold = timedelta(minutes=2)
    assert too_late({"web_push": 0, "voice": 119, "sms": 120, "email": None}, hold) == ["sms"]


@pytest.mark.parametrize(
    ("plan", "silent"),
    [
        ({"web_push": None, "voice": None, "email": 0}, True),
        ({"web_push": None, "voice": 60}, False),
        ({"apprise:1": 0, "web_push": None}, False),
        ({"email": 0}, False),  # there is no way that could be left on
    ],
)
def test_a_plan_in_which_nothing_wakes_is_known(plan: Chosen, silent: bool) -> None:
    assert wakes_nobody(plan) is silent


def test_every_kind_that_has_words_is_one_that_a_person_chooses_for_or_always_comes() -> None:
    assert {topic_of(kind) for kind in TOPIC_OF} == set(Topic) - {Topic.NEWS}
    assert topic_of("call") is None
    assert topic_of("whatever comes") is Topic.NEWS
