"""What a diary card asks: its items, what an answer may be, and the standard card.

The standard items are those that diary cards in DBT have in common (`docs/clinical-sources.md`); all words are our own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from wiseline.chart.urges import URGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrPromise

Answer = int | str | list[str]
MOST_CUSTOM = 12


class Kind(StrEnum):
    """What an answer is."""

    SCALE = "scale"  # 0 to 5
    YES_NO = "yes_no"  # 1 or 0
    COUNT = "count"  # 0 to 99
    MINUTES = "minutes"  # 0 to 1440
    HOURS = "hours"  # asked in hours, kept in minutes
    TEXT = "text"
    STEPS = "steps"  # 0 to 7: how far skills went that day
    SKILLS = "skills"  # ids of skills


class Group(StrEnum):
    """Where on the card an item stands, in the order in which it is filled."""

    URGES = "urges"
    ACTS = "acts"
    EMOTIONS = "emotions"
    BODY = "body"
    DAY = "day"
    SKILLS = "skills"
    WORDS = "words"


GROUPS: dict[str, StrPromise] = {
    Group.URGES: _("Urges: 0 is none, 5 as strong as can be"),
    Group.ACTS: _("What you did"),
    Group.EMOTIONS: _("Feelings, at their strongest: 0 is none, 5 as strong as can be"),
    Group.BODY: _("Body"),
    Group.DAY: _("The day"),
    Group.SKILLS: _("Skills"),
    Group.WORDS: _("In your own words"),
}
KINDS: dict[str, StrPromise] = {
    Kind.SCALE: _("0 to 5"),
    Kind.YES_NO: _("yes or no"),
    Kind.COUNT: _("how many"),
    Kind.MINUTES: _("minutes"),
    Kind.TEXT: _("words"),
}
STEPS: tuple[StrPromise, ...] = (
    _("I did not think of skills"),
    _("I thought of one and did not want to"),
    _("I wanted to and did not"),
    _("I tried and could not do it"),
    _("I did it and it did not help"),
    _("I did it and it helped"),
    _("It came by itself and did not help"),
    _("It came by itself and helped"),
)
LIMITS = {Kind.SCALE: 5, Kind.YES_NO: 1, Kind.COUNT: 99, Kind.MINUTES: 1440, Kind.HOURS: 1440, Kind.STEPS: 7}
LONGEST = 2000
ALERTING = ("urge.self_harm", "urge.suicide")
"""The urges for which a therapist can set a threshold."""


class Item(BaseModel):
    """One thing that a card asks. `label` is the programme's or client's own wording; empty: the standard one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_.]{0,39}$")
    kind: Kind
    group: Group
    label: str = Field(default="", max_length=80)
    target: bool = False  # what therapy works on: it stands first in plots and patterns
    help_from: int | None = Field(default=None, ge=1, le=5)  # from this answer on, help is offered and the coach told

    @property
    def name(self) -> str:
        """What stands on the card, under its group's heading."""
        return self.label or str(LABELS.get(self.id, self.id))

    @property
    def whole_name(self) -> str:
        """What it is called where no heading stands above it."""
        if self.id in WHOLE:
            return str(WHOLE[self.id])
        return str(_("Urge: %(name)s")) % {"name": self.name} if self.group == Group.URGES else self.name


LABELS: dict[str, StrPromise] = {
    "urge.self_harm": _("To hurt myself"),
    "urge.suicide": _("To end my life"),
    "urge.substances": _("To drink or use"),
    "urge.quit": _("To quit therapy"),
    "act.self_harm": _("Hurt myself"),
    "misery": _("How hard the day was"),
    "sadness": _("Sadness"),
    "fear": _("Fear"),
    "anger": _("Anger"),
    "shame": _("Shame"),
    "guilt": _("Guilt"),
    "joy": _("Joy"),
    "sleep": _("Sleep last night, in hours"),
    "medication": _("Medication as prescribed"),
    "alcohol": _("Alcoholic drinks"),
    "drugs": _("Other substances"),
    "conflict": _("A row or a conflict"),
    "skills": _("Skills you used"),
    "skills_rating": _("How far did you get with skills?"),
    "note": _("What should be remembered?"),
}
WHOLE = {f"urge.{name}": label for name, label in URGES}
STANDARD = (
    Item(id="urge.self_harm", kind=Kind.SCALE, group=Group.URGES, target=True, help_from=4),
    Item(id="urge.suicide", kind=Kind.SCALE, group=Group.URGES, target=True, help_from=3),
    Item(id="urge.substances", kind=Kind.SCALE, group=Group.URGES),
    Item(id="urge.quit", kind=Kind.SCALE, group=Group.URGES),
    Item(id="act.self_harm", kind=Kind.YES_NO, group=Group.ACTS),
    Item(id="misery", kind=Kind.SCALE, group=Group.EMOTIONS, target=True),
    Item(id="sadness", kind=Kind.SCALE, group=Group.EMOTIONS),
    Item(id="fear", kind=Kind.SCALE, group=Group.EMOTIONS),
    Item(id="anger", kind=Kind.SCALE, group=Group.EMOTIONS),
    Item(id="shame", kind=Kind.SCALE, group=Group.EMOTIONS),
    Item(id="guilt", kind=Kind.SCALE, group=Group.EMOTIONS),
    Item(id="joy", kind=Kind.SCALE, group=Group.EMOTIONS),
    Item(id="sleep", kind=Kind.HOURS, group=Group.BODY),
    Item(id="medication", kind=Kind.YES_NO, group=Group.BODY),
    Item(id="alcohol", kind=Kind.COUNT, group=Group.BODY),
    Item(id="drugs", kind=Kind.YES_NO, group=Group.BODY),
    Item(id="conflict", kind=Kind.YES_NO, group=Group.DAY),
    Item(id="skills", kind=Kind.SKILLS, group=Group.SKILLS),
    Item(id="skills_rating", kind=Kind.STEPS, group=Group.SKILLS),
    Item(id="note", kind=Kind.TEXT, group=Group.WORDS),
)
STANDARD_IDS = frozenset(item.id for item in STANDARD)


def read(rows: Iterable[dict[str, Any]]) -> tuple[Item, ...]:
    """The items of a stored card. Raises ValueError for what no card can hold."""
    return tuple(Item.model_validate(row) for row in rows)


def by_group(items: Iterable[Item]) -> list[tuple[Group, list[Item]]]:
    """The items as they stand on the card: group by group, in the card's order within."""
    known = list(items)
    found = [(group, [item for item in known if item.group == group]) for group in Group]
    return [(group, rows) for group, rows in found if rows]


def reached(items: Iterable[Item], answers: dict[str, Any]) -> list[tuple[Item, int]]:
    """The items whose answer is at or above what was agreed, with the answer."""
    return [
        (item, answers[item.id])
        for item in items
        if item.help_from is not None and isinstance(answers.get(item.id), int) and answers[item.id] >= item.help_from
    ]
