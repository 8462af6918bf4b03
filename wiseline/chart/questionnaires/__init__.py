"""Questionnaires: one content file each, below a folder for each language; how they are scored, asked and read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wiseline.chart.questionnaires.faults import read

if TYPE_CHECKING:
    from wiseline.chart.questionnaires.definition import Definition

FOLDER = Path(__file__).parent
ENGLISH = "en"


@cache
def shipped() -> dict[str, Definition]:
    """Every questionnaire that comes with Wiseline, by its id. Raises Faulty for a bad content file."""
    found = [read(file.read_text(encoding="utf-8")) for file in sorted((FOLDER / ENGLISH).glob("*.toml"))]
    return {definition.id: definition for definition in found}
