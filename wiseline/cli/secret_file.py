"""Writing a file of secrets: whole or not at all, readable by its owner alone."""

from __future__ import annotations

import os
from pathlib import Path


def write_secret(path: Path, lines: list[str]) -> None:
    """Replace a file by these lines."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
