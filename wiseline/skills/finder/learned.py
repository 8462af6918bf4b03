"""How strongly a moment speaks for each skill: weights learned from situations and sayings (`train`).

A multinomial logistic regression over the meaning of the text, its words, and the feeling and strength where they were
given; a second one without the meaning answers where the language model is not installed.
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np

from wiseline.skills.finder.logic import BREAKDOWN_POINT
from wiseline.skills.finder.meaning import embed
from wiseline.skills.library.entry import Emotion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights.npz"
BUCKETS = 4096
FACTS_SCALE = 0.6
"""How large the feeling and the strength stand beside a text of length 1; chosen on the situations."""
EMOTIONS: tuple[str, ...] = get_args(Emotion)


class Weights(NamedTuple):
    """One column a skill; one row a number of `features`, with and without the meaning."""

    skills: tuple[str, ...]
    full: Vector
    words: Vector
    fingerprint: str


def likelihoods(text: str, emotion: str = "", intensity: int | None = None) -> dict[str, float]:
    """How likely a clinician would choose each skill that was learned; together 1."""
    learned = _weights()
    vector = embed(text)
    weights = learned.words if vector is None else learned.full
    logits = features(text, vector, emotion, intensity) @ weights
    shares = np.exp(logits - logits.max())
    return dict(zip(learned.skills, (shares / shares.sum()).tolist(), strict=True))


@cache
def _weights() -> Weights:
    with np.load(WEIGHTS) as stored:
        return Weights(
            tuple(stored["skills"].tolist()),
            stored["full"].astype(np.float32),
            stored["words"].astype(np.float32),
            str(stored["fingerprint"]),
        )


def fingerprint() -> str:
    """Of what the weights were learned from."""
    return _weights().fingerprint


def features(text: str, meaning: Vector | None, emotion: str, intensity: int | None) -> Vector:
    """Everything that is known as one vector: a 1, the facts, the words, and the meaning where there is one."""
    parts = [np.ones(1, dtype=np.float32), facts(emotion, intensity), words(text)]
    return np.concatenate(parts if meaning is None else [*parts, meaning])


def facts(emotion: str, intensity: int | None) -> Vector:
    """The feeling, and how strong it is; zeros where nothing was said."""
    found = [float(emotion == name) for name in EMOTIONS]
    found += [0.0] * 3 if intensity is None else [1.0, intensity / 100, float(intensity >= BREAKDOWN_POINT)]
    return np.array(found, dtype=np.float32) * FACTS_SCALE


def words(text: str) -> Vector:
    """Which words, pairs of words and pieces of words a text has: counts in `BUCKETS` buckets, of length 1."""
    counts = np.zeros(BUCKETS, dtype=np.float32)
    for piece in _pieces(text):
        counts[zlib.crc32(piece.encode()) % BUCKETS] += 1
    counts = np.sqrt(counts)
    length = np.linalg.norm(counts)
    return counts / length if length else counts


def _pieces(text: str) -> Iterator[str]:
    found = re.findall(r"[a-z]+", text.lower().replace("'", "").replace("\u2019", ""))
    yield from found
    yield from (f"{one} {next_one}" for one, next_one in pairwise(found))
    for word in found:
        framed = f"<{word}>"
        yield from (framed[index : index + 4] for index in range(len(framed) - 3))
