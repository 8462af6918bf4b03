"""What a crisis plan holds. Pure.

The sections are those of safety planning (Stanley and Brown 2012), in our words; the last names whom a coach may call.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from wiseline.lib.emergency.directory import sms, tel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django_stubs_ext import StrPromise

LONG, SHORT = 300, 120
MOST_ITEMS = 20
SURROUNDINGS, EMERGENCY = "surroundings", "emergency"
SECTIONS: tuple[tuple[str, StrPromise], ...] = (
    ("signs", _("How I notice that it is getting hard")),
    ("alone", _("What I can do by myself")),
    ("distract", _("People and places that take my mind off it")),
    ("ask", _("People I can ask for help")),
    ("services", _("Professionals and services")),
    (SURROUNDINGS, _("Making my surroundings safer")),
    ("reasons", _("What is worth living for")),
    (EMERGENCY, _("Whom my coach may call if I am in danger")),
)
DIALLED = re.compile(r"[+*#]?[0-9][0-9 ()/.#*-]*")
MESSAGED_FROM = 7
"""A number with fewer digits is a short one, which takes calls and hardly ever messages."""


class Item(BaseModel):
    """One thing of a plan. `look_on`: when it is asked whether this step has been done (surroundings only)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = Field(default="", max_length=LONG)
    phone: str = Field(default="", max_length=40)
    place: str = Field(default="", max_length=SHORT)
    look_on: date | None = None

    def __str__(self) -> str:
        return self.text or self.phone or self.place

    @property
    def call(self) -> str:
        """What a tap to call opens; empty without a number."""
        return tel(self.phone) if self.phone else ""

    @property
    def message(self) -> str:
        """What a tap to write opens; empty where the number hardly takes messages."""
        return sms(self.phone) if sum(map(str.isdigit, self.phone)) >= MESSAGED_FROM else ""


Sections = dict[str, tuple[Item, ...]]


def read(stored: Mapping[str, Iterable[Any]] | None, lines: Mapping[str, Iterable[str]] | None = None) -> Sections:
    """A stored plan; `lines` are those of a plan that was written when a plan had nothing but lines."""
    found = stored if stored is not None else (lines or {})
    return {
        name: tuple(Item(text=item) if isinstance(item, str) else Item.model_validate(item) for item in found[name])
        for name, _label in SECTIONS
        if found.get(name)
    }


def plain(sections: Mapping[str, Iterable[Item]]) -> dict[str, list[dict[str, Any]]]:
    """The inverse of `read`."""
    return {
        name: [item.model_dump(mode="json", exclude_defaults=True) for item in items]
        for name, items in sections.items()
    }


def look_next(sections: Sections) -> date | None:
    """The soonest day on which a step is to be looked at."""
    return min((item.look_on for items in sections.values() for item in items if item.look_on), default=None)
