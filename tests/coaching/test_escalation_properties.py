"""What the switchboard decides, walked step by step: forward only, to an end, and as the client was told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.coaching.worlds import World, ladders, may_be_rung, passing, settled, worlds, zones_of
from wiseline.coaching.duty import Duty, Owner
from wiseline.coaching.escalation import (
    Decision,
    Forecast,
    GiveUp,
    Nothing,
    Nudge,
    Recheck,
    Resume,
    Ring,
    Rung,
    State,
    Wait,
    decide,
    forecast,
)
from wiseline.coaching.plan import Ladder
from wiseline.coaching.transitions import Status
from wiseline.rota.limits import Reason, latest_return


@dataclass
class Walked:
    """A search in which nobody answers, as it really went."""

    rungs: list[Rung]
    waits: list[tuple[datetime, Wait]]
    ends_at: datetime
    owner: Owner | None
    told: list[tuple[State, datetime]]  # every state on the way, and when it stood so


def walk(world: World, duty: Duty) -> Walked:
    """Act on each decision when it is due, as the switchboard does."""
    state, at = State(Status.ASKED, due_at=world.start), world.start
    walked = Walked([], [], at, None, [])
    for _ in range(50):
        walked.told.append((state, at))
        decision = decide(state, world.plan, duty, world.ladder, at)
        if isinstance(decision, GiveUp):
            walked.ends_at, walked.owner = at, decision.owner
            return walked
        assert isinstance(decision, Ring | Wait)
        if isinstance(decision, Ring):
            walked.rungs.append(Rung(decision.step, decision.coach, at, decision.until))
        else:
            walked.waits.append((at, decision))
        state = replace(state, status=Status.RINGING, step=decision.step, due_at=decision.until)
        at = decision.until
    raise AssertionError("The search does not end.")


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_a_search_goes_forward_only_and_ends_with_a_person_who_owes_a_follow_up(world: World) -> None:
    walked = walk(world, world.duty)
    steps = [rung.step for rung in walked.rungs]
    assert steps == sorted(set(steps))
    assert len(walked.waits) <= sum(step.waits for step in world.plan.steps)
    assert (walked.owner is None) is (world.duty.therapist is None and not world.duty.leads)
    if walked.owner is not None:
        assert walked.owner.coach in {world.duty.therapist, *world.duty.leads}
        assert walked.owner.by >= walked.ends_at


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_every_ring_of_a_search_is_within_the_limits_of_the_one_who_is_rung(world: World) -> None:
    for rung in walk(world, world.duty).rungs:
        assert rung.start < world.plan.latest
        if settled(rung.start, zones_of(world.duty)):
            assert may_be_rung(world.duty, rung.coach, world.plan.reason, rung.start)


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_no_moment_is_lost_between_two_rings_unless_the_search_waits_for_somebodys_hours(world: World) -> None:
    walked = walk(world, world.duty)
    moments = [(rung.start, rung.end) for rung in walked.rungs] + [(at, wait.until) for at, wait in walked.waits]
    expected = world.start
    for start, end in sorted(moments):
        assert start == expected
        expected = end
    assert walked.ends_at == expected


@given(worlds(), st.timedeltas(timedelta(0), timedelta(minutes=30)))
@settings(max_examples=200, deadline=None)
def test_what_the_client_is_told_at_any_point_of_a_search_is_what_then_happens(world: World, later: timedelta) -> None:
    walked = walk(world, world.duty)
    for state, at in walked.told:
        ahead = tuple(rung for rung in walked.rungs if rung.start >= at)
        told = forecast(state, world.plan, world.duty, world.ladder, at)
        assert told == Forecast(ahead, walked.ends_at, walked.owner)
    for (_, since), (state, until) in zip(walked.told, walked.told[1:], strict=False):
        between = min(since + later, until)  # in the middle of a ring, on a reload or another device
        ahead = tuple(rung for rung in walked.rungs if rung.start >= until)
        assert forecast(state, world.plan, world.duty, world.ladder, between).rungs == ahead


@given(worlds(), st.data())
@settings(max_examples=200, deadline=None)
def test_whoever_passes_is_not_rung_again_in_that_search(world: World, data: st.DataObject) -> None:
    duty, passed = world.duty, set[UUID]()
    for _ in range(4):
        rungs = walk(world, duty).rungs
        assert passed.isdisjoint(rung.coach for rung in rungs)
        if not rungs:
            return
        coach = data.draw(st.sampled_from([rung.coach for rung in rungs]))
        passed.add(coach)
        duty = passing(duty, coach)


@given(worlds(), st.sampled_from(list(Status)), st.timedeltas(timedelta(microseconds=1), timedelta(days=40)))
@settings(deadline=None)
def test_nothing_is_done_before_it_is_due(world: World, status: Status, early: timedelta) -> None:
    state = State(status, due_at=world.start, promised_for=world.start)
    assert decide(state, world.plan, world.duty, world.ladder, world.start - early) == Nothing()
    assert decide(replace(state, due_at=None), world.plan, world.duty, world.ladder, world.start) == Nothing()


@given(worlds(), st.integers(-1, 5), st.timedeltas(timedelta(0), timedelta(days=90)))
@settings(max_examples=200, deadline=None)
def test_a_search_that_is_looked_at_too_late_wakes_nobody(world: World, step: int, late: timedelta) -> None:
    state = State(Status.RINGING, step=step, due_at=world.start)
    decision = decide(state, world.plan, world.duty, world.ladder, world.plan.latest + late)
    assert isinstance(decision, GiveUp)


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_the_follow_up_is_the_therapists_where_they_are_back_within_a_day_else_the_soonest_leads(world: World) -> None:
    def back_by(coach: UUID) -> datetime:
        own = world.duty.limits.get(coach)
        by = latest_return(own, Reason.CHECK_IN, world.start) if own else None
        return by or world.start + timedelta(days=7)

    owner = world.duty.owner(world.start)
    therapist = world.duty.therapist
    people = [*world.duty.leads, *([therapist] if therapist else [])]
    if therapist is not None and back_by(therapist) - world.start <= timedelta(hours=24):
        assert owner == Owner(therapist, back_by(therapist))
    elif people:
        assert owner is not None
        assert owner.by == back_by(owner.coach) == min(back_by(person) for person in people)
    else:
        assert owner is None


seconds = st.integers(0, 4000)
quiet_ladders = st.builds(
    Ladder, quiet_after=st.integers(1, 900), quiet_grace=st.integers(1, 900), promise_grace=st.integers(1, 900)
)


@given(worlds(), quiet_ladders, st.lists(seconds, max_size=6), st.integers(0, 3), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_coach_who_goes_quiet_is_nudged_once_and_loses_the_contact_only_after_that(
    world: World, ladder: Ladder, acts: list[int], lag: int, forget_nudge: bool
) -> None:
    """The holder acts at some moments; the switchboard looks whenever it is due, `lag` seconds late."""
    moments = sorted({world.start, *(world.start + timedelta(seconds=act) for act in acts)})
    state = State(Status.LIVE, due_at=world.start + timedelta(seconds=ladder.quiet_after), active_at=world.start)
    for _ in range(200):
        assert state.due_at is not None
        at = state.due_at + timedelta(seconds=lag)
        active = max(moment for moment in moments if moment <= at)
        if active != state.active_at:
            state = replace(state, active_at=active, nudged_at=None if forget_nudge else state.nudged_at)
        quiet = at - active
        decision = decide(state, world.plan, world.duty, ladder, at)
        if isinstance(decision, Resume):
            assert state.nudged_at is not None
            assert state.nudged_at > active
            assert quiet >= timedelta(seconds=ladder.quiet_after + ladder.quiet_grace)
            assert quiet <= timedelta(seconds=ladder.quiet_after + 2 * ladder.quiet_grace + 2 * lag)
            return
        if isinstance(decision, Nudge):
            assert state.nudged_at is None or state.nudged_at < active
            assert quiet >= timedelta(seconds=ladder.quiet_after)
            state = replace(state, nudged_at=at, due_at=decision.until)
        else:
            assert isinstance(decision, Recheck)
            assert quiet < timedelta(seconds=ladder.quiet_after)
            state = replace(state, due_at=decision.until)
        assert decision.until > at
    raise AssertionError("A coach who does nothing keeps the contact for ever.")


@given(worlds(), quiet_ladders, st.timedeltas(timedelta(hours=2), timedelta(days=300)))
@settings(deadline=None)
def test_a_contact_that_was_held_and_forgotten_long_ago_wakes_nobody_and_becomes_a_follow_up(
    world: World, ladder: Ladder, late: timedelta
) -> None:
    state = State(Status.LIVE, due_at=world.start, active_at=world.start)
    decision: Decision = decide(state, world.plan, world.duty, ladder, world.start + late)
    assert decision == GiveUp(world.duty.owner(world.start + late))


@given(worlds(), quiet_ladders, st.integers(0, 5000))
@settings(max_examples=200, deadline=None)
def test_a_promise_is_recalled_once_and_the_search_resumes_when_its_grace_is_over(
    world: World, ladder: Ladder, lag: int
) -> None:
    state = State(Status.PROMISED, due_at=world.start, promised_for=world.start)
    over = world.start + timedelta(seconds=ladder.promise_grace)
    at = world.start + timedelta(seconds=lag)
    decision = decide(state, world.plan, world.duty, ladder, at)
    if at >= over:
        assert decision == Resume()
        return
    assert decision == Nudge(over)
    state = replace(state, nudged_at=at, due_at=over)
    assert decide(state, world.plan, world.duty, ladder, over) == Resume()


@given(worlds(), ladders, st.sampled_from([Status.UNREACHED, Status.WRAPPING_UP]), st.timedeltas(timedelta(0)))
@settings(deadline=None)
def test_what_a_person_owes_is_recalled_for_ever_and_never_dropped(
    world: World, ladder: Ladder, status: Status, late: timedelta
) -> None:
    assume(late < timedelta(days=3000))
    at = world.start + late
    decision = decide(State(status, due_at=world.start), world.plan, world.duty, ladder, at)
    assert isinstance(decision, Nudge)
    assert decision.until > at
