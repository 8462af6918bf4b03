"""What ends on the rota ends from now on: what was carried stays in the hours, the cover and the fair month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.flows.cover import alert_holes, override, remove_override, remove_shift
from wiseline.rota.flows.month import blocks_of, carried
from wiseline.rota.models import RotaOverride, RotaShift
from wiseline.rota.roster import Segment, segments, who_is_on_call
from wiseline.rota.selectors import cover_of, roster_of

HOUR = timedelta(hours=1)


def past(cast: Cast, days: int = 60) -> list[Segment]:
    now = clock.now()
    start = now - timedelta(days=days)
    return segments(roster_of(cast.programme, start=start, end=now), start, now)


def on_call(cast: Cast, at: datetime) -> Person | None:
    roster = roster_of(cast.programme, start=at - timedelta(days=1), end=at + timedelta(days=1))
    return Person.objects.filter(pk=who_is_on_call(roster, at)).first()


def night_of(cast: Cast, weekday: int) -> RotaShift:
    """Nothing but Dana's nights on that weekday."""
    RotaShift.objects.all().delete()
    return RotaShift.objects.create(
        programme=cast.programme,
        coach=cast.dana,
        weekday=weekday,
        start=time(18),
        end=time(8),
        first=date(2026, 9, 1),
        accepted_at=clock.now(),
    )


def test_hours_that_were_carried_stay_when_all_shifts_are_taken_off(cast: Cast) -> None:
    before, load = past(cast), carried(cast.programme, clock.now())
    assert load[cast.sam.pk].hours > 2000
    for shift in RotaShift.objects.all():
        remove_shift(actor=cast.lea, shift=shift)
    assert past(cast) == before
    assert carried(cast.programme, clock.now()) == load
    assert on_call(cast, clock.now()) is None, "also the hours that ran end now"
    assert on_call(cast, clock.now() + timedelta(days=5)) is None


@pytest.mark.parametrize("hours", [-3, 0, 1, 9, 13, 20])  # before, in, and after a night of Monday 18:00 to 08:00
def test_at_whatever_hour_a_shift_ends_nothing_of_the_past_changes_and_nothing_comes(
    cast: Cast, now: time_machine.Traveller, hours: int
) -> None:
    shift = night_of(cast, weekday=0)
    now.shift(hours * HOUR)
    before = past(cast)
    remove_shift(actor=cast.lea, shift=shift)
    assert past(cast) == before
    start, end = clock.now(), clock.now() + timedelta(days=30)
    assert [row.coach_id for row in segments(roster_of(cast.programme, start=start, end=end), start, end)] == [None]


def test_a_shift_of_every_second_week_that_ends_keeps_the_weeks_that_were_carried(cast: Cast) -> None:
    shift = night_of(cast, weekday=2)
    RotaShift.objects.filter(pk=shift.pk).update(every_weeks=2)
    shift.refresh_from_db()
    before = past(cast)
    assert len([row for row in before if row.coach_id == cast.dana.pk]) == 4
    remove_shift(actor=cast.lea, shift=shift)
    assert past(cast) == before


def test_hours_that_a_colleague_had_taken_over_do_not_become_the_shifts_own(
    cast: Cast, now: time_machine.Traveller
) -> None:
    shift = night_of(cast, weekday=0)
    override(by=cast.lea, coach=cast.lea, start=clock.now(), end=clock.now() + HOUR)
    now.shift(2 * HOUR)
    remove_shift(actor=cast.lea, shift=shift)
    assert [row.coach_id for row in past(cast, days=1)] == [None, cast.dana.pk, cast.lea.pk, cast.dana.pk]


def test_a_shift_that_never_counted_is_deleted(cast: Cast) -> None:
    shift = night_of(cast, weekday=3)
    RotaShift.objects.filter(pk=shift.pk).update(first=clock.now().date())
    shift.refresh_from_db()
    remove_shift(actor=cast.lea, shift=shift)
    assert not RotaShift.objects.exists()
    assert not RotaOverride.objects.exists()


def test_a_shift_that_has_ended_is_shown_no_more_and_is_no_piece_of_the_week(cast: Cast) -> None:
    shift = night_of(cast, weekday=2)
    assert [block.name for block in blocks_of(cast.programme)] == ["2 18:00-08:00"]
    assert "Wednesday, 18:00–08:00" in browser_of(cast.dana).get(reverse("rota:week")).content.decode()
    browser_of(cast.lea).post(reverse("rota:remove_shift", args=[shift.pk]))
    assert RotaShift.objects.filter(pk=shift.pk).exists()
    for person in (cast.dana, cast.lea):
        assert "Wednesday, 18:00–08:00" not in browser_of(person).get(reverse("rota:week")).content.decode()
    assert blocks_of(cast.programme) == []
    remove_shift(actor=cast.lea, shift=RotaShift.objects.get())
    assert past(cast)[-2].coach_id == cast.dana.pk, "taken off twice, it was still carried"


def test_shifts_that_have_all_ended_are_missed_for_a_month(cast: Cast, now: time_machine.Traveller) -> None:
    for shift in RotaShift.objects.all():
        remove_shift(actor=cast.lea, shift=shift)
    assert alert_holes(clock.now()) == 1
    assert cover_of(cast.lea, clock.now()).has_rota
    now.shift(timedelta(days=40))
    assert alert_holes(clock.now()) == 0
    assert not cover_of(cast.lea, clock.now()).has_rota


def test_a_month_in_stretches_is_a_rota_for_the_board_as_well(cast: Cast) -> None:
    RotaShift.objects.all().delete()
    assert not cover_of(cast.lea, clock.now()).has_rota
    override(by=cast.lea, coach=cast.lea, start=clock.now() - timedelta(days=20), end=clock.now() + HOUR)
    assert cover_of(cast.lea, clock.now()).has_rota


def test_a_stretch_that_runs_is_cut_now_and_its_hours_were_carried(cast: Cast, now: time_machine.Traveller) -> None:
    row = override(by=cast.lea, coach=cast.lea, start=clock.now(), end=clock.now() + 8 * HOUR)
    now.shift(3 * HOUR)
    remove_override(actor=cast.lea, row=row)
    assert on_call(cast, clock.now()) == cast.sam
    assert past(cast, days=1)[-1] == Segment(clock.now() - 3 * HOUR, clock.now(), cast.lea.pk)
    page = browser_of(cast.lea).get(reverse("rota:week")).content.decode()
    assert reverse("rota:remove_override", args=[row.pk]) not in page
    now.shift(HOUR)
    remove_override(actor=cast.lea, row=RotaOverride.objects.get())
    assert past(cast, days=1)[-2].coach_id == cast.lea.pk, "taken off twice, it was still carried"


def test_a_stretch_that_has_not_begun_is_deleted(cast: Cast) -> None:
    row = override(by=cast.lea, coach=cast.lea, start=clock.now() + HOUR, end=clock.now() + 8 * HOUR)
    remove_override(actor=cast.lea, row=row)
    assert not RotaOverride.objects.exists()
