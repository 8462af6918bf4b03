"""The map of one client's skills by life contexts, from what was noted up to a moment. Pure; thresholds in `rules`."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from wiseline.insight.generalisation import rules
from wiseline.insight.generalisation.rules import NOT_SAID, Fade, Level, Stuck

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from wiseline.insight.generalisation.rules import Event


@dataclass(frozen=True, slots=True)
class Cell:
    """A skill in a context. `since`: the day on which `level` was reached. `uses`: how often it was really used or
    practised; `helped`: how often of these it helped; `tries`: how often it came to nothing. `obstacles`: what got in
    the way, the most frequent first.
    """

    level: Level
    fade: Fade = Fade.FRESH
    since: date | None = None
    last: date | None = None
    uses: int = 0
    helped: int = 0
    tries: int = 0
    stuck: Stuck = Stuck.NO
    obstacles: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill altogether, and in each context in which something was noted (`NOT_SAID`: without a context).

    `breadth`: in how many contexts it was used alone and it helped, each on an occasion of its own.
    `generalised_on`: the day on which the rule was first met; `fade` says whether it has been used since.
    """

    skill: str
    whole: Cell
    cells: Mapping[str, Cell]
    taught_on: date | None = None
    breadth: int = 0
    generalised_on: date | None = None

    @property
    def is_generalised(self) -> bool:
        """Whether it has generalised and is not faded."""
        return self.generalised_on is not None and self.whole.fade < Fade.FADED

    def cell(self, context: str) -> Cell:
        """The skill there; where nothing was noted: taught, if it was taught at all."""
        if found := self.cells.get(context):
            return found
        return Cell(Level.TAUGHT) if self.taught_on else Cell(Level.NOTHING)


@dataclass(frozen=True, slots=True)
class SkillMap:
    """The rows by skill id, and the day of the map on the client's own calendar."""

    today: date
    rows: Mapping[str, SkillRow] = field(default_factory=dict)

    @property
    def generalised(self) -> tuple[SkillRow, ...]:
        """What has generalised and is not faded."""
        return tuple(row for row in self.rows.values() if row.is_generalised)

    @property
    def contexts(self) -> tuple[str, ...]:
        """Every context in which something was noted, the one with the most uses first; without `NOT_SAID`."""
        uses: Counter[str] = Counter()
        for row in self.rows.values():
            uses.update({name: cell.uses + cell.tries for name, cell in row.cells.items() if name != NOT_SAID})
        return tuple(name for name, _count in sorted(uses.items(), key=lambda pair: (-pair[1], pair[0])))


class Moved(StrEnum):
    """What can become of a cell between two moments, or of a skill."""

    GENERALISED = "generalised"
    ROSE = "rose"
    BACK = "back"  # used again after it had begun to fade
    FADED = "faded"


class Change(NamedTuple):
    """A cell that moved; `context` is "" for the skill altogether."""

    kind: Moved
    skill: str
    context: str
    before: Level
    after: Level


def map_from(events: Iterable[Event], now: datetime) -> SkillMap:
    """The map as it follows from what was noted up to `now`, both on the client's own clock, in any order."""
    rows: dict[str, _Row] = {}
    for event in sorted((each for each in events if rules.is_known(each, now)), key=_in_time):
        row = rows.get(event.skill)
        if row is None:
            row = rows[event.skill] = _Row(event.skill)
        row.take(event)
    today = now.date()
    return SkillMap(today, {skill: rows[skill].done(today) for skill in sorted(rows)})


def _in_time(event: Event) -> tuple[datetime, Level, bool]:
    return event.at, event.level, bool(event.helped)


def changes_from(events: Iterable[Event], start: datetime, end: datetime) -> list[Change]:
    """Which cells moved between two moments: what generalised, rose, was used again, or faded, in this order."""
    events = tuple(events)
    before, after = map_from(events, start), map_from(events, end)
    found: list[Change] = []
    for skill, row in after.rows.items():
        old = before.rows.get(skill) or SkillRow(skill, Cell(Level.NOTHING), {})
        if row.is_generalised and not old.is_generalised:
            found.append(Change(Moved.GENERALISED, skill, NOT_SAID, old.whole.level, row.whole.level))
        pairs = [(name, old.cell(name), cell) for name, cell in row.cells.items() if name != NOT_SAID]
        for name, was, cell in [(NOT_SAID, old.whole, row.whole), *pairs]:
            if kind := _moved(was, cell):
                found.append(Change(kind, skill, name, was.level, cell.level))
    return sorted(found, key=lambda change: (list(Moved).index(change.kind), change.skill, change.context))


def _moved(was: Cell, cell: Cell) -> Moved | None:
    if cell.level > was.level:
        return Moved.ROSE
    if cell.fade > was.fade:
        return Moved.FADED
    return Moved.BACK if cell.fade < was.fade else None


class _Cell:
    """A cell under way; events come in order of time."""

    __slots__ = ("alone", "helped", "helps", "last", "level", "obstacles", "recent", "since", "tries", "uses")

    def __init__(self) -> None:
        self.level, self.since, self.last = Level.NOTHING, None, None
        self.uses = self.helped = self.tries = 0
        self.alone = False
        self.helps: list[date] = []  # the days on which it was used with help
        self.recent: deque[tuple[date, bool]] = deque(maxlen=rules.FAILED_IN_A_ROW)
        self.obstacles: Counter[str] = Counter()

    since: date | None
    last: date | None

    def take(self, event: Event, day: date) -> None:
        if event.level > Level.TAUGHT:
            if event.done:
                self.uses += 1
                self.helped += bool(event.helped)
                self.last = day
            else:
                self.tries += 1
            if event.is_use and (event.helped is not None or not event.done):
                self.recent.append((day, bool(event.helped and event.done)))
            if event.obstacle:
                self.obstacles[event.obstacle] += 1
        if not event.done:
            return
        if event.level == Level.COACHED:
            self.helps.append(day)
        self.alone = self.alone or event.level >= Level.ALONE
        if event.level > self.level:
            self.level, self.since = event.level, day

    def stuck(self, today: date) -> Stuck:
        since = today - timedelta(days=rules.STUCK_WITHIN_DAYS)
        failed = [day for day, helped in self.recent if not helped and day >= since]
        if len(failed) == rules.FAILED_IN_A_ROW:
            return Stuck.FAILING
        days = self.helps
        long = bool(days) and (days[-1] - days[0]).days >= rules.DAYS_TO_GENERALISE and days[-1] >= since
        if not self.alone and len(days) >= rules.LEANED_ON_HELP and long:
            return Stuck.LEANING
        return Stuck.NO

    def done(self, today: date, level: Level = Level.NOTHING, stuck: Stuck = Stuck.NO) -> Cell:
        """The cell as it stands; `level` at least."""
        return Cell(
            max(self.level, level),
            rules.fade_of(self.last, today),
            self.since,
            self.last,
            self.uses,
            self.helped,
            self.tries,
            self.stuck(today) or stuck,
            tuple(self.obstacles.most_common()),
        )


class _Row:
    """A row under way."""

    def __init__(self, skill: str) -> None:
        self.skill = skill
        self.whole = _Cell()
        self.cells: dict[str, _Cell] = {}
        self.taught_on: date | None = None
        self.generalised_on: date | None = None
        self.first_helped: date | None = None
        self.occasions = _Occasions()

    def take(self, event: Event) -> None:
        day = event.at.date()
        self.whole.take(event, day)
        if event.level == Level.TAUGHT:
            self.taught_on = self.taught_on or day
            return
        for name in event.contexts or (NOT_SAID,):
            cell = self.cells.get(name)
            if cell is None:
                cell = self.cells[name] = _Cell()
            cell.take(event, day)
        if event.level == Level.HELPED and event.done and event.contexts:
            self.occasions.add(event.contexts)
            self.first_helped = self.first_helped or day
            wide = self.occasions.breadth >= rules.CONTEXTS_TO_GENERALISE
            if wide and (day - self.first_helped).days >= rules.DAYS_TO_GENERALISE:
                self.generalised_on = self.generalised_on or day

    def done(self, today: date) -> SkillRow:
        least = Level.TAUGHT if self.taught_on else Level.NOTHING
        waited = self.taught_on is not None and (today - self.taught_on).days >= rules.NOT_BEGUN_AFTER_DAYS
        begun = self.whole.uses or self.whole.tries
        stuck = Stuck.NOT_BEGUN if waited and not begun else Stuck.NO
        return SkillRow(
            self.skill,
            self.whole.done(today, least, stuck),
            {name: cell.done(today, least) for name, cell in sorted(self.cells.items())},
            self.taught_on,
            self.occasions.breadth,
            self.generalised_on,
        )


class _Occasions:
    """In how many contexts something was, when one occasion may stand for one context only.

    Someone at home with their partner is in two contexts; two such evenings are two occasions and not four. Counted is
    the largest number of contexts that can each be given an occasion of its own (a matching; Kuhn 1955).
    """

    def __init__(self) -> None:
        self._of: dict[str, int] = {}  # context -> the occasion that stands for it
        self._seen: list[AbstractSet[str]] = []
        self._same: Counter[AbstractSet[str]] = Counter()

    @property
    def breadth(self) -> int:
        return len(self._of)

    def add(self, contexts: AbstractSet[str]) -> None:
        if self._same[contexts] >= len(contexts):  # more of the same can stand for nothing new
            return
        self._same[contexts] += 1
        self._seen.append(contexts)
        self._place(len(self._seen) - 1, set())

    def _place(self, occasion: int, asked: set[str]) -> bool:
        for name in self._seen[occasion]:
            if name not in asked:
                asked.add(name)
                if name not in self._of or self._place(self._of[name], asked):
                    self._of[name] = occasion
                    return True
        return False
