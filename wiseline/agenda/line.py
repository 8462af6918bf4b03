"""A line of a session's page, and the groups in which lines stand. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Group(StrEnum):
    """Where a line stands, in the order of the page: the targets of therapy first, the most pressing at the top."""

    LIFE = "life"
    THERAPY = "therapy"
    QUALITY = "quality"
    SKILLS = "skills"
    CONTACTS = "contacts"
    DIARY = "diary"
    PATTERNS = "patterns"
    MAP = "map"
    PLAN = "plan"
    PULSE = "pulse"
    SCALES = "scales"
    WISHES = "wishes"
    CHAINS = "chains"
    COMMITMENTS = "commitments"


TITLES: dict[Group, StrPromise] = {
    Group.LIFE: _("Life-threatening"),
    Group.THERAPY: _("Getting in the way of therapy"),
    Group.QUALITY: _("Quality of life"),
    Group.SKILLS: _("Skills"),
    Group.CONTACTS: _("Contacts since the last session"),
    Group.DIARY: _("Diary"),
    Group.PATTERNS: _("New or changed patterns"),
    Group.MAP: _("Skills in daily life: what changed"),
    Group.PLAN: _("Practice plan"),
    Group.PULSE: _("How the work together feels"),
    Group.SCALES: _("Questionnaires"),
    Group.WISHES: _("What the client wants to talk about"),
    Group.CHAINS: _("Chains to do"),
    Group.COMMITMENTS: _("What the client said they would do"),
}
PLAIN_TITLES: dict[Group, StrPromise] = {
    Group.LIFE: _("Staying safe"),
    Group.THERAPY: _("What made our work harder"),
    Group.QUALITY: _("Your days"),
    Group.CONTACTS: _("Calls and messages"),
    Group.PATTERNS: _("Patterns"),
    Group.MAP: _("Where your skills reach"),
    Group.WISHES: _("What you wanted to talk about"),
    Group.CHAINS: _("What we wanted to understand"),
    Group.COMMITMENTS: _("What you said you would do"),
}
"""For the client, where the title is not plain enough."""
TARGETS = (Group.LIFE, Group.THERAPY, Group.QUALITY, Group.SKILLS)
OWN_GROUPS = [(group.value, TITLES[group]) for group in TARGETS]
"""Where a therapist can add a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the chart says, and the page of the entry it comes from.

    `key` names the same line whenever the page is made. `page` is the name of an address, `args` and `query` its parts.
    """

    key: str
    group: Group
    text: str
    page: str
    args: tuple[str, ...] = ()
    query: str = ""
    at: datetime | date | None = None
    details: tuple[str, ...] = ()
    told: tuple[str, ...] | None = None  # what the client reads in place of `details`, where these are a coach's note
    rank: int = 0  # within a target: the place of its fact in the table, the most pressing first
