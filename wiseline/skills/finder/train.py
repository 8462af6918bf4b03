"""Learns what texts speak for which skill: `python -m wiseline.skills.finder.train` writes `weights.npz` anew.

Learned from the library's sayings and fitting moments, and from the situations beside it, never from the cases of
`bench/finder`. Ridge regression in closed form: the same files give the same weights.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wiseline.skills import library
from wiseline.skills.finder.learned import WEIGHTS, with_bias, words
from wiseline.skills.finder.meaning import embed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SITUATIONS = Path(__file__).parent.parent / "situations"
RANKED = (1.0, 0.8, 0.6, 0.45)
ALSO_OK = 0.25
SAYING_WEIGHT = 0.5  # a saying names one skill; that others fit too is not said
MEANING_RIDGE, WORDS_RIDGE = 1.0, 2.0


class Example(NamedTuple):
    """A text, how much it is for each skill (0 to 1), and how much it counts."""

    text: str
    skills: dict[str, float]
    weight: float


def examples() -> list[Example]:
    """Everything there is to learn from."""
    found = []
    for file in sorted(SITUATIONS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            skills = dict.fromkeys(case.get("also_ok", ()), ALSO_OK)
            skills |= dict(zip(case["skills"], RANKED, strict=False))
            found.append(Example(case["text"], skills, 1.0))
    for entry in library.entries().values():
        texts = (*entry.front.sayings, *entry.front.fits, entry.front.summary)
        found += [Example(text, {entry.id: 1.0}, SAYING_WEIGHT) for text in texts]
    return found


def fingerprint() -> str:
    """Of everything that is learned from: weights with another one are out of date."""
    return hashlib.sha256(json.dumps(examples()).encode()).hexdigest()[:16]


def solve(
    features: NDArray[np.float32], targets: NDArray[np.float32], weights: NDArray[np.float32], ridge: float
) -> NDArray[np.float32]:
    """Weighted ridge regression, in the form whose size is the smaller of rows and columns."""
    root = np.sqrt(weights)[:, None]
    left, right = (features * root).astype(np.float64), (targets * root).astype(np.float64)
    if left.shape[0] < left.shape[1]:
        gram = left @ left.T + ridge * np.eye(left.shape[0])
        return (left.T @ np.linalg.solve(gram, right)).astype(np.float32)
    gram = left.T @ left + ridge * np.eye(left.shape[1])
    return np.linalg.solve(gram, left.T @ right).astype(np.float32)


def targets_of(found: list[Example], skills: list[str]) -> NDArray[np.float32]:
    """One row an example, one column a skill."""
    return np.array([[each.skills.get(skill, 0.0) for skill in skills] for each in found], dtype=np.float32)


def main() -> None:
    """Learn and write."""
    found = examples()
    skills = sorted(library.entries())
    targets = targets_of(found, skills)
    weights = np.array([each.weight for each in found], dtype=np.float32)
    vectors = [embed(each.text) for each in found]
    by_meaning = np.stack([with_bias(vector) for vector in vectors if vector is not None])
    by_words = np.stack([with_bias(words(each.text)) for each in found])
    np.savez_compressed(
        WEIGHTS,
        skills=np.array(skills),
        meaning=solve(by_meaning, targets, weights, MEANING_RIDGE).astype(np.float16),
        words=solve(by_words, targets, weights, WORDS_RIDGE).astype(np.float16),
        fingerprint=np.array(fingerprint()),
    )
    print(f"{len(found)} examples, {len(skills)} skills, {WEIGHTS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
