"""`make bench`: every benchmark, one after the other; a table, and bench/results/latest.json (not tracked)."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ALL = ("ask_to_event", "lateness", "weight", "pages", "skill_map", "voice", "phone", "app_and_phone")
RESULTS = Path(__file__).parent / "results" / "latest.json"


def _run(name: str) -> list[dict[str, Any]]:
    """One benchmark in a process of its own: settings, and a database, of its own."""
    command = [sys.executable, "-m", f"bench.{name}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=1200)  # noqa: S603
    start = done.stdout.find("[")
    if done.returncode != 0 or start < 0:
        return [{"name": f"{name}: FAILED {done.stderr.strip().splitlines()[-1:]}"}]
    rows: list[dict[str, Any]] = json.loads(done.stdout[start:])
    return rows


def main(names: list[str]) -> None:
    """Run, print, keep."""
    results: dict[str, Any] = {}
    for name in names or list(ALL):
        results[name] = _run(name)
        for row in results[name]:
            figures = "  ".join(f"{key}={value}" for key, value in row.items() if key != "name")
            print(f"{row['name']:<55} {figures}", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    about = {"at": datetime.now(UTC).isoformat(), "cores": os.cpu_count(), "python": platform.python_version()}
    RESULTS.write_text(json.dumps({"about": about, "results": results}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
