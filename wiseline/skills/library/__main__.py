"""Checks content files: `python -m wiseline.skills.library FILE...` (without files: the whole library)."""

from __future__ import annotations

import sys
from pathlib import Path

from wiseline.skills.library import FOLDER
from wiseline.skills.library.entry import Faulty, read
from wiseline.skills.library.reading import HIGHEST_GRADE, grade


def main(names: list[str]) -> int:
    """Print each fault and each file's reading grade. 1 if there is a fault."""
    files = [Path(name) for name in names] or sorted(FOLDER.glob("*/*.md"))
    ids = {file.stem for file in FOLDER.glob("en/*.md")}
    faults = 0
    for file in files:
        try:
            entry = read(file)
        except Faulty as error:
            print(error)
            faults += 1
            continue
        reached = grade(entry.client_text)
        unknown = [other for other in entry.front.related if other not in ids]
        doubled = len(entry.front.sayings) - len({saying.lower() for saying in entry.front.sayings})
        notes = [f"related but not there (yet): {', '.join(unknown)}"] if unknown else []
        notes += [f"{doubled} sayings twice"] if doubled else []
        if reached > HIGHEST_GRADE:
            notes.append(f"too hard to read (at most {HIGHEST_GRADE})")
            faults += 1
        print(f"{entry.id}: grade {reached:.1f} {'; '.join(notes)}".rstrip())
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
