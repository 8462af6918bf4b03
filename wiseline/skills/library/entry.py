"""One skill as its content file says it: typed, checked, rendered.

A content file is Markdown with TOML front matter between two lines of `+++`, under fixed headings. A clinician can read
and change it without touching code; `python -m wiseline.skills.library FILE...` says what is wrong with it.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Literal, Self

from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

if TYPE_CHECKING:
    from pathlib import Path

Module = Literal["mindfulness", "distress-tolerance", "emotion-regulation", "interpersonal", "middle-path"]
Group = Literal[
    "core", "everyday", "crisis-survival", "reality-acceptance", "addiction", "understanding", "changing", "protecting",
    "asking", "relationships", "middle-path",
]  # fmt: skip
Role = Literal["crisis", "ground", "understand", "change", "accept", "build", "relate", "abstain"]
Emotion = Literal[
    "anger", "fear", "sadness", "shame", "guilt", "envy", "jealousy", "disgust", "loneliness", "love", "joy", "hurt",
    "emptiness", "overwhelm", "boredom",
]  # fmt: skip
Urge = Literal[
    "self_harm", "suicide", "substances", "quit", "binge", "restrict", "lash_out", "avoid", "withdraw", "spend",
    "contact_someone", "give_up",
]  # fmt: skip
Place = Literal["alone", "work", "public", "conversation", "no-phone"]
Flag = Literal[
    "heart-disease", "beta-blockers", "slow-pulse", "cold-allergy", "eating-disorder", "compulsive-exercise",
    "pregnancy", "injury", "breath-panic", "dissociation", "trauma-memories", "unsafe-relationship", "hurts-with-cold",
    "physical-dependence",
]  # fmt: skip

Line = Annotated[str, Field(min_length=3, max_length=400)]
Percent = Annotated[int, Field(ge=0, le=100)]

WHY, STEPS, EXAMPLES, WRONG, COACH = (
    "Why it works",
    "Steps",
    "Examples",
    "When it does not go well",
    "For the coach",
)
ASK, SAY, WATCH = "Ask", "Say", "Watch for"

_markdown = MarkdownIt("commonmark", {"html": False})


class Faulty(ValueError):
    """A content file that does not keep the form; the text says where and how."""


class Caution(BaseModel):
    """What a client's flag does to a skill."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    flag: Flag
    effect: Literal["suppress", "warn"]
    part: str = ""  # which part of the skill; empty: all of it
    text: Annotated[str, Field(min_length=10, max_length=300)]


class Front(BaseModel):
    """The front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=2, max_length=60)]
    module: Module
    group: Group
    role: Role
    part_of: str = ""  # a skill of which this is one part: then the finder suggests the whole
    summary: Annotated[str, Field(min_length=10, max_length=90)]
    minutes: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(le=600)]]  # shortest useful, usual
    intensity: tuple[Percent, Percent]  # distress 0-100 in which it is worth offering
    emotions: tuple[Emotion, ...]
    urges: tuple[Urge, ...]
    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    related: Annotated[tuple[str, ...], Field(max_length=5)] = ()
    fits: Annotated[tuple[Line, ...], Field(min_length=3, max_length=8)]
    does_not_fit: Annotated[tuple[Line, ...], Field(min_length=2, max_length=5)]
    sayings: tuple[Line, ...] = ()  # how people put it: what the finder learns from
    cautions: tuple[Caution, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name, (low, high) in (("minutes", self.minutes), ("intensity", self.intensity)):
            if low > high:
                msg = f"{name}: {low} is more than {high}"
                raise ValueError(msg)
        return self


class Entry(BaseModel):
    """A skill of the library. The Markdown of each part; `html_of` renders one."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,59}$")]
    front: Front
    why: str
    steps: Annotated[tuple[str, ...], Field(min_length=3, max_length=9)]
    examples: Annotated[tuple[str, ...], Field(min_length=2, max_length=2)]
    wrong: Annotated[tuple[str, ...], Field(min_length=2, max_length=6)]
    coach: str
    ask: Annotated[tuple[str, ...], Field(min_length=2, max_length=6)]
    say: Annotated[tuple[str, ...], Field(min_length=2, max_length=6)]
    watch: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]

    @property
    def client_text(self) -> str:
        """What a client reads, as plain sentences: what the reading level is measured on."""
        parts = (
            self.front.summary,
            *self.front.fits,
            *self.front.does_not_fit,
            *(caution.text for caution in self.front.cautions),
            self.why,
            *self.steps,
            *self.examples,
            *self.wrong,
        )
        return "\n".join(plain(part) for part in parts)


def html_of(markdown: str) -> str:
    """Markdown as HTML; HTML in it is shown as text."""
    rendered: str = _markdown.render(markdown)
    return rendered


def html_of_line(markdown: str) -> str:
    """One line of Markdown as HTML without a paragraph around it."""
    rendered: str = _markdown.renderInline(markdown)
    return rendered


def plain(markdown: str) -> str:
    """Markdown as plain text."""
    return re.sub(r"[*_`]+", "", markdown).strip()


def read(file: Path) -> Entry:
    """The entry in a content file, named by the file. Raises `Faulty`."""
    return parse(file.stem, file.read_text(encoding="utf-8"))


def parse(skill_id: str, text: str) -> Entry:
    """The entry in a content file's text. Raises `Faulty` with every fault on a line."""
    before, mark, rest = text.partition("+++\n")
    front, end, body = rest.partition("\n+++\n")
    if before.strip() or not mark or not end:
        raise Faulty(f"{skill_id}: the file begins with +++, front matter, and +++ on a line by itself")
    try:
        fields = tomllib.loads(front)
        parts = _parts(skill_id, body)
        _enough(skill_id, fields)
        coach, inner = _split(parts[COACH], "### ")
        return Entry(
            id=skill_id,
            front=Front.model_validate(fields),
            why=parts[WHY],
            steps=_items(parts[STEPS]),
            examples=_items(parts[EXAMPLES]),
            wrong=_items(parts[WRONG]),
            coach=coach,
            **{name: _items(inner.get(title, "")) for name, title in (("ask", ASK), ("say", SAY), ("watch", WATCH))},
        )
    except tomllib.TOMLDecodeError as error:
        raise Faulty(f"{skill_id}: front matter: {error}") from error
    except ValidationError as error:
        lines = [f"{skill_id}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise Faulty("\n".join(lines)) from error


def _enough(skill_id: str, fields: dict[str, object]) -> None:
    """The library's own skills lead on to others, and bring what the finder learns from."""
    for name, least in (("related", 2), ("sayings", 15)):
        given = fields.get(name)
        if not isinstance(given, list) or len(given) < least:
            raise Faulty(f"{skill_id}: {name}: at least {least} are needed")


def _parts(skill_id: str, body: str) -> dict[str, str]:
    _, parts = _split(body, "## ")
    expected = [WHY, STEPS, EXAMPLES, WRONG, COACH]
    if list(parts) != expected:
        raise Faulty(f"{skill_id}: the headings are {list(parts)}, they should be {expected}")
    return parts


def _split(text: str, mark: str) -> tuple[str, dict[str, str]]:
    first, *sections = re.split(rf"^{mark}", text, flags=re.MULTILINE)
    found = {}
    for section in sections:
        title, _, content = section.partition("\n")
        found[title.strip()] = content.strip()
    return first.strip(), found


def _items(text: str) -> tuple[str, ...]:
    """The items of a Markdown list, each on one line."""
    items = re.split(r"^(?:[-*]|\d+\.)\s+", text, flags=re.MULTILINE)
    return tuple(" ".join(item.split()) for item in items[1:])
