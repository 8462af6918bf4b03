"""How strongly a text speaks for each skill: weights learned from situations and sayings (`train`), two small matrices.

One reads the meaning of the text (`meaning`), one its words; without the language model the words alone answer.
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wiseline.skills.finder.meaning import embed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights.npz"
BUCKETS = 4096
MEANING_SHARE = 0.7
"""How much the meaning counts beside the words, as cross-validation over the situations chose it."""


class Weights(NamedTuple):
    """One column a skill; one row a number of the meaning or a bucket of words, and a last one for every text."""

    skills: tuple[str, ...]
    meaning: NDArray[np.float32]
    words: NDArray[np.float32]
    fingerprint: str


def scores(text: str) -> dict[str, float]:
    """How strongly a text speaks for each skill that was learned; about 0 for those that it does not concern."""
    learned = _weights()
    total = with_bias(words(text)) @ learned.words
    vector = embed(text)
    if vector is not None:
        total = MEANING_SHARE * (with_bias(vector) @ learned.meaning) + (1 - MEANING_SHARE) * total
    return dict(zip(learned.skills, total.tolist(), strict=True))


@cache
def _weights() -> Weights:
    with np.load(WEIGHTS) as stored:
        return Weights(
            tuple(stored["skills"].tolist()),
            stored["meaning"].astype(np.float32),
            stored["words"].astype(np.float32),
            str(stored["fingerprint"]),
        )


def fingerprint() -> str:
    """Of what the weights were learned from."""
    return _weights().fingerprint


def with_bias(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vector with a last number that is always 1."""
    return np.append(vector, np.float32(1))


def words(text: str) -> NDArray[np.float32]:
    """Which words, pairs of words and pieces of words a text has: counts in `BUCKETS` buckets, of length 1."""
    counts = np.zeros(BUCKETS, dtype=np.float32)
    for piece in _pieces(text):
        counts[zlib.crc32(piece.encode()) % BUCKETS] += 1
    counts = np.sqrt(counts)
    length = np.linalg.norm(counts)
    return counts / length if length else counts


def _pieces(text: str) -> Iterator[str]:
    found = re.findall(r"[a-z]+", text.lower().replace("'", "").replace("’", ""))
    yield from found
    yield from (f"{one} {next_one}" for one, next_one in pairwise(found))
    for word in found:
        framed = f"<{word}>"
        yield from (framed[index : index + 4] for index in range(len(framed) - 3))
