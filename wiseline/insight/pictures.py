"""Which chart shows a pattern, and the same as a table: one question a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiseline.insight.patterns import Kind
from wiseline.insight.sentences import name_of, sentence, target_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wiseline.insight.patterns import Pattern
    from wiseline.insight.reading import Chart

Row = tuple[str, str]


def pictures_of(chart: Chart, patterns: list[Pattern]) -> dict[str, dict[str, Any]]:
    """By name, what `drawing.draw` takes: a chart for each pattern, and the course of each target."""
    found = {name_of(pattern): picture(chart, pattern) for pattern in patterns}
    for place, (target, values) in enumerate(chart.days.targets.items()):
        found[f"course-{place}"] = course_picture(chart, target, values)
    return found


def course_picture(chart: Chart, target: str, values: NDArray[np.float64]) -> dict[str, Any]:
    """The course of a rating."""
    return {
        "kind": "course",
        "values": [None if np.isnan(value) else float(value) for value in values],
        "first": chart.days.first.isoformat(),
        "label": target_name(chart, target),
    }


def picture(chart: Chart, pattern: Pattern) -> dict[str, Any]:
    """The chart of a pattern."""
    label = sentence(chart, pattern)
    if pattern.kind == Kind.SKILL:
        pairs = [(chart.days.uses[place].before, chart.days.uses[place].after) for place in pattern.days]
        return {"kind": "before_after", "pairs": pairs, "names": [_("before"), _("after")], "label": label}
    if pattern.kind == Kind.TREND:
        return {**course_picture(chart, pattern.target, chart.days.targets[pattern.target]), "label": label}
    mine, others = _values(chart, pattern, pattern.days), _values(chart, pattern, pattern.others)
    names = (_("in it"), _("rest of the day")) if pattern.kind == Kind.PART else (_("with it"), _("without"))
    groups = [(f"{name} ({len(values)})", values) for name, values in zip(names, (mine, others), strict=True)]
    return {"kind": "compared", "groups": groups, "most": 5, "label": label}


def _values(chart: Chart, pattern: Pattern, places: tuple[int, ...]) -> list[float]:
    if pattern.kind == Kind.PART:
        return [chart.days.moments[place].value for place in places]
    return [float(chart.days.targets[pattern.target][place]) for place in places]


def table(chart: Chart, pattern: Pattern) -> tuple[list[Row], list[Row]]:
    """When and what: the entries behind a pattern, and those that it was compared with."""
    if pattern.kind == Kind.SKILL:
        return [_use(chart, place) for place in pattern.days], []
    return _rows(chart, pattern, pattern.days), _rows(chart, pattern, pattern.others)


def _use(chart: Chart, place: int) -> Row:
    use = chart.uses[place]
    return date_format(use.at, "j F Y"), f"{use.before} → {use.after}"


def _rows(chart: Chart, pattern: Pattern, places: tuple[int, ...]) -> list[Row]:
    values = _values(chart, pattern, places)
    days = [chart.days.moments[place].day if pattern.kind == Kind.PART else place for place in places]
    return [
        (date_format(chart.date_of(day), "j F Y"), _("%(value)s of 5") % {"value": round(value)})
        for day, value in zip(days, values, strict=True)
    ]
