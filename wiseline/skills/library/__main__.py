"""Checks content files, skills and practices: `python -m wiseline.skills.library FILE...` (without files: all)."""

from __future__ import annotations

import sys
from pathlib import Path

from wiseline.skills.library import FOLDER
from wiseline.skills.library.entry import Entry, Faulty, read
from wiseline.skills.library.reading import HIGHEST_GRADE, grade
from wiseline.skills.practices import FOLDER as PRACTICES
from wiseline.skills.practices import practice


def main(names: list[str]) -> int:
    """Print each fault and each file's reading grade. 1 if there is a fault."""
    files = [Path(name) for name in names] or [*sorted(FOLDER.glob("*/*.md")), *sorted(PRACTICES.glob("*/*.toml"))]
    ids = {file.stem for file in FOLDER.glob("en/*.md")}
    return 1 if sum(_faults(file, ids) for file in files) else 0


def _faults(file: Path, ids: set[str]) -> int:
    """How many faults a file has, each printed."""
    try:
        content = read(file) if file.suffix == ".md" else practice.read(file)
    except Faulty as error:
        print(error)
        return 1
    notes = _notes(content, ids) if isinstance(content, Entry) else []
    reached = grade(content.client_text)
    too_hard = reached > HIGHEST_GRADE
    if too_hard:
        notes.append(f"too hard to read (at most {HIGHEST_GRADE})")
    lost = file.suffix == ".toml" and file.stem not in ids
    if lost:
        notes.append("no skill has this name")
    print(f"{file.name}: grade {reached:.1f} {'; '.join(notes)}".rstrip())
    return too_hard + lost


def _notes(entry: Entry, ids: set[str]) -> list[str]:
    unknown = [other for other in entry.front.related if other not in ids]
    doubled = len(entry.front.sayings) - len({saying.lower() for saying in entry.front.sayings})
    notes = [f"related but not there (yet): {', '.join(unknown)}"] if unknown else []
    return notes + ([f"{doubled} sayings twice"] if doubled else [])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
