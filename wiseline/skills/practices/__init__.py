"""Guided practices: one content file each, named by its skill, below a folder for each language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wiseline.skills.library import ENGLISH
from wiseline.skills.practices.practice import Practice, read

FOLDER = Path(__file__).parent


@cache
def practices(language: str = ENGLISH) -> dict[str, Practice]:
    """Every practice by its skill. One that a language lacks comes in English."""
    found = {file.stem: read(file) for file in sorted((FOLDER / ENGLISH).glob("*.toml"))}
    if language != ENGLISH:
        found |= {file.stem: read(file) for file in sorted((FOLDER / language).glob("*.toml"))}
    return found
