"""The map of skills in daily life for a year of very full use: ten uses a day in every context."""

from __future__ import annotations

import json
import statistics
import time
from typing import Any

from bench import world

ROUNDS = 30
AIM_MS = 100


def run() -> list[dict[str, Any]]:
    """Median milliseconds of what others call."""
    folder = world.fresh("map")
    try:
        (client,), _coaches, _lead = world.people(1, 1)
        world.full_use(client)
        return _measure(client)
    finally:
        world.remove(folder)


def _measure(client: Any) -> list[dict[str, Any]]:
    from datetime import timedelta

    from wiseline.insight.generalisation.export import archive
    from wiseline.insight.generalisation.reading import changes_between, map_of, measures_of
    from wiseline.lib import clock

    week = clock.now() - timedelta(days=7)
    calls = {
        "map_of": lambda: map_of(client),
        "changes_between": lambda: changes_between(client, week, clock.now()),
        "measures_of": lambda: measures_of(client, []),
        "export": lambda: archive(client),
    }
    rows = []
    for name, call in calls.items():
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            call()
            times.append(1000 * (time.perf_counter() - begun))
        rows.append({"name": f"{name}, a year of 3,650 uses", "p50_ms": round(statistics.median(times), 1)})
    rows[0]["aim_ms"] = AIM_MS
    return rows


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
