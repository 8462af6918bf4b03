"""What a chain analysis and a missing-links analysis hold. Pure.

The parts are those that the method has (`docs/clinical-sources.md`); all words are our own.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_LINKS = 40
LONG, SHORT = 2000, 400


class LinkKind(StrEnum):
    """What a link is."""

    EVENT = "event"
    THOUGHT = "thought"
    EMOTION = "emotion"
    SENSATION = "sensation"
    URGE = "urge"
    ACT = "act"


KINDS: dict[str, StrPromise] = {
    LinkKind.EVENT: _("Something happened"),
    LinkKind.THOUGHT: _("A thought"),
    LinkKind.EMOTION: _("A feeling"),
    LinkKind.SENSATION: _("In the body"),
    LinkKind.URGE: _("An urge"),
    LinkKind.ACT: _("Something I did"),
}


class Link(BaseModel):
    """One link: what it was, how strong (0 to 100), and which skill could stand there next time."""

    model_config = ConfigDict(extra="forbid")

    kind: LinkKind = LinkKind.THOUGHT
    text: str = Field(default="", max_length=SHORT)
    intensity: int | None = Field(default=None, ge=0, le=100)
    skill: str = Field(default="", max_length=60)

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return str(KINDS[self.kind])

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.text or self.skill or self.intensity is not None)


class Body(BaseModel):
    """An analysis as it stands; every part may be empty."""

    model_config = ConfigDict(extra="forbid")

    behaviour: str = Field(default="", max_length=LONG)
    on: date | None = None
    vulnerabilities: str = Field(default="", max_length=LONG)
    prompting: str = Field(default="", max_length=LONG)
    links: list[Link] = Field(default_factory=list, max_length=MOST_LINKS)
    soon: str = Field(default="", max_length=LONG)  # consequences at once
    later: str = Field(default="", max_length=LONG)
    prevention: str = Field(default="", max_length=LONG)
    repair: str = Field(default="", max_length=LONG)
    commitment: str = Field(default="", max_length=LONG)
    # Missing links: four questions, each with what would have helped.
    knew: Literal["", "yes", "no"] = ""
    knew_help: str = Field(default="", max_length=LONG)
    willing: Literal["", "yes", "no"] = ""
    willing_help: str = Field(default="", max_length=LONG)
    occurred: Literal["", "yes", "no"] = ""
    occurred_help: str = Field(default="", max_length=LONG)
    blocked: str = Field(default="", max_length=LONG)
    blocked_help: str = Field(default="", max_length=LONG)


def with_link(links: list[Link], at: int) -> list[Link]:
    """The links with an empty one after place `at`; -1 puts it first."""
    if len(links) >= MOST_LINKS:
        return links
    return [*links[: at + 1], Link(), *links[at + 1 :]]


def without_link(links: list[Link], at: int) -> list[Link]:
    """The links without the one at place `at`."""
    return [link for place, link in enumerate(links) if place != at]


def moved(links: list[Link], at: int, by: int) -> list[Link]:
    """The links with the one at place `at` moved one place up (-1) or down (1), where there is one."""
    other = at + by
    if not (0 <= at < len(links) and 0 <= other < len(links)):
        return links
    turned = list(links)
    turned[at], turned[other] = turned[other], turned[at]
    return turned


def from_contact(
    *, happening: str, emotion: str, distress: int | None, urges: list[tuple[str, int]], tried: list[tuple[str, str]]
) -> Body:
    """A chain begun with what a contact knows.

    `urges`: name in words and strength 0-5; `tried`: skill's id and what to call the act. Strengths become 0-100.
    """
    links = []
    if emotion or distress is not None:
        links.append(Link(kind=LinkKind.EMOTION, text=emotion[:SHORT], intensity=distress))
    links += [Link(kind=LinkKind.URGE, text=name[:SHORT], intensity=value * 20) for name, value in urges if value]
    links += [Link(kind=LinkKind.ACT, text=words[:SHORT], skill=skill) for skill, words in tried]
    return Body(prompting=happening[:LONG], links=links)
