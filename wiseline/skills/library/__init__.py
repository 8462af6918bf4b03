"""The skills library: one content file a skill, below a folder for each language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wiseline.skills.library.entry import Entry, read

FOLDER = Path(__file__).parent
ENGLISH = "en"


@cache
def entries(language: str = ENGLISH) -> dict[str, Entry]:
    """Every skill by its id, in the order of the ids. A skill that a language lacks comes in English."""
    found = {file.stem: read(file) for file in sorted((FOLDER / ENGLISH).glob("*.md"))}
    if language != ENGLISH:
        found |= {file.stem: read(file) for file in sorted((FOLDER / language).glob("*.md"))}
    return found
