"""The hazard log names, for every hazard, a control and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|\n ").split("|")]
    for line in (PROJECT / "docs" / "hazards.md").read_text("utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]


def test_every_hazard_has_cause_effect_control_and_a_number_of_its_own() -> None:
    assert len(ROWS) >= 20
    assert [row[0] for row in ROWS] == [str(number) for number in range(1, len(ROWS) + 1)]
    assert all(len(row) == 6 and all(row) for row in ROWS)


def test_every_test_that_shows_a_control_exists() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("test_*.py"))
    existing = set(re.findall(r"def (test_\w+)\(", source))
    for number, _hazard, _cause, _effect, _control, tests in ROWS:
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, f"hazard {number} names no test"
        assert set(named) <= existing, f"hazard {number}: {set(named) - existing}"
