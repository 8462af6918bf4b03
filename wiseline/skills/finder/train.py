"""Learns which moments speak for which skill: `python -m wiseline.skills.finder.train` writes `weights.npz` anew.

Learned from the library's sayings and fitting moments, and from the situations beside it, never from the cases of
`bench/finder`. The same files give the same weights: nothing is drawn by chance.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wiseline.skills import library
from wiseline.skills.finder.learned import WEIGHTS, features
from wiseline.skills.finder.meaning import embed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SITUATIONS = Path(__file__).parent.parent / "situations"
RANKED = (1.0, 0.8, 0.6, 0.45)
ALSO_OK = 0.25
SAYING_WEIGHT = 0.5  # a saying names one skill; that others fit too is not said
RIDGE = 2e-5
STEPS = 100


class Example(NamedTuple):
    """A moment, how much it is for each skill, and how much it counts."""

    text: str
    skills: dict[str, float]
    weight: float
    emotion: str = ""
    intensity: int | None = None


def examples() -> list[Example]:
    """Everything there is to learn from."""
    found = []
    for file in sorted(SITUATIONS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            skills = dict.fromkeys(case.get("also_ok", ()), ALSO_OK)
            skills |= dict(zip(case["skills"], RANKED, strict=False))
            found.append(Example(case["text"], skills, 1.0, case.get("emotion", ""), case.get("intensity")))
    for entry in library.entries().values():
        texts = (*entry.front.sayings, *entry.front.fits, entry.front.summary)
        whole = entry.front.part_of or entry.id
        found += [Example(text, {whole: 1.0}, SAYING_WEIGHT) for text in texts]
    return found


def fingerprint() -> str:
    """Of everything that is learned from: weights with another one are out of date."""
    return hashlib.sha256(json.dumps(examples()).encode()).hexdigest()[:16]


def fit(known: NDArray[np.float32], targets: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weights of a multinomial logistic regression, by `STEPS` of Adam on all rows at once, from zero.

    `known`: one row an example; `targets`: one row an example, one column a skill, each row adding up to 1.
    """
    found = np.zeros((known.shape[1], targets.shape[1]), dtype=np.float32)
    mean, square = np.zeros_like(found), np.zeros_like(found)
    share = (weights / weights.sum())[:, None]
    for step in range(1, STEPS + 1):
        logits = known @ found
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        slope = known.T @ ((likely - targets) * share) + RIDGE * found
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        found -= (0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)).astype(np.float32)
    return np.asarray(found, dtype=np.float32)


def targets_of(found: list[Example], skills: list[str]) -> NDArray[np.float32]:
    """One row an example, one column a skill; each row adds up to 1."""
    rows = np.array([[each.skills.get(skill, 0.0) for skill in skills] for each in found], dtype=np.float32)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Learn and write."""
    skills = sorted(library.entries())
    found = [each for each in examples() if any(skill in each.skills for skill in skills)]
    targets = targets_of(found, skills)
    weights = np.array([each.weight for each in found], dtype=np.float32)
    by_words = np.stack([features(each.text, None, each.emotion, each.intensity) for each in found])
    full = np.stack([features(each.text, embed(each.text), each.emotion, each.intensity) for each in found])
    np.savez_compressed(
        WEIGHTS,
        skills=np.array(skills),
        full=fit(full, targets, weights).astype(np.float16),
        words=fit(by_words, targets, weights).astype(np.float16),
        fingerprint=np.array(fingerprint()),
    )
    print(f"{len(found)} examples, {len(skills)} skills, {WEIGHTS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
