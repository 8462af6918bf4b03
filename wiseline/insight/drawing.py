"""Charts, drawn by Altair and vl-convert in a process of their own: `python -m wiseline.insight.drawing`.

They need 80 MB while they draw, and nothing between. One JSON list of pictures comes in, one of SVG texts goes out.
Colours are names that the page's own colours take the place of, so that a chart is right in both schemes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 20
INK, SOFT, LINE, TEAL, RAISED = "#010203", "#010204", "#010205", "#010206", "#010207"
NAMES = {INK: "var(--ink)", SOFT: "var(--soft)", LINE: "var(--line)", TEAL: "var(--teal)", RAISED: "var(--raised)"}
WIDTH = 300


class NotDrawn(Exception):
    """The drawing process failed or took too long: the page goes on with the table."""


def draw(pictures: list[dict[str, Any]]) -> list[str]:
    """The SVG of each picture. A picture names its `kind` and what that function takes. Raises NotDrawn."""
    if not pictures:
        return []
    command = [sys.executable, "-m", "wiseline.insight.drawing"]
    try:
        done = subprocess.run(  # noqa: S603 our own module
            command, input=json.dumps(pictures), capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotDrawn(type(error).__name__) from error
    return [coloured(svg) for svg in found]


def coloured(svg: str) -> str:
    """The SVG with the page's own colours."""
    for placeholder, name in NAMES.items():
        svg = svg.replace(placeholder, name)
    return svg


def course(values: list[float | None], first: str, label: str) -> Any:
    """A rating over the days: a line that breaks where nothing is known."""
    import altair as alt

    weeks = max(1, len(values) // 7)
    axis = alt.Axis(
        title=None,
        values=list(range(0, len(values), 7 * max(1, weeks // 4))),
        labelExpr=f"timeFormat(toDate('{first}T12:00:00') + datum.value * 86400000, '%-d %b')",
        grid=False,
        domainColor=LINE,
        tickColor=LINE,
    )
    base = _chart([{"day": day, "value": value} for day, value in enumerate(values)]).encode(
        x=alt.X("day:Q", axis=axis, scale=alt.Scale(domain=[0, max(1, len(values) - 1)])),
        y=alt.Y("value:Q", axis=_bare(values=[0, 5]), scale=alt.Scale(domain=[0, 5])),
    )
    line = base.mark_line(color=TEAL, strokeWidth=1.5, invalid="break-paths-show-path-domains")
    dots = base.mark_circle(color=TEAL, size=14 if len(values) > 120 else 26, opacity=1, invalid="filter")
    return (line + dots).properties(width=WIDTH, height=80, description=label)


def scores(
    points: list[tuple[int, float]], first: str, band: tuple[float, float], ends: tuple[float, float], label: str
) -> Any:
    """Scores over the days since the first, over a band: outside of it a change is clear, or unusual for the person."""
    import altair as alt

    last = max(7, points[-1][0])
    axis = alt.Axis(
        title=None,
        values=[round(last * part / 4) for part in range(5)],
        labelExpr=f"timeFormat(toDate('{first}T12:00:00') + datum.value * 86400000, '%-d %b')",
        labelFlush=True,
        grid=False,
        domainColor=LINE,
        tickColor=LINE,
    )
    x = alt.X("day:Q", axis=axis, scale=alt.Scale(domain=[0, last]))
    y = alt.Y("value:Q", axis=_bare(values=list(ends)), scale=alt.Scale(domain=list(ends)))
    wide = _chart([{"low": band[0], "high": band[1]}]).mark_rect(color=SOFT, opacity=0.18)
    behind = wide.encode(y=alt.Y("low:Q", scale=alt.Scale(domain=list(ends))), y2="high:Q")
    base = _chart([{"day": day, "value": value} for day, value in points]).encode(x=x, y=y)
    line = base.mark_line(color=TEAL, strokeWidth=1.5) + base.mark_circle(color=TEAL, size=36, opacity=1)
    return (behind + line).properties(width=WIDTH, height=100, description=label)


def compared(groups: list[tuple[str, list[float]]], most: float, label: str) -> Any:
    """Two groups of ratings under each other: a circle as large as how often each was given, a line at the mean."""
    import altair as alt

    rows = [
        {"group": name, "value": value, "count": values.count(value)}
        for name, values in groups
        for value in sorted(set(values))
    ]
    means = [{"group": name, "value": sum(values) / len(values)} for name, values in groups if values]
    y = alt.Y(
        "group:N", sort=[name for name, _values in groups], axis=_bare(grid=False, labelLimit=150, labelPadding=8)
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[-0.4, most + 0.4]), axis=_bare(values=list(range(int(most) + 1))))
    size = alt.Size("count:Q", legend=None, scale=alt.Scale(range=[30, 320]))
    dots = _chart(rows).mark_circle(color=SOFT, opacity=0.6).encode(x=x, y=y, size=size)
    middle = _chart(means).mark_tick(color=TEAL, thickness=4, size=34).encode(x=x, y=y)
    return (dots + middle).properties(width=WIDTH - 100, height=46 * len(groups), description=label)


def before_after(pairs: list[tuple[int, int]], names: list[str], label: str) -> Any:
    """Distress before and after each use: a line that falls where it fell."""
    import altair as alt

    rows = [
        {"use": use, "when": when, "value": value}
        for use, pair in enumerate(pairs)
        for when, value in zip(names, pair, strict=True)
    ]
    base = _chart(rows).encode(
        x=alt.X("when:N", sort=names, axis=_bare(grid=False, labelAngle=0), scale=alt.Scale(padding=0.2)),
        y=alt.Y("value:Q", scale=alt.Scale(domain=[0, 100]), axis=_bare(values=[0, 50, 100])),
        detail="use:N",
    )
    both = base.mark_line(color=SOFT, opacity=0.7) + base.mark_circle(color=TEAL, opacity=1, size=36)
    return both.properties(width=WIDTH - 80, height=120, description=label)


def _chart(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.Chart({"values": rows})


def _bare(**more: Any) -> Any:
    import altair as alt

    return alt.Axis(title=None, gridColor=LINE, domain=False, ticks=False, **more)


KINDS: dict[str, Callable[..., Any]] = {
    "course": course,
    "scores": scores,
    "compared": compared,
    "before_after": before_after,
}


def _svg(picture: dict[str, Any]) -> str:
    import vl_convert

    kind = picture.pop("kind")
    chart = KINDS[kind](**picture).configure(
        background="transparent",
        font="sans-serif",
        view={"stroke": None},
        axis={"labelColor": SOFT, "labelFontSize": 12},
    )
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def main() -> None:
    """Draw what comes in."""
    json.dump([_svg(picture) for picture in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
