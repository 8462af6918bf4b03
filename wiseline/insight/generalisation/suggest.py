"""One next small step, what is stuck, and what a group could be taught again. Pure. People decide; this points."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from wiseline.insight.generalisation.rules import NOT_SAID, Fade, Level, Stuck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wiseline.insight.generalisation.skill_map import Cell, SkillMap, SkillRow

FEWEST_PEOPLE = 3
"""Below this, nothing of a group is counted: a number could name one of them."""


class Kind(StrEnum):
    """What the step is; in this order it is looked for."""

    ONE_MORE_PLACE = "one_more_place"
    BY_YOURSELF = "by_yourself"
    AGAIN = "again"
    TRY = "try"
    PRACTISE = "practise"


class Step(NamedTuple):
    """The step: in `context` (may be `NOT_SAID`), since it went well in `known` (may be `NOT_SAID`)."""

    kind: Kind
    skill: str
    context: str = NOT_SAID
    known: str = NOT_SAID


def next_step(found: SkillMap, *, contexts: Sequence[str], allowed: Callable[[str], bool]) -> Step | None:
    """The smallest step that follows on what went well; None where nothing does.

    `contexts`: those that can be chosen now. Only contexts that the client has noted something in are suggested, only
    skills that are `allowed` for them, and never what keeps failing: that is for the coach. (GK: shape by small steps.)
    """
    lived = [name for name in found.contexts if name in contexts]
    rows = sorted(
        (row for row in found.rows.values() if row.whole.stuck != Stuck.FAILING and allowed(row.skill)),
        key=lambda row: (row.whole.last or row.taught_on or found.today, row.skill),
        reverse=True,
    )
    steps = [step for row in rows if (step := _step(row, lived))]
    return min(steps, key=lambda step: list(Kind).index(step.kind), default=None)


def _step(row: SkillRow, lived: Sequence[str]) -> Step | None:
    level, fresh = row.whole.level, row.whole.fade == Fade.FRESH
    helped = _best(row, Level.HELPED)
    if level >= Level.ALONE and not fresh:
        return Step(Kind.AGAIN, row.skill, helped)
    if level == Level.HELPED and not row.is_generalised:
        new = next((name for name in lived if _open(row.cell(name), Level.HELPED)), None)
        return Step(Kind.ONE_MORE_PLACE, row.skill, new, helped) if new and helped else None
    if level == Level.COACHED:
        return Step(Kind.BY_YOURSELF, row.skill, _best(row, Level.COACHED))
    if level == Level.PRACTISED:
        return Step(Kind.TRY, row.skill)
    return Step(Kind.PRACTISE, row.skill) if level == Level.TAUGHT else None


def _best(row: SkillRow, level: Level) -> str:
    """The context at that level in which it was used last."""
    cells = [(cell.last, name) for name, cell in row.cells.items() if name and cell.level == level and cell.last]
    return max(cells)[1] if cells else NOT_SAID


def _open(cell: Cell, level: Level) -> bool:
    return cell.level < level and cell.stuck != Stuck.FAILING


def stuck_cells(found: SkillMap) -> Iterator[tuple[SkillRow, str, Cell]]:
    """Where something does not move on: first what fails, then what leans on help, then what was never begun.

    A skill that is stuck in a context is told there, and altogether only where it is stuck nowhere in particular.
    """
    order = list(Stuck)
    cells = [
        (row, name, cell)
        for row in found.rows.values()
        for name, cell in (*row.cells.items(), (NOT_SAID, row.whole))
        if cell.stuck
    ]
    named = {(row.skill, cell.stuck) for row, name, cell in cells if name}
    told: set[tuple[str, str, Stuck]] = set()
    for row, name, cell in sorted(cells, key=lambda each: (order.index(each[2].stuck), each[0].skill, each[1])):
        key = (row.skill, name, cell.stuck)
        if key not in told and (name or (row.skill, cell.stuck) not in named):
            told.add(key)
            yield row, name, cell


class Again(StrEnum):
    """Why a skill could be taught again."""

    NOT_BEGUN = "not_begun"
    FAILING = "failing"
    FEW_ALONE = "few_alone"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How a skill stands in a group. A count is None below three people; `taught` is never below.

    `obstacles`: what got in the way of three people or more.
    """

    skill: str
    taught: int
    tried: int | None
    alone: int | None
    helped: int | None
    generalised: int | None
    not_begun: int | None
    failing: int | None
    obstacles: tuple[tuple[str, int], ...]

    @property
    def again(self) -> tuple[Again, ...]:
        """What speaks for teaching it again, by what is shown; nothing where nothing does."""
        said = {
            Again.FAILING: self.failing is not None,
            Again.NOT_BEGUN: self.not_begun is not None,
            Again.FEW_ALONE: self.alone is None or self.alone * 2 < self.taught,
        }
        return tuple(why for why, holds in said.items() if holds)


def sum_up(maps: Sequence[SkillMap]) -> tuple[GroupRow, ...]:
    """The group's skills, those that most speaks for teaching again first. Below three people: nothing."""
    if len(maps) < FEWEST_PEOPLE:
        return ()
    skills = sorted({skill for found in maps for skill, row in found.rows.items() if row.taught_on})
    rows = [row for skill in skills if (row := _group_row(skill, maps))]
    return tuple(sorted(rows, key=lambda row: (-len(row.again), (row.helped or 0) / row.taught, row.skill)))


def _group_row(skill: str, maps: Sequence[SkillMap]) -> GroupRow | None:
    rows = [row for found in maps if (row := found.rows.get(skill)) and row.taught_on]
    if len(rows) < FEWEST_PEOPLE:
        return None

    def count(holds: Callable[[SkillRow], bool]) -> int | None:
        number = sum(holds(row) for row in rows)
        return number if number >= FEWEST_PEOPLE else None

    people: Counter[str] = Counter(obstacle for row in rows for obstacle, _times in row.whole.obstacles)
    return GroupRow(
        skill,
        len(rows),
        count(lambda row: row.whole.level >= Level.PRACTISED),
        count(lambda row: row.whole.level >= Level.ALONE),
        count(lambda row: row.whole.level >= Level.HELPED),
        count(lambda row: row.is_generalised),
        count(lambda row: row.whole.stuck == Stuck.NOT_BEGUN),
        count(lambda row: row.whole.stuck == Stuck.FAILING),
        tuple((name, number) for name, number in people.most_common() if number >= FEWEST_PEOPLE),
    )
