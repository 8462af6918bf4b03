"""Learns which words may mean danger: `python -m wiseline.safety.danger.train` writes `danger.json` anew.

From our own sentences in `sentences/`, never from those that `make eval` keeps aside. Of a long text only the part
that speaks most for danger is taken for dangerous, so a harmless beginning teaches nothing wrong. Nothing is drawn by
chance.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wiseline.safety.danger.book import FILE, build
from wiseline.safety.danger.model import BUCKETS, SCALE, parts
from wiseline.safety.danger.words import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wiseline.safety.danger.book import Book
    from wiseline.safety.danger.model import Part

    Vector = NDArray[np.float64]

HERE = Path(__file__).parent
SITUATIONS = HERE.parents[1] / "skills" / "situations"
ORDINARY = 3.0
"""What an everyday situation counts: none was written to be hard."""
SHARE = 4  # what all pieces of words weigh beside one rule
SEEN_AT_LEAST = 2
ONLY_REPEATED = 0.5  # what counts less is a repetition
DANGER_COUNTS = 1.0
RIDGE = 2.5e-4
STEPS = 120
ROUNDS = 3


class Example(NamedTuple):
    """A text, whether it may mean danger, and how much it counts."""

    text: str
    label: int
    weight: float = 1.0


def rules() -> dict[str, Any]:
    """The hand-written half."""
    return tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))


def sentences() -> list[Example]:
    """Everything that was written to learn from."""
    rows = [
        json.loads(line)
        for file in sorted((HERE / "sentences").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [Example(row["text"], row["label"]) for row in rows] + _ordinary()


def _ordinary() -> list[Example]:
    """What clients write on other days: the finder's situations. Those that may mean danger are listed by hand."""
    sorted_out = json.loads((HERE / "sentences" / "of-situations.json").read_text(encoding="utf-8"))
    rows = [
        json.loads(line)
        for file in sorted(SITUATIONS.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [
        Example(row["text"], int(row["id"] in sorted_out["danger"]), ORDINARY)
        for row in rows
        if row["id"] not in sorted_out["unsure"]
    ]


def examples(given: list[Example]) -> list[Example]:
    """The sentences, and each once more with a harmless one before or after it."""
    calm = [each.text for each in given if not each.label and len(each.text) < 60 and "year" not in each.text][::3]
    found = list(given)
    for number, each in enumerate(given):
        other = calm[(number * 7) % len(calm)]
        pairs = (f"{other}. {each.text}", f"{each.text}. {other}", f"{other} {each.text}", f"{each.text} and {other}")
        if each.weight == 1:
            found.append(Example(pairs[number % 4], each.label, 0.4))
    return found


def fingerprint(written: dict[str, Any], given: list[Example]) -> str:
    """Of everything that is learned from: weights with another one are out of date."""
    return hashlib.sha256(json.dumps([written, given]).encode()).hexdigest()[:16]


class Learned(NamedTuple):
    """Weights, one a bucket, and what every text begins with."""

    weights: Vector
    bias: float


class Rows:
    """Features of many parts, one row a part, only what is there: three flat arrays."""

    def __init__(self, every: list[Part]) -> None:
        places = [(*part.rules, *part.pieces) for part in every]
        self.starts = np.cumsum([0, *map(len, places)])[:-1]
        self.lengths = np.array([len(each) for each in places])
        self.places = np.fromiter((place for each in places for place in each), dtype=np.int64)
        shares = [SHARE / max(1, len(part.pieces)) ** 0.5 for part in every]
        pairs = zip(every, shares, strict=True)
        self.counts = np.concatenate(
            [np.repeat([1.0, share], [len(part.rules), len(part.pieces)]) for part, share in pairs]
        )

    def logits(self, weights: Vector) -> Vector:
        """The sum of each row."""
        return np.asarray(np.add.reduceat(self.counts * weights[self.places], self.starts))

    def slope(self, errors: Vector) -> Vector:
        """What each place of all rows together has to do with the errors."""
        spread = self.counts * np.repeat(errors, self.lengths)
        return np.asarray(np.bincount(self.places, weights=spread, minlength=BUCKETS), dtype=np.float64)


def learn(given: list[Example], book: Book) -> Learned:
    """Logistic regression over parts of texts; which part of a dangerous text it was is found on the way."""
    every = [(parts(read(each.text, book), book), each) for each in given]
    every = [(own, each) for own, each in every if own]
    rows = Rows([part for own, _each in every for part in own])
    ends = np.cumsum([len(own) for own, _each in every])
    known = [(own, each) for own, each in every if each.weight > ONLY_REPEATED]
    told = _tells(known)
    rows.counts *= told[rows.places]
    weights, bias = np.zeros(BUCKETS), 0.0
    for turn in range(ROUNDS):
        logits = rows.logits(weights) + bias
        labels, shares = np.zeros(len(logits)), np.zeros(len(logits))
        for (own, each), end in zip(every, ends, strict=True):
            first = end - len(own)
            if not each.label:
                shares[first:end] = each.weight
                continue
            best = first + int(np.argmax(logits[first:end]))
            chosen = slice(best, best + 1) if turn else slice(first, end)
            labels[chosen], shares[chosen] = 1, each.weight
        weights, bias = _fit(rows, labels, shares)
    return Learned(weights * told, bias)


def _tells(every: list[tuple[list[Part], Example]]) -> Vector:
    """How much each feature tells by itself: the logarithm of how much oftener it is in one sort of text (Wang and
    Manning 2012). 0 for what one sentence has alone: that says nothing about others.
    """
    times = np.ones((2, BUCKETS))
    for own, each in every:
        times[each.label, list({place for part in own for place in (*part.rules, *part.pieces)})] += 1
    of = [sum(each.label == label for _own, each in every) + 2 for label in (0, 1)]
    told = np.abs(np.log(times[1] / of[1]) - np.log(times[0] / of[0]))
    return np.asarray(told * (times.sum(axis=0) - 2 >= SEEN_AT_LEAST), dtype=np.float64)


def _fit(rows: Rows, labels: Vector, shares: Vector) -> tuple[Vector, float]:
    """By `STEPS` of Adam on all rows at once, from zero."""
    found = np.zeros(BUCKETS + 1)
    mean, square = np.zeros_like(found), np.zeros_like(found)
    shares = shares * np.where(labels > 0, DANGER_COUNTS, 1.0)
    shares = shares / shares.sum()
    for step in range(1, STEPS + 1):
        likely = 1 / (1 + np.exp(-(rows.logits(found[:-1]) + found[-1])))
        errors = (likely - labels) * shares
        slope = np.append(rows.slope(errors) + RIDGE * found[:-1], errors.sum())
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        found -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return found[:-1], float(found[-1])


def stored(learned: Learned, threshold: float, mark: str) -> dict[str, Any]:
    """As it is written into the file: whole numbers."""
    whole = np.clip(np.rint(learned.weights * SCALE), -127, 127).astype(np.int64) + 128
    return {
        "weights": base64.b64encode(bytes(whole.astype(np.uint8))).decode(),
        "bias": round(learned.bias * SCALE),
        "share": SHARE,
        "threshold": round(threshold * SCALE),
        "fingerprint": mark,
    }


THRESHOLD = -0.75
"""The logarithm of the odds from which words are marked; a miss is worse than a mark too many."""


def main() -> None:
    """Learn and write."""
    written, given = rules(), sentences()
    learned = learn(examples(given), build(written))
    kept = {"rules": written, "learned": stored(learned, THRESHOLD, fingerprint(written, given))}
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(given)} sentences, {FILE.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
