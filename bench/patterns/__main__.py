"""How often a pattern is shown that is not there, and how often one that is there is found; with intervals."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from bench.patterns.clients import PLANTED, SORTS, Planted, with_pattern, without_pattern
from wiseline.insight.days import Days
from wiseline.insight.intervals import wilson
from wiseline.insight.patterns import Pattern, find_patterns

RESULTS = Path(__file__).resolve().parents[1] / "results" / "patterns.json"
EIGHT_WEEKS, YEAR = 56, 365
SIZES = (1.0, 1.5, 2.0)


def said(hits: int, of: int) -> str:
    low, high = wilson(hits / of, of)
    return f"{hits / of:.3f} ({low:.3f} to {high:.3f})"


def false_alarms(each: int, length: int, seed: int) -> dict[str, tuple[int, int]]:
    """How many of `each` clients of every sort, without any pattern, are shown one."""
    rng = np.random.default_rng(seed)
    found = {}
    for sort in SORTS:
        shown = sum(bool(find_patterns(without_pattern(sort, length, rng))) for _client in range(each))
        found[sort.name] = (shown, each)
    return found


def is_it(pattern: Pattern, planted: Planted) -> bool:
    """Whether a pattern that is shown is the one that was put in."""
    if pattern.kind.value != planted.kind or pattern.of != planted.of:
        return False
    if planted.kind == "skill":
        return True
    right_way = not pattern.higher if planted.kind == "trend" else pattern.higher
    return pattern.target == planted.target and right_way and abs(pattern.lag - planted.lag) <= 1


def found(each: int, size: float, seed: int) -> dict[str, tuple[int, int]]:
    """How many of `each` clients with a pattern of this size are shown it, over eight weeks."""
    rng = np.random.default_rng(seed)
    table = {}
    for planted in PLANTED:
        clients = (with_pattern(planted, size, EIGHT_WEEKS, rng) for _client in range(each))
        hits = sum(any(is_it(row, planted) for row in find_patterns(days)) for days in clients)
        table[planted.name] = (hits, each)
    return table


def milliseconds(length: int = YEAR, rounds: int = 9) -> float:
    """The median time for one client's patterns."""
    rng = np.random.default_rng(3)
    clients: list[Days] = [without_pattern(SORTS[1], length, rng) for _round in range(rounds)]
    times = []
    for days in clients:
        began = time.perf_counter()
        find_patterns(days)
        times.append(time.perf_counter() - began)
    return sorted(times)[rounds // 2] * 1000


def total(table: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(hits for hits, _of in table.values()), sum(of for _hits, of in table.values())


def main(each: int = 100) -> None:
    """Print the tables and write them."""
    out: dict[str, object] = {}
    for length in (EIGHT_WEEKS, 4 * EIGHT_WEEKS):
        table = false_alarms(each if length == EIGHT_WEEKS else each // 2, length, seed=7)
        print(f"\nwithout a pattern, {length // 7} weeks: shown one")
        for name, row in table.items():
            print(f"  {name:<40} {said(*row)}")
        print(f"  {'all':<40} {said(*total(table))}")
        out[f"false {length}"] = {**table, "all": total(table)}
    for size in SIZES:
        table = found(each, size, seed=11)
        print(f"\nwith a pattern of {size} points, eight weeks, 30 of 100 days missing: found")
        for name, row in table.items():
            print(f"  {name:<44} {said(*row)}")
        print(f"  {'all':<44} {said(*total(table))}")
        out[f"found {size}"] = {**table, "all": total(table)}
    out["milliseconds for a year"] = round(milliseconds(), 1)
    print(f"\na year of one client: {out['milliseconds for a year']} ms")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(out, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
