"""The skills by their names, grouped by module: what can be tried, coached and noted.

Everything that the library holds, and what the field names besides and the library does not describe yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wiseline.skills import library
from wiseline.skills.words import MODULES

_StrOrPromise = str | Promise


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill: its id is kept in the record and never changes."""

    id: str
    name: _StrOrPromise
    module: _StrOrPromise


_MINDFULNESS = _("Mindfulness")
_DISTRESS = _("Distress tolerance")
_EMOTION = _("Emotion regulation")
_PEOPLE = _("Interpersonal effectiveness")

_NAMED: tuple[Skill, ...] = tuple(
    Skill(skill_id, name, module)
    for module, rows in (
        (
            _DISTRESS,
            (
                ("stop", _("STOP")),
                ("tipp", _("TIPP")),
                ("paced-breathing", _("Paced breathing")),
                ("pros-and-cons", _("Pros and cons")),
                ("distract-accepts", _("Distract (ACCEPTS)")),
                ("self-soothe", _("Self-soothe")),
                ("improve-the-moment", _("IMPROVE the moment")),
                ("body-scan", _("Body scan")),
                ("radical-acceptance", _("Radical acceptance")),
                ("turning-the-mind", _("Turning the mind")),
                ("willingness", _("Willingness")),
                ("half-smile-willing-hands", _("Half-smile and willing hands")),
                ("urge-surfing", _("Urge surfing")),
            ),
        ),
        (
            _MINDFULNESS,
            (
                ("wise-mind", _("Wise mind")),
                ("observe", _("Observe")),
                ("describe", _("Describe")),
                ("participate", _("Participate")),
                ("nonjudgmentally", _("Non-judgementally")),
                ("one-mindfully", _("One-mindfully")),
                ("effectively", _("Effectively")),
            ),
        ),
        (
            _EMOTION,
            (
                ("identify-emotions", _("Name the emotion")),
                ("check-the-facts", _("Check the facts")),
                ("opposite-action", _("Opposite action")),
                ("problem-solving", _("Problem solving")),
                ("accumulate-positives", _("Accumulate positives")),
                ("build-mastery", _("Build mastery")),
                ("cope-ahead", _("Cope ahead")),
                ("please", _("PLEASE")),
                ("mindfulness-of-current-emotion", _("Mindfulness of current emotion")),
            ),
        ),
        (
            _PEOPLE,
            (
                ("clarify-goals", _("Clarify goals")),
                ("dear-man", _("DEAR MAN")),
                ("give", _("GIVE")),
                ("fast", _("FAST")),
                ("validate-others", _("Validate others")),
                ("self-validation", _("Validate yourself")),
            ),
        ),
    )
    for skill_id, name in rows
)


@cache
def _by_id() -> dict[str, Skill]:
    described = {
        entry.id: Skill(entry.id, entry.front.name, MODULES[entry.front.module]) for entry in library.entries().values()
    }
    return {skill.id: skill for skill in _NAMED} | described


def skill(skill_id: str) -> Skill | None:
    """The skill with an id, or None."""
    return _by_id().get(skill_id)


def name_of(skill_id: str) -> str:
    """The skill's name in the reader's language; the id itself where the skill is gone."""
    found = skill(skill_id)
    return str(found.name) if found else skill_id


def every() -> list[tuple[str, str]]:
    """For forms: id and name of each skill, modules together."""
    return [row for _module, rows in choices() for row in rows]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For forms: modules with their skills."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for row in _by_id().values():
        grouped.setdefault(str(row.module), []).append((row.id, str(row.name)))
    return list(grouped.items())
