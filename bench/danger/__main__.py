"""`make eval`: the danger words on sentences that were kept aside, and on what clients write on other days.

`cases.jsonl`, `cases-second.jsonl` (by two other writers) and `cases-third.jsonl` to `cases-sixth.jsonl` (each by one
who wrote nothing to learn from) were written apart from the sentences that are learned from. What was looked at, and
when, stands in `docs/performance.md`.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.world import fresh, remove

if TYPE_CHECKING:
    from wiseline.safety.danger.evaluate import Figures

CASES = Path(__file__).parent / "cases.jsonl"
OTHERS = ("second", "third", "fourth", "fifth", "sixth")
EVERYDAY = CASES.parents[1] / "finder" / "cases.jsonl"
RESULTS = CASES.parents[1] / "results" / "danger.json"


def main() -> None:
    """Print the figures and write them."""
    folder = fresh("danger")
    from wiseline.safety.danger.evaluate import Share, measure, read_cases
    from wiseline.safety.danger.find import find_marks
    from wiseline.safety.danger.net import net

    figures = measure(read_cases(CASES))
    others = {name: measure(read_cases(CASES.with_name(f"cases-{name}.jsonl"))) for name in OTHERS}
    texts = [json.loads(line)["text"] for line in EVERYDAY.read_text(encoding="utf-8").splitlines()]
    quiet = Share(sum(not find_marks(text) for text in texts), len(texts))
    taken = []
    for text in texts:
        began = time.perf_counter()
        find_marks(text, net().logit)  # as if it had never been read
        taken.append((time.perf_counter() - began) * 1000)
    lines = [
        figures.sensitivity.line("sensitivity"),
        figures.specificity.line("specificity"),
        *(line for name, found in others.items() for line in _lines(name, found)),
        quiet.line("not marked in the finder's situations"),
        f"a text: median {median(taken):.2f} ms, worst {max(taken):.1f} ms",
    ]
    print("danger words:", *lines, sep="\n  ")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"lines": lines, "missed": figures.missed, "wrongly": figures.wrongly}, indent=1))
    remove(folder)


def _lines(name: str, found: Figures) -> tuple[str, str]:
    """How well it did on a set of sentences."""
    return (found.sensitivity.line(f"{name} set: sensitivity"), found.specificity.line(f"{name} set: specificity"))


if __name__ == "__main__":
    main()
