"""What moved on the map of skills by life contexts since the last session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.agenda.line import Group, Line
from wiseline.insight.generalisation.reading import changes_between
from wiseline.insight.generalisation.rules import Level
from wiseline.insight.generalisation.skill_map import Moved
from wiseline.skills.catalogue import name_of
from wiseline.skills.contexts import contexts_of

if TYPE_CHECKING:
    from wiseline.agenda.look import Look
    from wiseline.insight.generalisation.skill_map import Change

LEVELS = {
    Level.PRACTISED: gettext_lazy("practised for the first time"),
    Level.COACHED: gettext_lazy("used with coaching"),
    Level.ALONE: gettext_lazy("used alone"),
    Level.HELPED: gettext_lazy("used alone, and it helped"),
}
TURNS = {
    Moved.GENERALISED: gettext_lazy("works in several parts of life now"),
    Moved.BACK: gettext_lazy("used again after a long time"),
    Moved.FADED: gettext_lazy("not used for a long time"),
}


def lines(look: Look) -> list[Line]:
    """One line a skill in a context; of the skill altogether only what its contexts do not say."""
    labels = {context.key: str(context.label) for context in contexts_of(look.client.programme_id)}
    changes = changes_between(look.client, look.start, look.end)
    placed = {(change.skill, change.kind) for change in changes if change.context}
    return [
        _line(look, change, labels)
        for change in changes
        if (change.context or change.kind == Moved.GENERALISED or (change.skill, change.kind) not in placed)
        and (change.kind != Moved.ROSE or change.after in LEVELS)
    ]


def _line(look: Look, change: Change, labels: dict[str, str]) -> Line:
    what = LEVELS[change.after] if change.kind == Moved.ROSE else TURNS[change.kind]
    words = {"skill": name_of(change.skill), "where": labels.get(change.context, change.context), "what": what}
    text = _("%(skill)s, %(where)s: %(what)s") % words if change.context else _("%(skill)s: %(what)s") % words
    key = f"map.{change.kind}.{change.skill}.{change.context}"[:80]
    return Line(key, Group.MAP, text, "map:of", (str(look.client.pk),))
