"""What happens next to a contact. Pure: given the facts and the time, it answers, and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from wiseline.coaching.duty import Duty, Owner
from wiseline.coaching.plan import Ladder, Plan
from wiseline.coaching.transitions import Status


@dataclass(frozen=True, slots=True)
class State:
    """The facts of a contact that deciding depends on."""

    status: Status
    step: int = -1
    due_at: datetime | None = None
    promised_for: datetime | None = None
    nudged_at: datetime | None = None
    active_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not due."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring this coach for this step, until then."""

    step: int
    coach: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """The step's person can't be rung before then; ask again at that time."""

    step: int
    until: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The plan ran out: this person now owes a follow-up."""

    owner: Owner | None


@dataclass(frozen=True, slots=True)
class Recheck:
    """The holder has been active since; look again then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Nudge:
    """Remind the holder (of a promise, of a contact gone quiet, of an open follow-up); act again at that time."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Resume:
    """The holder did not do it: start a new search."""


Decision = Nothing | Ring | Wait | GiveUp | Recheck | Nudge | Resume
REMIND_EVERY = timedelta(hours=24)


def decide(state: State, plan: Plan, duty: Duty, ladder: Ladder, now: datetime) -> Decision:
    """The next thing to do with a contact at `now`. Nothing is due before `state.due_at`."""
    if state.due_at is None or now < state.due_at:
        return Nothing()
    match state.status:
        case Status.ASKED | Status.RINGING:
            return next_step(state.step, plan, duty, now)
        case Status.PROMISED:
            return _promise(state, ladder, now)
        case Status.LIVE:
            return _live(state, duty, ladder, now)
        case Status.UNREACHED | Status.WRAPPING_UP:
            return Nudge(now + REMIND_EVERY)
        case _:
            return Nothing()


def next_step(step: int, plan: Plan, duty: Duty, now: datetime) -> Ring | Wait | GiveUp:
    """The first step after `step` that can ring somebody now; steps with nobody on duty are skipped at once."""
    if now < plan.latest:
        for index in range(step + 1, len(plan.steps)):
            candidate = plan.steps[index]
            if candidate.not_before is not None and now < candidate.not_before:
                return Wait(index - 1, candidate.not_before)
            coach = duty.candidate(candidate, plan.reason, now)
            if coach is not None:
                return Ring(index, coach, now + timedelta(seconds=candidate.hold))
            if candidate.waits:
                opens = duty.opens(candidate, plan.reason, now)
                if opens is not None and now < opens < plan.latest:
                    return Wait(index - 1, opens)
    return GiveUp(duty.owner(now))


def _promise(state: State, ladder: Ladder, now: datetime) -> Decision:
    assert state.promised_for is not None  # noqa: S101 the database refuses a promise without its time
    grace_over = state.promised_for + timedelta(seconds=ladder.promise_grace)
    if now < grace_over and state.nudged_at is None:
        return Nudge(grace_over)
    return Resume() if now >= grace_over else Recheck(grace_over)


def _live(state: State, duty: Duty, ladder: Ladder, now: datetime) -> Decision:
    quiet_since = state.active_at or now
    nudge_at = quiet_since + timedelta(seconds=ladder.quiet_after)
    if now < nudge_at:
        return Recheck(nudge_at)
    if now >= nudge_at + timedelta(seconds=ladder.quiet_grace + ladder.stale_after):
        return GiveUp(duty.owner(now))  # so long ago that it wakes nobody any more: a person follows it up
    if state.nudged_at is None or state.nudged_at < quiet_since:
        return Nudge(now + timedelta(seconds=ladder.quiet_grace))
    back_at = state.nudged_at + timedelta(seconds=ladder.quiet_grace)
    return Resume() if now >= back_at else Recheck(back_at)


@dataclass(frozen=True, slots=True)
class Rung:
    """One ring that will happen if nobody answers before it."""

    step: int
    coach: UUID
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will happen if nobody answers: who is rung when, when the search ends, who then owes a follow-up by when."""

    rungs: tuple[Rung, ...]
    ends_at: datetime
    owner: Owner | None


def forecast(state: State, plan: Plan, duty: Duty, ladder: Ladder, now: datetime) -> Forecast:
    """Walk the plan by the very function that will decide, with nobody answering. `now` may lie before `due_at`."""
    rungs: list[Rung] = []
    at = max(now, state.due_at or now)
    current = replace(state, due_at=at)
    while True:
        decision = decide(current, plan, duty, ladder, at)
        match decision:
            case Ring(step, coach, until):
                rungs.append(Rung(step, coach, at, until))
                current = replace(current, status=Status.RINGING, step=step, due_at=until)
                at = until
            case Wait(step, until):
                current = replace(current, status=Status.RINGING, step=step, due_at=until)
                at = until
            case GiveUp(owner):
                return Forecast(tuple(rungs), at, owner)
            case _:
                return Forecast(tuple(rungs), at, None)
