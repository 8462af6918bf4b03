"""The 24-hour policy: what a client and a therapist agreed for the day after an act. Pure.

The rule: after self-harm or a suicide attempt, no unscheduled contact until 24 hours after the last such act; scheduled
sessions stand (clinical.md section 3, [13, 14]). Each new act begins the time anew (GK). It is said not to apply with
adolescents [13]. No trial of the rule is known, so nothing here says that it works: it is chosen for one client, by
their therapist with them, and can be lifted at any moment. It never touches emergency help, the plan, skills or the
diary, and whatever may threaten life, or needs a doctor, always gets through ([3*]: medical need comes first).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LASTS = timedelta(hours=24)


class Mode(StrEnum):
    """How much waits. Flexible leaves coaching in skills open (GK: a skill used now may prevent the next act)."""

    OFF = "off"
    FLEXIBLE = "flexible"
    STRICT = "strict"


class Standing(StrEnum):
    """Why the policy applies now, or does not."""

    OFF = "off"
    NO_ACT = "no_act"  # none since it was agreed
    LIFTED = "lifted"
    OVER = "over"
    APPLIES = "applies"


class Answer(StrEnum):
    """What becomes of an ask."""

    AS_USUAL = "as_usual"
    COVER = "cover"  # another coach than the therapist may be rung; else it waits
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Policy:
    """What was agreed, and since when it holds."""

    mode: Mode
    cover: bool
    agreed_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """How it stands at a moment. `until` only where it applies."""

    standing: Standing
    mode: Mode = Mode.OFF
    cover: bool = False
    act_at: datetime | None = None
    until: datetime | None = None

    @property
    def applies(self) -> bool:
        """Whether anything waits."""
        return self.standing is Standing.APPLIES


@dataclass(frozen=True, slots=True)
class CardDay:
    """A day, on the client's own clock, whose diary card tells of an act, and when the card first told it."""

    begins: datetime
    ends: datetime
    told: datetime


def acts_of(told: Iterable[datetime], cards: Iterable[CardDay], lifted: Iterable[datetime]) -> list[datetime]:
    """When the client acted: as coaches and notes say, and on days of which only a card tells.

    A card knows the day and not the hour, so an honest card never prolongs what somebody knew already: a day of which
    somebody has told adds nothing, and whoever lifted it on that day or later has lifted that day's act with it. What
    nobody else told counts from when the card first told it; told on a later day, from the end of the day of the act.
    """
    found, lifts = list(told), list(lifted)
    own = [card for card in cards if not any(card.begins <= moment < card.ends for moment in found)]
    for card in own:
        known = [card.told, card.ends, *(moment for moment in lifts if moment >= card.begins)]
        found.append(min(known))
    return found


def policy_state(policy: Policy | None, acts: Iterable[datetime], lifted: Iterable[datetime], now: datetime) -> State:
    """How the policy stands at `now`. Acts from before it was agreed, and from the future, do not count."""
    if policy is None or policy.mode is Mode.OFF:
        return State(Standing.OFF)
    last = max((act for act in acts if policy.agreed_at <= act <= now), default=None)
    if last is None:
        return State(Standing.NO_ACT, policy.mode, policy.cover)
    if any(last <= moment <= now for moment in lifted):
        return State(Standing.LIFTED, policy.mode, policy.cover, last)
    until = last + LASTS
    if now >= until:
        return State(Standing.OVER, policy.mode, policy.cover, last)
    return State(Standing.APPLIES, policy.mode, policy.cover, last, until)


def answer_to(state: State, *, says_safe: bool, life_threatening: bool, about_skills: bool) -> Answer:
    """What becomes of an ask. Only somebody who said that they are safe ever waits; not to have said so is not safe."""
    if not state.applies or life_threatening or not says_safe:
        return Answer.AS_USUAL
    if state.mode is Mode.FLEXIBLE and about_skills:
        return Answer.AS_USUAL
    return Answer.COVER if state.cover else Answer.WAIT
