"""`make eval`: the danger words on sentences that were kept aside, and on what clients write on other days.

`cases.jsonl`, `cases-second.jsonl` (by two other writers) and `cases-third.jsonl` (by one who wrote nothing to learn
from) were written apart from the sentences that are learned from, and not looked at while building.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median

from bench.world import fresh, remove

CASES = Path(__file__).parent / "cases.jsonl"
SECOND = CASES.with_name("cases-second.jsonl")
THIRD = CASES.with_name("cases-third.jsonl")
EVERYDAY = CASES.parents[1] / "finder" / "cases.jsonl"
RESULTS = CASES.parents[1] / "results" / "danger.json"


def main() -> None:
    """Print the figures and write them."""
    folder = fresh("danger")
    from wiseline.safety.danger.evaluate import Share, measure, read_cases
    from wiseline.safety.danger.find import find_marks
    from wiseline.safety.danger.net import net

    figures, second, third = (measure(read_cases(file)) for file in (CASES, SECOND, THIRD))
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
        second.sensitivity.line("second writers: sensitivity"),
        second.specificity.line("second writers: specificity"),
        third.sensitivity.line("third writer: sensitivity"),
        third.specificity.line("third writer: specificity"),
        quiet.line("not marked in the finder's situations"),
        f"a text: median {median(taken):.2f} ms, worst {max(taken):.1f} ms",
    ]
    print("danger words:", *lines, sep="\n  ")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"lines": lines, "missed": figures.missed, "wrongly": figures.wrongly}, indent=1))
    remove(folder)


if __name__ == "__main__":
    main()
