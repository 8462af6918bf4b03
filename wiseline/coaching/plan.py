"""The plan of a contact: whom to ring, in which order, for how long. Frozen when a search starts.

THE LINE THAT DECIDES WHO IS RUNG is `escalation.decide`, which walks these steps; who *is* the backup
or the lead is resolved by `duty.Duty` at the moment a step fires.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from wiseline.coaching.models import NOT_SAFE, Kind, Lane, Safety
from wiseline.rota.limits import Reason


class Target(StrEnum):
    """Whom a step rings; resolved when it fires."""

    THERAPIST = "therapist"
    BACKUP = "backup"
    LEAD = "lead"
    PERSON = "person"  # a colleague named in a hand-over
    COVER = "cover"  # whoever is on call, but not the therapist


@dataclass(frozen=True, slots=True)
class Ladder:
    """A programme's waiting times, in seconds.

    Defaults for 'now': ring at 0, again by the next channel at 2 minutes, backup at 5, lead at 10, then the
    truth that nobody was reached at 15 (issue text and the defaults proposed in the design's feature review).
    """

    again_after: int = 120
    backup_after: int = 300
    lead_after: int = 600
    ends_after: int = 900
    stale_after: int = 3600  # a search older than this rings nobody any more: it becomes a follow-up
    asked_grace: int = 60  # how long the safety question may stay open before the search begins all the same
    reminder_before: int = 0  # a promise is recalled this long before its time
    promise_grace: int = 120  # a promise unkept for this long resumes the search
    quiet_after: int = 300  # a coach who holds a live contact and does nothing is nudged
    quiet_grace: int = 180  # and after this long the contact returns to the search
    today_hold: int = 3600  # in the lane that can wait: between one step and the next
    today_ends_after: int = 24 * 3600

    @classmethod
    def of(cls, settings: dict[str, Any]) -> Ladder:
        """The defaults with a programme's own numbers over them; names that are unknown are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: int(value) for name, value in settings.items() if name in known})


@dataclass(frozen=True, slots=True)
class Step:
    """Ring `target` by `channels` and give them `hold` seconds.

    `waits`: where the target can't be rung yet, wait for their hours instead of going on to the next step.
    """

    target: Target
    channels: tuple[str, ...]
    hold: int
    waits: bool = False
    person: UUID | None = None
    not_before: datetime | None = None  # the 24-hour policy: nobody is rung for this step before then


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one search. Nobody is rung at or after `latest`."""

    lane: Lane
    reason: Reason
    steps: tuple[Step, ...]
    started: datetime
    latest: datetime

    def to_json(self) -> dict[str, Any]:
        """As it is kept in the contact's row."""
        return {
            "lane": str(self.lane),
            "reason": str(self.reason),
            "started": self.started.isoformat(),
            "latest": self.latest.isoformat(),
            "steps": [_plain(step) for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Plan:
        """The inverse of `to_json`."""
        return cls(
            lane=Lane(data["lane"]),
            reason=Reason(data["reason"]),
            started=datetime.fromisoformat(data["started"]),
            latest=datetime.fromisoformat(data["latest"]),
            steps=tuple(
                Step(
                    target=Target(step["target"]),
                    channels=tuple(step["channels"]),
                    hold=step["hold"],
                    waits=step["waits"],
                    person=UUID(step["person"]) if step["person"] else None,
                    not_before=datetime.fromisoformat(step["not_before"]) if step.get("not_before") else None,
                )
                for step in data["steps"]
            ),
        )

    @property
    def held_until(self) -> datetime | None:
        """Until when the therapist is not rung, by what was agreed; None: as usual."""
        return next((step.not_before for step in self.steps if step.not_before), None)

    def held_as(self, hold: Hold | None) -> bool:
        """Whether it waits already as this hold says."""
        covered = any(step.target is Target.COVER for step in self.steps)
        return hold is not None and (hold.until, hold.cover) == (self.held_until, covered)


def _plain(step: Step) -> dict[str, Any]:
    person, held = step.person, step.not_before
    return {**asdict(step), "person": str(person) if person else None, "not_before": held.isoformat() if held else None}


@dataclass(frozen=True, slots=True)
class Hold:
    """The 24-hour policy holds this ask: the therapist is not rung before `until`; whoever covers may be (`cover`)."""

    until: datetime
    cover: bool


FIRST = ("in_app", "web_push", "voice", "apprise")
EVERY = ("in_app", "web_push", "voice", "apprise", "email")


def reason_for(kind: str, safety: str) -> Reason:
    """What a coach's limits are asked about: danger, doubt or a crisis is life-threatening whatever else was said.

    So is a call that was agreed after risk: where the one who agreed forgets it, somebody else must be reached.
    """
    if safety in NOT_SAFE or kind in {Kind.CRISIS, Kind.RECONTACT}:
        return Reason.LIFE_THREATENING
    return {
        Kind.SKILLS: Reason.SKILLS,
        Kind.REPAIR: Reason.REPAIR,
        Kind.GOOD_NEWS: Reason.GOOD_NEWS,
        Kind.CHECK_IN: Reason.CHECK_IN,
    }[Kind(kind)]


def as_agreed(kind: str) -> str:
    """The kind of a contact in which a call that was agreed after risk is due: as urgent as that, whatever it was."""
    return kind if kind == Kind.CRISIS else Kind.RECONTACT


def shortest_hold(ladder: Ladder) -> timedelta:
    """After how long, at the least, a search that is urgent goes on to its next step."""
    plan = build(
        lane=Lane.NOW, kind=Kind.SKILLS, safety=Safety.SAFE, ladder=ladder, now=datetime.min.replace(tzinfo=UTC)
    )
    return timedelta(seconds=min(step.hold for step in plan.steps if step.hold))


def named_step(person: UUID, ladder: Ladder) -> Step:
    """The step that asks for a colleague by name."""
    return Step(Target.PERSON, EVERY, ladder.again_after, person=person)


def build(
    *,
    lane: str,
    kind: str,
    safety: str,
    ladder: Ladder,
    now: datetime,
    to: UUID | None = None,
    hold: Hold | None = None,
) -> Plan:
    """The plan of a search that starts at `now`. `to` is a colleague whom a hand-over asks for first.

    Danger and doubt are always searched for now, whatever lane was chosen; no `hold` touches it.
    """
    reason = reason_for(kind, safety)
    lane = Lane.NOW if reason is Reason.LIFE_THREATENING else Lane(lane)
    named = (named_step(to, ladder),) if to else ()
    steps, lasts = _usual(lane, ladder)
    if hold is None or reason is Reason.LIFE_THREATENING or now >= hold.until:
        return Plan(lane, reason, named + steps, now, now + lasts)
    cover = (Step(Target.COVER, EVERY, ladder.lead_after),) if hold.cover else ()
    held = (replace(steps[0], not_before=hold.until), *steps[1:])  # then as for who asks at that moment
    return Plan(lane, reason, named + cover + held, now, hold.until + lasts)


def _usual(lane: Lane, ladder: Ladder) -> tuple[tuple[Step, ...], timedelta]:
    """The steps of a search in this lane, and after how long it rings nobody any more."""
    if lane is Lane.NOW:
        return (
            Step(Target.THERAPIST, FIRST, ladder.again_after),
            Step(Target.THERAPIST, EVERY, max(0, ladder.backup_after - ladder.again_after)),
            Step(Target.BACKUP, EVERY, max(0, ladder.lead_after - ladder.backup_after)),
            Step(Target.LEAD, EVERY, max(0, ladder.ends_after - ladder.lead_after)),
        ), timedelta(seconds=ladder.stale_after)
    return (
        Step(Target.THERAPIST, FIRST, ladder.today_hold, waits=True),
        Step(Target.THERAPIST, EVERY, ladder.today_hold),
        Step(Target.BACKUP, EVERY, ladder.today_hold),
        Step(Target.LEAD, EVERY, ladder.today_hold),
    ), timedelta(seconds=ladder.today_ends_after)
