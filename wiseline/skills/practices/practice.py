"""One guided practice as its content file says it: steps that do something, in their order.

A content file is TOML, named by the skill that it practises. A clinician can read and change it without touching code;
`python -m wiseline.skills.library` says what is wrong with it.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from wiseline.skills.library.entry import Faulty, Flag, Line

if TYPE_CHECKING:
    from pathlib import Path

Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,30}$")]
Title = Annotated[str, Field(min_length=2, max_length=70)]
OwnList = Literal["distract", "soothe", "pleasant", "mastery"]


class _Step(BaseModel):
    """What every step has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title
    text: tuple[Line, ...] = ()
    avoid: tuple[Flag, ...] = ()  # left out for a client who must mind one of these
    when: dict[Name, str] = Field(default_factory=dict)  # shown only where an earlier choice was this

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that this step asks for."""
        return ()

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that is read in this step."""
        return (self.title, *self.text)


class _Asking(_Step):
    name: Name

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)


class Say(_Step):
    """Something to do or take in, at one's own pace."""

    kind: Literal["say"]


class Breathe(_Step):
    """The breathing pacer; seconds of each phase, which the client may change."""

    kind: Literal["breathe"]
    seconds: tuple[int, int, int, int]  # in, hold, out, rest


class Cue(BaseModel):
    """What is said at a second of a timed step."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Annotated[int, Field(ge=0)]
    say: Line


class Timed(_Step):
    """A quiet bar runs for some seconds, with words at their moments."""

    kind: Literal["timed"]
    seconds: Annotated[int, Field(ge=5, le=1200)]
    cues: tuple[Cue, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (*super().words, *(cue.say for cue in self.cues))


class Surf(_Step):
    """A timer in which the client says again and again how strong the urge is, and sees the curve."""

    kind: Literal["surf"]
    seconds: Annotated[int, Field(ge=60, le=1800)]
    every: Annotated[int, Field(ge=10, le=300)]


class Write(_Asking):
    """Something to write down."""

    kind: Literal["write"]
    label: Title
    lines: Annotated[int, Field(ge=1, le=8)] = 2

    @property
    def words(self) -> tuple[str, ...]:
        return (*super().words, self.label)


class Option(BaseModel):
    """One of a choice, and what it leads to in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Name
    label: Title
    text: tuple[Line, ...] = ()


class Choose(_Asking):
    """One of several; its own words appear with it."""

    kind: Literal["choose"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=14)]

    @property
    def words(self) -> tuple[str, ...]:
        said = (words for option in self.options for words in (option.label, *option.text))
        return (*super().words, *said)


class Tick(_Asking):
    """Several to tick; with `count`, what the ticks add up to is shown against it."""

    kind: Literal["tick"]
    items: Annotated[tuple[Line, ...], Field(min_length=2, max_length=12)]
    verdicts: tuple[Line, ...] = ()  # from few ticks to many

    @property
    def words(self) -> tuple[str, ...]:
        return (*super().words, *self.items, *self.verdicts)


class Own(_Asking):
    """The client's own list, to choose from and to add to; ideas where it is still short."""

    kind: Literal["own"]
    list: OwnList
    ideas: Annotated[tuple[Line, ...], Field(min_length=4, max_length=12)]

    @property
    def words(self) -> tuple[str, ...]:
        return (*super().words, *self.ideas)


class Cell(BaseModel):
    """One of four fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    label: Title


class Grid(_Step):
    """Four fields in two rows."""

    kind: Literal["grid"]
    cells: Annotated[tuple[Cell, ...], Field(min_length=4, max_length=4)]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(cell.name for cell in self.cells)

    @property
    def words(self) -> tuple[str, ...]:
        return (*super().words, *(cell.label for cell in self.cells))


class Script(_Step):
    """What was written, put together: to read aloud, or have read aloud."""

    kind: Literal["script"]
    parts: Annotated[tuple[Name, ...], Field(min_length=1)]


Step = Annotated[
    Say | Breathe | Timed | Surf | Write | Choose | Tick | Own | Grid | Script, Field(discriminator="kind")
]
DOING = (Breathe, Timed, Surf, Write, Choose, Tick, Own, Grid, Script)


class Practice(BaseModel):
    """A guided practice of one skill."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    skill: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,59}$")]
    minutes: Annotated[int, Field(ge=1, le=60)]
    lead: Line
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=16)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        known: dict[str, Step] = {}
        for number, step in enumerate(self.steps, 1):
            for name, value in step.when.items():
                asked = known.get(name)
                if not isinstance(asked, Choose) or value not in {option.id for option in asked.options}:
                    raise ValueError(f"step {number}: no choice before it is called {name} with {value}")
            if isinstance(step, Script) and (missing := set(step.parts) - set(known)):
                raise ValueError(f"step {number}: nothing before it asks for {', '.join(sorted(missing))}")
            for name in step.names:
                if name in known:
                    raise ValueError(f"step {number}: {name} is asked for twice")
                known[name] = step
        if not any(isinstance(step, DOING) for step in self.steps):
            raise ValueError("a practice does something: one step at least is more than words")
        return self

    @property
    def names(self) -> frozenset[str]:
        """The answers that it asks for."""
        return frozenset(name for step in self.steps for name in step.names)

    @property
    def labels(self) -> dict[str, tuple[str, dict[str, str]]]:
        """For each answer, what was asked, and the words of its options."""
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for step in self.steps:
            match step:
                case Write():
                    found[step.name] = (step.label, {})
                case Choose():
                    found[step.name] = (step.title, {option.id: option.label for option in step.options})
                case Tick() | Own():
                    found[step.name] = (step.title, {})
                case Grid():
                    found |= {cell.name: (cell.label, {}) for cell in step.cells}
        return found

    def said(self, kept: dict[str, str | list[str]]) -> list[tuple[str, str]]:
        """What was asked and answered, in the order of the steps; what an older version asked comes last."""
        labels = self.labels
        asked = [(label, _words(kept[name], words)) for name, (label, words) in labels.items() if name in kept]
        return asked + [(name, _words(value, {})) for name, value in kept.items() if name not in labels]

    @property
    def client_text(self) -> str:
        """What a client reads: what the reading level is measured on."""
        return "\n".join((self.lead, *(words for step in self.steps for words in step.words)))

    def steps_for(self, flags: frozenset[str]) -> list[Step]:
        """The steps for a client who must mind `flags`: what is ruled out for them is not there at all."""
        return [step for step in self.steps if not flags & set(step.avoid)]


def _words(value: str | list[str], words: dict[str, str]) -> str:
    return ", ".join(words.get(each, each) for each in (value if isinstance(value, list) else [value]))


def read(file: Path) -> Practice:
    """The practice in a content file, named by the file. Raises `Faulty`."""
    return parse(file.stem, file.read_text(encoding="utf-8"))


def parse(skill: str, text: str) -> Practice:
    """The practice in a content file's text. Raises `Faulty` with every fault on a line."""
    try:
        fields: dict[str, Any] = tomllib.loads(text)
        return Practice.model_validate({"skill": skill, **fields})
    except tomllib.TOMLDecodeError as error:
        raise Faulty(f"{skill}: {error}") from error
    except ValidationError as error:
        lines = [f"{skill}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise Faulty("\n".join(lines)) from error
