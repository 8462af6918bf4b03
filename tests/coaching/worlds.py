"""Made-up programmes for property tests: coaches, their limits, a rota and waiting times, as plain data.

`may_be_rung` says by the wall clock alone, without the code under test, whether a coach's own word allows a ring.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from wiseline.coaching.duty import Duty
from wiseline.coaching.plan import Ladder, Plan, build
from wiseline.rota.hours import DateRange, Window
from wiseline.rota.limits import Limits, Reason
from wiseline.rota.roster import Override, Roster, Shift, absences_of

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "America/Santiago",  # the clock changes at midnight
    "Asia/Kolkata",
    "Pacific/Auckland",
)
CHANGES = (  # instants at which a clock of ZONES changes in 2026
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    datetime(2026, 4, 5, 3, tzinfo=UTC),
    datetime(2026, 9, 6, 4, tzinfo=UTC),
    datetime(2026, 4, 4, 14, tzinfo=UTC),
    datetime(2026, 9, 26, 14, tzinfo=UTC),
)
PEOPLE = [UUID(int=number) for number in range(1, 7)]
THERAPIST, BACKUP, SECOND, LEAD, CHIEF, COLLEAGUE = PEOPLE


@dataclass(frozen=True)
class World:
    """A programme at a moment."""

    duty: Duty
    ladder: Ladder
    plan: Plan
    start: datetime


instants = st.one_of(
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-2000, 2000)
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 the zone follows
)
"""Moments, most of them within a day and a half of a clock change."""


class _Chance:
    """The particulars of a world, from one seed: drawing each by itself costs fifty times as much."""

    def __init__(self, seed: int, size: int, near: datetime) -> None:
        self.pick = Random(seed)
        self.size = size
        self.near = near

    def wall(self) -> time:
        return time(self.pick.randrange(24), self.pick.choice([0, 15, 30, 59]))

    def windows(self) -> tuple[Window, ...]:
        if self.pick.random() < 0.5:
            start, end = self.wall(), self.wall()
            return tuple(Window(day, start, end) for day in range(7))
        return tuple(
            Window(self.pick.randrange(7), self.wall(), self.wall()) for _ in range(self.pick.randint(0, self.size))
        )

    def days_off(self) -> tuple[DateRange, ...]:
        ranges = []
        for _ in range(self.pick.choice([0, 0, 0, 1, 2])):
            first = self.near.date() + timedelta(days=self.pick.randint(-3, 3))
            ranges.append(DateRange(first, first + timedelta(days=self.pick.randint(0, 2))))
        return tuple(ranges)

    def limits(self, coach: UUID) -> Limits:
        return Limits(
            coach_id=coach,
            timezone=self.pick.choice(ZONES),
            windows=self.windows(),
            days_off=self.days_off(),
            outside=frozenset(self.pick.sample(list(Reason), self.pick.choice([0, 0, 1, 2]))),
            return_minutes=self.pick.randint(0, 600),
        )

    def shift(self) -> Shift:
        return Shift(
            coach_id=self.pick.choice(PEOPLE),
            weekday=self.pick.randrange(7),
            start=self.wall(),
            end=self.wall(),
            first=self.pick.choice([date(2025, 1, 1), self.near.date()]),
            last=self.pick.choice([None, self.near.date() + timedelta(days=1)]),
            accepted=self.pick.random() < 0.7,
        )

    def override(self, order: int) -> Override:
        start = self.near + timedelta(minutes=self.pick.randint(-1000, 1000))
        return Override(
            coach_id=self.pick.choice([None, *PEOPLE]),
            start=start,
            end=start + timedelta(hours=self.pick.randint(1, 12)),
            order=order,
            accepted=self.pick.random() < 0.7,
        )

    def roster(self, known: dict[UUID, Limits]) -> Roster:
        first, last = self.near - timedelta(days=9), self.near + timedelta(days=20)
        return Roster(
            timezone=self.pick.choice(ZONES),
            shifts=tuple(self.shift() for _ in range(self.pick.randint(0, 2 * self.size))),
            overrides=tuple(self.override(order) for order in range(self.pick.choice([0, 0, 1, 3]))),
            absences=tuple(absence for row in known.values() for absence in absences_of(row, first, last)),
        )


ladders = st.builds(
    lambda a, b, c, d: Ladder(
        again_after=a, backup_after=a + b, lead_after=a + b + c, ends_after=a + b + c + d, stale_after=a + b + c + d + 1
    ),
    *[st.integers(1, 4000)] * 4,
) | st.just(Ladder())


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A programme and the plan of a search that starts in it."""
    start = draw(instants)
    chance = _Chance(draw(st.integers(0, 2**32)), draw(st.integers(0, 8)), start)
    known = {coach: chance.limits(coach) for coach in PEOPLE if chance.pick.random() < 0.8}
    duty = Duty(
        therapist=chance.pick.choice([THERAPIST, THERAPIST, THERAPIST, None]),
        leads=chance.pick.choice([(LEAD,), (LEAD, CHIEF), ()]),
        roster=chance.roster(known),
        limits=known,
    )
    ladder = draw(ladders)
    plan = build(
        lane=draw(st.sampled_from(["now", "today"])),
        kind=draw(st.sampled_from(["skills", "crisis", "repair", "good_news", "check_in"])),
        safety=draw(st.sampled_from(["", "safe", "unsure", "danger"])),
        ladder=ladder,
        now=start,
        to=draw(st.sampled_from([None, None, COLLEAGUE])),
    )
    return World(duty, ladder, plan, start)


def passing(duty: Duty, coach: UUID) -> Duty:
    """The same duty after a coach said 'not me'."""
    return replace(duty, passed=duty.passed | {coach})


def settled(at: datetime, zones: set[str]) -> bool:
    """Whether none of the clocks changes within three hours of the moment."""
    return all(
        (at - timedelta(hours=3)).astimezone(ZoneInfo(zone)).utcoffset()
        == (at + timedelta(hours=3)).astimezone(ZoneInfo(zone)).utcoffset()
        for zone in zones
    )


def zones_of(duty: Duty) -> set[str]:
    """Every time zone that somebody's hours are kept in."""
    return {row.timezone for row in duty.limits.values()} | {duty.roster.timezone}


def _covers(weekday: int, start: time, end: time, local: datetime) -> bool:
    """Whether a weekly stretch of wall time covers the wall time of a moment."""
    wall = local.time()
    if end > start:
        return local.weekday() == weekday and start <= wall < end
    if local.weekday() == weekday and wall >= start:
        return True
    return (local.weekday() - 1) % 7 == weekday and wall < end


def is_away(duty: Duty, coach: UUID, at: datetime) -> bool:
    """Whether the coach's own calendar says that it is a day off."""
    own = duty.limits.get(coach)
    return own is not None and any(
        row.first <= at.astimezone(ZoneInfo(own.timezone)).date() <= row.last for row in own.days_off
    )


def _in_own_hours(duty: Duty, coach: UUID, reason: Reason, at: datetime) -> bool:
    own = duty.limits.get(coach)
    if own is None:
        return False
    local = at.astimezone(ZoneInfo(own.timezone))
    return reason in own.outside or any(_covers(row.weekday, row.start, row.end, local) for row in own.windows)


def _turns(duty: Duty, at: datetime) -> list[tuple[datetime, int, UUID]]:
    zone = ZoneInfo(duty.roster.timezone)
    local = at.astimezone(zone)
    found = []
    for position, row in enumerate(duty.roster.shifts):
        if not row.accepted or not _covers(row.weekday, row.start, row.end, local):
            continue
        began = local.date() if local.weekday() == row.weekday and local.time() >= row.start else None
        began = began or local.date() - timedelta(days=1)
        if row.first <= began and (row.last is None or began <= row.last):
            start = datetime.combine(began, row.start, zone).astimezone(UTC)
            found.append((start, -position, row.coach_id))
    return [turn for turn in found if not is_away(duty, turn[2], at)]


def on_call(duty: Duty, at: datetime) -> UUID | None:
    """Who is on call: the newest accepted override whose coach is not away, else the shift that began last."""
    covering = [row for row in duty.roster.overrides if row.accepted and row.start <= at < row.end]
    if covering:
        winner = max(covering, key=lambda row: row.order).coach_id
        if winner is None or not is_away(duty, winner, at):
            return winner
    turns = _turns(duty, at)
    return max(turns)[2] if turns else None


def may_be_rung(duty: Duty, coach: UUID, reason: Reason, at: datetime) -> bool:
    """Whether the coach's own hours, what they opted in for, or an accepted shift lets them be rung."""
    if is_away(duty, coach, at) or coach in duty.passed:
        return False
    return _in_own_hours(duty, coach, reason, at) or on_call(duty, at) == coach
