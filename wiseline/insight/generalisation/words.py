"""The map in words: short, in the reader's language, never a grade and never blame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wiseline.insight.generalisation import rules
from wiseline.insight.generalisation.measures import Verdict
from wiseline.insight.generalisation.rules import Fade, Level, Stuck
from wiseline.insight.generalisation.skill_map import Moved
from wiseline.insight.generalisation.suggest import Again, Kind
from wiseline.skills.catalogue import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiseline.insight.generalisation.measures import Wait
    from wiseline.insight.generalisation.skill_map import Cell, Change
    from wiseline.insight.generalisation.suggest import Step
    from wiseline.insight.intervals import Between, Share

LEVELS = {
    Level.NOTHING: gettext_lazy("nothing noted"),
    Level.TAUGHT: gettext_lazy("taught"),
    Level.PRACTISED: gettext_lazy("practised"),
    Level.COACHED: gettext_lazy("with help"),
    Level.ALONE: gettext_lazy("alone"),
    Level.HELPED: gettext_lazy("alone, helped"),
}
OWN_LEVELS = {
    Level.TAUGHT: gettext_lazy("You have learned it"),
    Level.PRACTISED: gettext_lazy("You have practised it"),
    Level.COACHED: gettext_lazy("You have used it with help"),
    Level.ALONE: gettext_lazy("You have used it by yourself"),
    Level.HELPED: gettext_lazy("You used it by yourself and it helped"),
}
FADES = {
    Fade.FRESH: "",
    Fade.FADING: gettext_lazy("not used lately"),
    Fade.FADED: gettext_lazy("not used for long"),
}
_STUCK = {
    Stuck.NO: "",
    Stuck.FAILING: gettext_lazy("The last %(tries)s tries did not help."),
    Stuck.LEANING: gettext_lazy("Used with help only, for %(weeks)s weeks or longer."),
    Stuck.NOT_BEGUN: gettext_lazy("Taught %(waited)s weeks ago or longer, and not tried yet."),
}
VERDICTS = {
    Verdict.PROGRESS: gettext_lazy(
        "Skills were used more and helped more than in the four weeks before, and with fewer contacts."
    ),
    Verdict.GROWING: gettext_lazy("Skills were used more and helped more than in the four weeks before."),
    Verdict.ASK: gettext_lazy(
        "There was less contact, or less was noted, than in the four weeks before. By itself that does not say whether"
        " things are better or worse. It is worth asking."
    ),
    Verdict.UNCLEAR: gettext_lazy("No clear change between the last four weeks and the four before."),
}
AGAIN = {
    Again.NOT_BEGUN: gettext_lazy("several have not tried it yet"),
    Again.FAILING: gettext_lazy("it has not helped several of them lately"),
    Again.FEW_ALONE: gettext_lazy("fewer than half have used it alone"),
}
_STEPS = {
    Kind.ONE_MORE_PLACE: gettext_lazy(
        "%(skill)s has helped you here: %(known)s. You could try it once here: %(context)s."
    ),
    Kind.BY_YOURSELF: gettext_lazy(
        "You have used %(skill)s with help. You could try it once by yourself, when things are not too hard."
    ),
    Kind.AGAIN: gettext_lazy(
        "It has been a while since %(skill)s. You could use it once this week to keep it at hand."
    ),
    Kind.TRY: gettext_lazy("You have practised %(skill)s. You could use it once, when something small comes up."),
    Kind.PRACTISE: gettext_lazy("You have learned %(skill)s. You could go through it once, when things are calm."),
}
_CHANGES = {
    Moved.GENERALISED: gettext_lazy("%(skill)s now works in several parts of life"),
    Moved.ROSE: gettext_lazy("%(skill)s, %(context)s: from “%(before)s” to “%(after)s”"),
    Moved.BACK: gettext_lazy("%(skill)s, %(context)s: used again"),
    Moved.FADED: gettext_lazy("%(skill)s, %(context)s: not used lately"),
}


def step_in_words(step: Step, labels: Mapping[str, str]) -> str:
    """The suggestion, as the client reads it. `labels`: what the contexts are called."""
    said = {"context": labels.get(step.context, ""), "known": labels.get(step.known, "")}
    return str(_STEPS[step.kind]) % {"skill": name_of(step.skill), **said}


def change_in_words(change: Change, labels: Mapping[str, str]) -> str:
    """A change in one line, for staff. `labels`: what the contexts are called."""
    return str(_CHANGES[change.kind]) % {
        "skill": name_of(change.skill),
        "context": labels.get(change.context, change.context) if change.context else _("altogether"),
        "before": LEVELS[change.before],
        "after": LEVELS[change.after],
    }


def stuck_in_words(stuck: Stuck) -> str:
    """Why something does not move on, for staff."""
    return str(_STUCK[stuck]) % {
        "tries": rules.FAILED_IN_A_ROW,
        "weeks": rules.DAYS_TO_GENERALISE // 7,
        "waited": rules.NOT_BEGUN_AFTER_DAYS // 7,
    }


def notes_on(cell: Cell) -> str:
    """What stands beside a cell's step: how often, and whether it fades."""
    parts = []
    if cell.uses:
        parts.append(_("%(count)s×") % {"count": number_format(cell.uses)})
    if cell.tries and cell.level <= Level.TAUGHT:
        parts.append(_("tried %(count)s×") % {"count": number_format(cell.tries)})
    if cell.fade:
        parts.append(str(FADES[cell.fade]))
    return " · ".join(parts)


def share_in_words(share: Share | None) -> str:
    """So many of so many, and between which percentages the share lies."""
    if share is None:
        return _("not said")
    return _("%(hits)s of %(of)s (%(low)s to %(high)s %%)") % {
        "hits": number_format(share.hits),
        "of": number_format(share.of),
        "low": number_format(round(100 * share.low)),
        "high": number_format(round(100 * share.high)),
    }


def ratio_in_words(ratio: Between | None) -> str:
    """A ratio with its interval; without a success there is none."""
    if ratio is None:
        return _("none that helped was noted")
    if math.isinf(ratio.high):
        return number_format(ratio.value, 2)
    said = {"value": ratio.value, "low": ratio.low, "high": ratio.high}
    return _("%(value)s (%(low)s to %(high)s)") % {name: number_format(value, 2) for name, value in said.items()}


def wait_in_words(wait: Wait | None) -> str:
    """How soon a skill followed a strong urge, and how often one did."""
    if wait is None:
        return _("no strong urge noted")
    followed = _("after %(hits)s of %(of)s strong urges") % {"hits": wait.followed.hits, "of": wait.followed.of}
    if wait.minutes is None:
        return followed
    middle = round(wait.minutes.value)
    time = ngettext("%(minutes)s minute", "%(minutes)s minutes", middle) % {"minutes": number_format(middle)}
    if not math.isinf(wait.minutes.high):
        between = {"low": number_format(round(wait.minutes.low)), "high": number_format(round(wait.minutes.high))}
        time += " " + _("(%(low)s to %(high)s)") % between
    return f"{time}, {followed}"
