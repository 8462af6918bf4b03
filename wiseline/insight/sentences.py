"""A pattern in one plain sentence. What goes together is never worded as one making the other."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wiseline.chart.diary.card import LABELS, WHOLE
from wiseline.chart.diary.card import Kind as ItemKind
from wiseline.insight.patterns import Kind
from wiseline.skills.catalogue import name_of as skill_name
from wiseline.skills.words import COMPANY, PLACES

if TYPE_CHECKING:
    from wiseline.insight.course import Course
    from wiseline.insight.patterns import Pattern
    from wiseline.insight.reading import Chart

WITH = {
    "sleep": gettext_lazy("a short night"),
    "alcohol": gettext_lazy("more alcohol than usual"),
    "drugs": gettext_lazy("other substances"),
    "conflict": gettext_lazy("a row or a conflict"),
    "no_medication": gettext_lazy("medication left out"),
    "no_skill": gettext_lazy("no skill noted"),
    "failed_skill": gettext_lazy("a skill that did not help"),
    "weekend": gettext_lazy("the weekend"),
}
PARTS = {
    "morning": gettext_lazy("In the morning"),
    "afternoon": gettext_lazy("In the afternoon"),
    "evening": gettext_lazy("In the evening"),
    "night": gettext_lazy("At night"),
}
STRENGTHS = {
    "": gettext_lazy("After %(skill)s, distress was lower than before"),
    "strong": gettext_lazy("When distress was 70 or more, it was lower after %(skill)s"),
    "less": gettext_lazy("When distress was under 70, it was lower after %(skill)s"),
}


def name_of(pattern: Pattern) -> str:
    """A short name of what the pattern is about, the same whenever it is found: says nothing to who reads it."""
    return hashlib.blake2s(f"{pattern.kind}:{pattern.target}:{pattern.of}".encode(), digest_size=6).hexdigest()


def target_name(chart: Chart, target: str) -> str:
    """What a rating is called on the client's card."""
    item = chart.items.get(target)
    return item.whole_name if item else str({**LABELS, **WHOLE}.get(target, target))


def circumstance_name(chart: Chart, name: str) -> str:
    """What a circumstance is called within a sentence."""
    if name in WITH:
        return str(WITH[name])
    kind, _dot, word = name.partition(".")
    if kind == "place":
        return _("the place “%(place)s”") % {"place": PLACES.get(word, word)}
    if kind == "company":
        return _("the company “%(company)s”") % {"company": COMPANY.get(word, word)}
    item = chart.items.get(name)
    label = item.name if item else name
    many = item is not None and item.kind != ItemKind.YES_NO
    return _("more of “%(label)s” than usual") % {"label": label} if many else f"“{label}”"


def sentence(chart: Chart, pattern: Pattern) -> str:
    """What was seen."""
    words = {
        "target": target_name(chart, pattern.target),
        "what": circumstance_name(chart, pattern.of),
        "skill": skill_name(pattern.of),
        "part": str(PARTS.get(pattern.of, pattern.of)),
    }
    if pattern.kind == Kind.SKILL:
        return str(STRENGTHS[pattern.target]) % words + "."
    return _said(pattern) % words


def _said(pattern: Pattern) -> str:
    """The sentence with places for its words."""
    ways: dict[Kind, tuple[str, str]] = {
        Kind.TREND: (
            _("“%(target)s” was higher in the later half of this time than in the earlier."),
            _("“%(target)s” was lower in the later half of this time than in the earlier."),
        ),
        Kind.PART: (
            _("%(part)s, “%(target)s” was higher than in the rest of the same day."),
            _("%(part)s, “%(target)s” was lower than in the rest of the same day."),
        ),
        Kind.WEEKEND: (
            _("At the weekend, “%(target)s” was higher than on other days."),
            _("At the weekend, “%(target)s” was lower than on other days."),
        ),
    }
    lagged = (
        (
            _("On days with %(what)s, “%(target)s” was higher than on days without."),
            _("On days with %(what)s, “%(target)s” was lower than on days without."),
        ),
        (
            _("On the day after %(what)s, “%(target)s” was higher than on other days."),
            _("On the day after %(what)s, “%(target)s” was lower than on other days."),
        ),
        (
            _("Two days after %(what)s, “%(target)s” was higher than on other days."),
            _("Two days after %(what)s, “%(target)s” was lower than on other days."),
        ),
    )
    higher, lower = ways.get(pattern.kind) or lagged[pattern.lag]
    return higher if pattern.higher else lower


def strength(chart: Chart, pattern: Pattern) -> str:
    """How often it was seen, over how long."""
    weeks = max(1, round(chart.days.length / 7))
    words = {"times": pattern.times, "all": pattern.out_of, "weeks": weeks}
    return (
        ngettext(
            "Seen %(times)s time out of %(all)s in %(weeks)s weeks.",
            "Seen %(times)s times out of %(all)s in %(weeks)s weeks.",
            pattern.times,
        )
        % words
    )


def size(pattern: Pattern) -> str:
    """How large the difference is, with how sure that is."""
    scale = _("of 100") if pattern.kind == Kind.SKILL else _("of 5")
    low, high = (
        sorted((abs(pattern.low), abs(pattern.high))) if pattern.low * pattern.high > 0 else (0.0, abs(pattern.high))
    )
    places = 0 if pattern.kind == Kind.SKILL else 1
    numbers = {
        "size": number_format(abs(pattern.effect), places),
        "low": number_format(low, places),
        "high": number_format(high, places),
        "scale": scale,
    }
    return _("The difference is about %(size)s points %(scale)s; it may be between %(low)s and %(high)s.") % numbers


def course_sentence(course: Course) -> str:
    """How a rating went, where enough is known to say it."""
    if course.level is None:
        return _("Nothing was filled yet.")
    parts = [
        _("On average %(level)s of 5, known on %(known)s of %(all)s days.")
        % {"level": number_format(course.level, 1), "known": course.known, "all": course.length}
    ]
    if course.jumps is not None:
        parts.append(
            _("From one day to the next it moves by about %(jumps)s.") % {"jumps": number_format(course.jumps, 1)}
        )
    if course.change is None or course.low is None or course.high is None:
        parts.append(_("Too few days are known to say whether it has changed."))
    elif not course.changed:
        parts.append(_("No clear change between the first and the last weeks."))
    else:
        words = {
            "change": number_format(abs(course.change), 1),
            "low": number_format(min(abs(course.low), abs(course.high)), 1),
            "high": number_format(max(abs(course.low), abs(course.high)), 1),
        }
        if course.change > 0:
            parts.append(_("In the last weeks it was higher by %(change)s (between %(low)s and %(high)s).") % words)
        else:
            parts.append(_("In the last weeks it was lower by %(change)s (between %(low)s and %(high)s).") % words)
    return " ".join(parts)
