"""Who can be rung at a moment: the therapist, the rota and everybody's limits, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from wiseline.coaching.plan import Step, Target
from wiseline.rota.limits import Limits, Reason, accepts, latest_return, next_acceptance
from wiseline.rota.roster import Roster, who_is_on_call

FOLLOW_UP_WITHIN = timedelta(hours=24)
"""A therapist who cannot get back within this leaves the follow-up to a lead (clinical.md section 3)."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owes a follow-up, and by when at the latest."""

    coach: UUID
    by: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """Everything that deciding needs to know about people. Pure: load it with `selectors.duty_for`."""

    therapist: UUID | None
    leads: tuple[UUID, ...]
    roster: Roster
    limits: Mapping[UUID, Limits]
    passed: frozenset[UUID] = field(default_factory=frozenset)  # said 'not me' in this search
    apart: frozenset[UUID] = field(default_factory=frozenset)  # coach somebody close to the client: see `may_be_asked`

    def may_be_asked(self, coach: UUID, reason: Reason) -> bool:
        """Whether they have not passed, and stand not too near.

        A parent's own coach hears nothing of the adolescent's (GK), but anybody is better than nobody in danger.
        """
        return coach not in self.passed and (coach not in self.apart or reason is Reason.LIFE_THREATENING)

    def accepts(self, coach: UUID, reason: Reason, at: datetime) -> bool:
        """Whether the coach's own limits let them be rung: without limits of their own, never.

        An accepted shift is the coach's own opt-in for its hours.
        """
        limits = self.limits.get(coach)
        if limits is not None and accepts(limits, reason, at):
            return True
        return who_is_on_call(self.roster, at) == coach

    def taken_on(self, coach: UUID, at: datetime) -> frozenset[Reason]:
        """Everything that the coach may be rung for at this moment."""
        return frozenset(reason for reason in Reason if self.accepts(coach, reason, at))

    def candidate(self, step: Step, reason: Reason, at: datetime) -> UUID | None:
        """Whom the step rings at this moment, or None where it must be skipped."""
        for coach in self._targets(step, at):
            if self.may_be_asked(coach, reason) and self.accepts(coach, reason, at):
                return coach
        return None

    def opens(self, step: Step, reason: Reason, at: datetime) -> datetime | None:
        """When the step's target can first be rung; None where that is not known or they have passed."""
        times = [
            next_acceptance(self.limits[coach], reason, at)
            for coach in self._targets(step, at)
            if coach in self.limits and self.may_be_asked(coach, reason)
        ]
        return min((time for time in times if time is not None), default=None)

    def owner(self, at: datetime) -> Owner | None:
        """Who follows up when nobody was reached: the therapist where they are back in time, else the soonest lead."""
        people = [coach for coach in (self.therapist, *self.leads) if coach is not None]
        due = {coach: self._back_by(coach, at) for coach in people}
        if not due:
            return None
        if self.therapist is not None and due[self.therapist] <= at + FOLLOW_UP_WITHIN:
            return Owner(self.therapist, due[self.therapist])
        coach = min(due, key=lambda person: due[person])
        return Owner(coach, due[coach])

    def _back_by(self, coach: UUID, at: datetime) -> datetime:
        limits = self.limits.get(coach)
        by = latest_return(limits, Reason.CHECK_IN, at) if limits else None
        return by or at + timedelta(days=7)

    def _targets(self, step: Step, at: datetime) -> tuple[UUID, ...]:
        match step.target:
            case Target.THERAPIST:
                return (self.therapist,) if self.therapist else ()
            case Target.BACKUP:
                on_call = who_is_on_call(self.roster, at)
                return (on_call,) if on_call else ()
            case Target.COVER:
                on_call = who_is_on_call(self.roster, at)
                return (on_call,) if on_call and on_call != self.therapist else ()
            case Target.LEAD:
                return self.leads
            case Target.PERSON:
                return (step.person,) if step.person else ()
