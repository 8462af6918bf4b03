"""Before a coach takes duty they read what it would bring for them; a lead reads the same, and when a coach is busy."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.ahead import brought_to
from wiseline.rota.flows.swap import ask_swap
from wiseline.rota.models import OwnCalendar, RotaOverride, RotaShift
from wiseline.rota.roster import Override, who_is_on_call
from wiseline.rota.selectors import roster_of

HOUR = timedelta(hours=1)


def night(days: int = 2) -> tuple[datetime, datetime]:
    """A night outside of Dana's hours: 19:30 to 03:30 in Berlin."""
    start = clock.now() + timedelta(days=days)
    return start, start + 8 * HOUR


def offered(cast: Cast, days: int = 2, **more: object) -> RotaOverride:
    start, end = night(days)
    row = {"programme": cast.programme, "coach": cast.dana, "created_by": cast.lea, "start": start, "end": end}
    return RotaOverride.objects.create(**{**row, **more})


def busy(person: Person, start: datetime, end: datetime) -> None:
    OwnCalendar.objects.create(coach=person, busy=[[start.isoformat(), end.isoformat()]], due_at=None)


def tap(cast: Cast, way: str) -> tuple[str, dict[str, str], datetime]:
    """Where Dana taps, with what, and a moment at which she is then on call."""
    if way == "take over":
        return reverse("rota:take_over"), {"hours": "6"}, clock.now() + HOUR
    if way == "swap":
        start, end = night()
        swap = ask_swap(giver=cast.sam, start=start, end=end)
        return reverse("rota:take_swap", args=[swap.pk]), {"return": ""}, start + HOUR
    if way == "weekly":
        common = {"programme": cast.programme, "coach": cast.dana, "first": date(2026, 11, 25)}
        shift = RotaShift.objects.create(**common, weekday=3, start=time(20), end=time(23))
        return reverse("rota:accept_shift", args=[shift.pk]), {"from": "limits"}, night(3)[0] + HOUR
    row = offered(cast)
    if way == "all":
        return reverse("rota:take_all"), {}, row.start + HOUR
    return reverse("rota:accept_override", args=[row.pk]), {"from": "limits"}, row.start + HOUR


def on_call(cast: Cast, at: datetime) -> object:
    return who_is_on_call(roster_of(cast.programme, start=at - 24 * HOUR, end=at + 24 * HOUR), at)


@pytest.mark.parametrize("way", ["take over", "swap", "one", "all", "weekly"])
def test_who_takes_duty_reads_first_what_it_brings_for_them(cast: Cast, way: str) -> None:
    address, data, at = tap(cast, way)
    page = browser_of(cast.dana).post(address, data).content.decode()
    assert "Nothing is changed yet. This would bring:" in page
    assert "Outside of your own hours. " in page
    assert "I take it all the same" in page
    for name, value in data.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page, "what was chosen is kept"
    assert on_call(cast, at) == cast.sam.pk
    browser_of(cast.dana).post(address, {**data, "all_the_same": "1"})
    assert on_call(cast, at) == cast.dana.pk


def test_what_brings_nothing_is_taken_at_once(cast: Cast) -> None:
    start = clock.now() + 14 * HOUR  # half past nine in the morning
    row = offered(cast, start=start, end=start + 4 * HOUR)
    browser_of(cast.dana).post(reverse("rota:accept_override", args=[row.pk]))
    assert on_call(cast, start) == cast.dana.pk


def words(cast: Cast, *rows: RotaOverride) -> set[str]:
    more = tuple(Override(row.coach_id, row.start, row.end, 0, True) for row in rows)
    return {str(group.concern) for group in brought_to(cast.dana, clock.now(), overrides=more)}


def test_short_rest_and_length_are_seen_across_what_was_carried_a_moment_ago(cast: Cast) -> None:
    start = clock.now() - 20 * HOUR
    offered(cast, start=start, end=clock.now(), accepted_at=start)
    row = offered(cast, start=clock.now(), end=clock.now() + 5 * HOUR)
    assert "long" in words(cast, row)
    row.delete()
    later = clock.now() + 4 * HOUR
    assert "short_rest" in words(cast, offered(cast, start=later, end=later + HOUR))


def test_an_own_calendar_and_a_colleague_who_has_it_are_told_to_who_takes_it(cast: Cast) -> None:
    offered(cast, coach=cast.lea, accepted_at=clock.now(), created_at=clock.now() - HOUR)
    row = offered(cast)
    busy(cast.dana, row.start + HOUR, row.start + 2 * HOUR)
    assert words(cast, row) == {"busy", "stretched", "double"}


def test_what_concerns_somebody_else_is_not_told_to_who_takes_it(cast: Cast) -> None:
    RotaShift.objects.filter(weekday=5).delete()
    row = offered(cast, start=clock.now() + 14 * HOUR, end=clock.now() + 16 * HOUR)
    assert words(cast, row) == set()


@pytest.mark.parametrize("what", ["shift", "override"])
def test_a_lead_reads_before_adding_that_the_coach_is_busy_then(cast: Cast, what: str) -> None:
    RotaShift.objects.all().delete()
    start = datetime.fromisoformat("2026-11-28T10:00+00:00")
    busy(cast.dana, start, start + HOUR)
    common = {"coach": str(cast.dana.pk)}
    data = {
        "shift": {**common, "days": ["5"], "start": "08:00", "end": "18:00", "first": "2026-11-01", "every_weeks": "1"},
        "override": {**common, "start": "2026-11-28T09:00", "end": "2026-11-28T14:00"},
    }[what]
    page = browser_of(cast.lea).post(reverse(f"rota:add_{what}"), data).content.decode()
    assert "Busy, by their own calendar: Dana Reyes. Saturday 28 November, 11:00 to Saturday 28 November, 12:00" in page
    assert "Busy, by their own calendar" not in browser_of(cast.lea).get(reverse("rota:week")).content.decode()
