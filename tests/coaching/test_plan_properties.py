"""Whom a plan lets be rung: never anybody outside their own limits, in any time zone, at any turn of a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.coaching.worlds import (
    BACKUP,
    CHANGES,
    COLLEAGUE,
    LEAD,
    THERAPIST,
    World,
    instants,
    is_away,
    ladders,
    may_be_rung,
    on_call,
    passing,
    settled,
    worlds,
    zones_of,
)
from wiseline.coaching.duty import Duty
from wiseline.coaching.escalation import GiveUp, Ring, Wait, next_step
from wiseline.coaching.models import Kind, Lane, Safety
from wiseline.coaching.plan import Ladder, Plan, Step, Target, build
from wiseline.rota.limits import Limits, Reason
from wiseline.rota.roster import Roster

AROUND = [timedelta(minutes=minutes) for minutes in range(-180, 181, 15)]


def whom(duty: Duty, step: Step, world: World) -> tuple[UUID, ...]:
    """The persons whom a step means, in their order."""
    backup = on_call(duty, world.start)
    people = {
        Target.THERAPIST: (duty.therapist,),
        Target.BACKUP: (backup,),
        Target.LEAD: duty.leads,
        Target.PERSON: (step.person,),
    }[step.target]
    return tuple(person for person in people if person is not None)


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_no_coach_is_rung_outside_their_own_limits_whatever_the_clocks_do(world: World) -> None:
    for step in world.plan.steps:
        coach = world.duty.candidate(step, world.plan.reason, world.start)
        if coach is None:
            continue
        assert not is_away(world.duty, coach, world.start), "a day off is a day off for every reason"
        if settled(world.start, zones_of(world.duty)):
            assert may_be_rung(world.duty, coach, world.plan.reason, world.start)
        else:  # a window is never cut short by a clock change, so it may end an hour late on that night
            assert any(may_be_rung(world.duty, coach, world.plan.reason, world.start + shift) for shift in AROUND)


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_whoever_takes_this_kind_of_contact_now_is_found(world: World) -> None:
    assume(settled(world.start, zones_of(world.duty)))
    for step in world.plan.steps:
        open_to_it = [
            person
            for person in whom(world.duty, step, world)
            if may_be_rung(world.duty, person, world.plan.reason, world.start)
        ]
        assert world.duty.candidate(step, world.plan.reason, world.start) == next(iter(open_to_it), None)


@given(worlds(), st.sampled_from(CHANGES), st.integers(-7200, 7200))
@settings(max_examples=200, deadline=None)
def test_a_day_off_holds_to_the_second_through_every_clock_change(world: World, change: datetime, seconds: int) -> None:
    at = change + timedelta(seconds=seconds)
    for coach in world.duty.limits:
        if is_away(world.duty, coach, at):
            assert not world.duty.accepts(coach, Reason.LIFE_THREATENING, at) or on_call(world.duty, at) == coach
            limits = world.duty.limits[coach]
            alone = Duty(coach, (), Roster("UTC", (), (), ()), {coach: limits})
            assert not alone.accepts(coach, Reason.LIFE_THREATENING, at)


@given(instants, st.sampled_from(list(Reason)))
def test_a_coach_without_limits_and_without_a_shift_is_never_rung(at: datetime, reason: Reason) -> None:
    duty = Duty(THERAPIST, (LEAD,), Roster("UTC", (), (), ()), {})
    for target in (Target.THERAPIST, Target.LEAD, Target.BACKUP):
        assert duty.candidate(Step(target, (), 60), reason, at) is None


@given(instants, st.sampled_from(list(Reason)), st.frozensets(st.sampled_from(list(Reason))))
def test_outside_their_hours_a_coach_is_rung_for_exactly_what_they_opted_in_for(
    at: datetime, reason: Reason, opted: frozenset[Reason]
) -> None:
    limits = Limits(THERAPIST, "Europe/Berlin", (), (), opted, 60)
    duty = Duty(THERAPIST, (), Roster("UTC", (), (), ()), {THERAPIST: limits})
    found = duty.candidate(Step(Target.THERAPIST, (), 60), reason, at)
    assert (found == THERAPIST) is (reason in opted)


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_whoever_passed_is_not_found_by_any_step(world: World) -> None:
    for coach in (THERAPIST, BACKUP, LEAD, COLLEAGUE):
        duty = passing(world.duty, coach)
        assert all(duty.candidate(step, world.plan.reason, world.start) != coach for step in world.plan.steps)


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_who_coaches_a_parent_is_found_in_danger_only(world: World) -> None:
    for coach in (THERAPIST, BACKUP, LEAD, COLLEAGUE):
        duty = replace(world.duty, apart=frozenset({coach}))
        for step in world.plan.steps:
            usual, found = (one.candidate(step, world.plan.reason, world.start) for one in (world.duty, duty))
            urgent = world.plan.reason is Reason.LIFE_THREATENING
            assert found == usual if urgent or usual != coach else found != coach


@given(worlds(), st.integers(-1, 5))
@settings(max_examples=300, deadline=None)
def test_a_step_with_nobody_on_duty_is_skipped_at_once(world: World, after: int) -> None:
    found = next_step(after, world.plan, world.duty, world.start)
    reached = {Ring: lambda: found.step, Wait: lambda: found.step + 1, GiveUp: lambda: len(world.plan.steps)}  # type: ignore[union-attr]
    end = reached[type(found)]()
    for step in world.plan.steps[after + 1 : end]:
        assert world.duty.candidate(step, world.plan.reason, world.start) is None
    if isinstance(found, Wait):
        assert world.plan.steps[end].waits
        assert world.start < found.until < world.plan.latest


@given(worlds(), st.integers(-1, 3), st.timedeltas(timedelta(0), timedelta(days=400)))
@settings(deadline=None)
def test_nobody_is_rung_at_or_after_the_latest_moment_of_a_plan(world: World, after: int, late: timedelta) -> None:
    assert isinstance(next_step(after, world.plan, world.duty, world.plan.latest + late), GiveUp)


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_when_a_coach_can_next_be_rung_is_when_they_then_are_rung(world: World) -> None:
    step = Step(Target.THERAPIST, (), 60)
    opens = world.duty.opens(step, world.plan.reason, world.start)
    if opens is None:
        return
    assert opens >= world.start
    assert world.duty.candidate(step, world.plan.reason, opens) == world.duty.therapist
    if opens > world.start and world.duty.candidate(step, world.plan.reason, world.start) is None:
        before = opens - timedelta(microseconds=1)
        on_shift = on_call(world.duty, before) == world.duty.therapist
        assert on_shift or world.duty.candidate(step, world.plan.reason, before) is None


@given(worlds())
def test_a_plan_is_read_back_from_its_row_as_it_was(world: World) -> None:
    assert Plan.from_json(world.plan.to_json()) == world.plan


@given(st.sampled_from(Lane.values), st.sampled_from(Kind.values), st.sampled_from(Safety.values), ladders, instants)
def test_danger_doubt_a_crisis_and_an_agreed_call_are_always_searched_for_now(
    lane: str, kind: str, safety: str, ladder: Ladder, now: datetime
) -> None:
    plan = build(lane=lane, kind=kind, safety=safety, ladder=ladder, now=now)
    grave = safety in {Safety.DANGER, Safety.UNSURE} or kind in {Kind.CRISIS, Kind.RECONTACT}
    assert (plan.reason is Reason.LIFE_THREATENING) is grave
    assert plan.lane == (Lane.NOW if grave else lane)
    assert not (plan.lane is Lane.NOW and any(step.waits for step in plan.steps))


@given(
    st.dictionaries(st.sampled_from(["again_after", "backup_after", "lead_after", "ends_after"]), st.integers(0, 99))
)
def test_waiting_times_that_contradict_each_other_still_make_a_plan_that_only_goes_forward(
    own: dict[str, int],
) -> None:
    plan = build(lane="now", kind="skills", safety="", ladder=Ladder.of(own), now=CHANGES[0])
    assert all(step.hold >= 0 for step in plan.steps)


@pytest.mark.parametrize("target", [Target.THERAPIST, Target.BACKUP, Target.LEAD])
def test_a_plan_names_roles_and_not_people_so_that_who_is_on_duty_counts_when_a_step_fires(target: Target) -> None:
    plan = build(lane="now", kind="skills", safety="", ladder=Ladder(), now=CHANGES[0])
    assert [step.person for step in plan.steps if step.target is target] == [None] * (
        2 if target is Target.THERAPIST else 1
    )


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_what_can_wait_waits_for_the_therapists_hours_and_troubles_nobody_else(world: World) -> None:
    plan = build(lane="today", kind="skills", safety="safe", ladder=world.ladder, now=world.start)
    first = plan.steps[0]
    opens = world.duty.opens(first, plan.reason, world.start)
    found = next_step(-1, plan, world.duty, world.start)
    if world.duty.candidate(first, plan.reason, world.start) is not None:
        assert isinstance(found, Ring)
        assert found.step == 0
    elif opens is not None and opens < plan.latest:
        assert found == Wait(-1, opens)
        assert next_step(-1, plan, world.duty, opens) == Ring(
            0, THERAPIST, opens + timedelta(seconds=world.ladder.today_hold)
        )
    else:
        assert not isinstance(found, Wait)
