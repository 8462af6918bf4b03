"""From the tap on "Answer" to the first audio packet, beside two bare pages that pass each other the descriptions."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

RUNS = 7


def run() -> list[dict[str, Any]]:
    """Runs the journeys' own measurement in a process of its own, so that one browser at a time is at work."""
    command = [sys.executable, "-m", "tests.journeys.latency", str(RUNS)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)  # noqa: S603
    lines = [line.strip() for line in done.stdout.splitlines() if re.search(r"\d", line)]
    if done.returncode != 0 or not lines:
        return [{"name": f"answer → first audio: NOT MEASURED ({done.stderr.strip().splitlines()[-1:]})"}]
    return [{"name": f"voice: {line}"} for line in lines]


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
