"""`make eval`: the finder beside a constant answer, BM25 and plain embeddings, on situations of our own.

Two thirds of the cases were there to look at while building; the last third is for reporting only. The same texts that
the finder knows are what BM25 and the embeddings search: name, summary, fitting moments and sayings of each skill.
"""

from __future__ import annotations

import json
import math
import re
import resource
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import summary
from bench.world import fresh, remove

CASES = Path(__file__).parent / "cases.jsonl"
RESULTS = Path(__file__).resolve().parents[1] / "results" / "finder.json"


def main() -> None:
    """Print the table and write it."""
    folder = fresh("finder")
    from wiseline.skills import library
    from wiseline.skills.finder.evaluate import measure, ranked, read_cases

    cases = read_cases(CASES)
    tune = [case for case in cases if case.set == "tune"]
    report = [case for case in cases if case.set == "report"]
    texts = {
        entry.id: [entry.front.name, entry.front.summary, *entry.front.fits, *entry.front.sayings]
        for entry in library.entries().values()
    }
    usual = [skill for skill, _count in Counter(skill for case in tune for skill in case.skills).most_common()]
    bm25, plain = _bm25(texts), _embeddings(texts)
    ways: dict[str, Any] = {
        "constant answer": lambda _case: usual,
        "BM25": lambda case: bm25(case.text),
        "plain embeddings": lambda case: plain(case.text),
        "the finder": ranked,
    }
    table: dict[str, Any] = {}
    for name, rank in ways.items():
        seen, kept = measure(tune, rank), measure(report, rank)
        lenient = measure(report, rank, lenient=True)
        table[name] = {"tune": seen.line("strict"), "report": kept.line("strict"), "lenient": lenient.line("lenient")}
        print(f"{name:<18} seen: {seen.line('strict')}   kept aside: {kept.line('strict')}  {lenient.line('lenient')}")
    table["speed"] = _speed(cases, ranked)
    table["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(table["speed"], f"memory of this process {table['memory_mb']} MB")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(table, indent=1), encoding="utf-8")
    remove(folder)


def _speed(cases: list[Any], rank: Any) -> dict[str, Any]:
    times = []
    for case in cases:
        began = time.perf_counter()
        rank(case)
        times.append(time.perf_counter() - began)
    return summary("one question", times)


def _bm25(texts: dict[str, list[str]]) -> Any:
    """Okapi BM25 over one document a skill, k1 1.5, b 0.75."""
    words = {skill: re.findall(r"[a-z']+", " ".join(lines).lower()) for skill, lines in texts.items()}
    counts = {skill: Counter(found) for skill, found in words.items()}
    holding = Counter(word for count in counts.values() for word in count)
    usual = sum(map(len, words.values())) / len(words)

    def score(skill: str, asked: list[str]) -> float:
        total = 0.0
        for word in asked:
            if many := counts[skill][word]:
                rare = math.log(1 + (len(words) - holding[word] + 0.5) / (holding[word] + 0.5))
                total += rare * many * 2.5 / (many + 1.5 * (0.25 + 0.75 * len(words[skill]) / usual))
        return total

    def rank(text: str) -> list[str]:
        asked = re.findall(r"[a-z']+", text.lower())
        return sorted(words, key=lambda skill: (-score(skill, asked), skill))

    return rank


def _embeddings(texts: dict[str, list[str]]) -> Any:
    """The skill that has the line whose meaning is nearest."""
    from wiseline.skills.finder.meaning import embed

    known = {skill: np.stack([embed(line) for line in lines]) for skill, lines in texts.items()}

    def rank(text: str) -> list[str]:
        asked = embed(text)
        return sorted(known, key=lambda skill: -float((known[skill] @ asked).max()))

    return rank


if __name__ == "__main__":
    main()
