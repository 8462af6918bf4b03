"""The colours: read out of the style sheet, computed by WCAG 2.2's formula, in both schemes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wiseline.web

CSS = (Path(wiseline.web.__file__).parent / "static" / "web" / "app.css").read_text(encoding="utf-8")
GROUNDS = ["paper", "raised", "sunk"]
SOFT_GROUNDS = ["teal-soft", "amber-soft", "danger-soft"]
SCHEMES = ["light", "dark"]


def tokens(scheme: str) -> dict[str, str]:
    """Every colour token of a scheme."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))


def luminance(colour: str) -> float:
    """WCAG's relative luminance of #rrggbb."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_ratios() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS + SOFT_GROUNDS)
@pytest.mark.parametrize("text", ["ink", "soft", "teal", "teal-strong", "danger", "danger-strong", "amber-ink"])
def test_every_text_colour_can_be_read_on_every_ground(text: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [("on-teal", "teal"), ("on-teal", "teal-strong"), ("on-danger", "danger"), ("on-danger", "danger-strong")],
)
def test_every_button_can_be_read(text: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("line", ["edge", "teal", "danger", "amber"])
def test_every_edge_that_means_something_can_be_seen(line: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert all(contrast(colours[line], colours[ground]) >= 3 for ground in GROUNDS)


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = (
        dict.fromkeys(re.findall(r"--([\w-]+): #", part)) for part in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    )
    assert list(light) == list(dark)


def test_no_rule_brings_a_colour_that_is_not_a_token() -> None:
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) <= {"#fff", "#000"}  # codes are scanned black on white
