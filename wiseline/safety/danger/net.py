"""What a stretch of words means as a whole: a small transformer (MiniLM) that was taught on our sentences.

It says how strongly the words speak for danger, as the logarithm of odds; `find` adds a share of the sum of the
rules. The same file is read here and by the device (`static/web/danger-net.js`). Where it comes from and how it is
taught: `docs/how-to/danger-words.md`. What is read is not kept: results are held under a fingerprint of the words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import safe_open

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

FILE = Path(__file__).parents[1] / "static" / "safety" / "danger-net.safetensors"
HEADS = 12
LONGEST = 64
"""Word pieces that are read of a stretch, with the one that begins it and the one that ends it."""
UNKNOWN, BEGIN, END = 1, 2, 3
KNOWN_AT_MOST = 8192
_EPSILON = 1e-12


def pieces(words: Sequence[str], numbers: Mapping[str, int]) -> list[int]:
    """The words as numbers of word pieces, each the longest that fits (WordPiece; Wu et al. 2016)."""
    found = [BEGIN]
    for word in words:
        found += pieces_of(word, numbers)
    return [*found[: LONGEST - 1], END]


def pieces_of(word: str, numbers: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    start = 0
    while start < len(word):
        end = len(word)
        while end > start and ("##" if start else "") + word[start:end] not in numbers:
            end -= 1
        if end == start:
            return [UNKNOWN]
        found.append(numbers[("##" if start else "") + word[start:end]])
        start = end
    return found


@dataclass(frozen=True)
class Net:
    """The weights, as floats, and the words that it knows."""

    numbers: Mapping[str, int]
    weights: Mapping[str, Matrix]
    layers: int
    share: float
    """What the sum of the rules counts beside it."""
    threshold: float
    """From which logarithm of the odds a part is marked; a miss is worse than a mark too many."""
    sure: float
    """From which logarithm of the odds the rules alone are enough, whatever the network says."""
    taught_on: str
    """The fingerprint of the sentences."""

    def logit(self, words: Sequence[str]) -> float:
        """How strongly the words speak for danger."""
        ids = pieces(words, self.numbers)
        own = self.weights
        states = own["words.weight"][ids].astype(np.float32) * own["words.scale"][ids, None]
        states = self._normal(states + own["places"][: len(ids)], "start")
        for layer in range(self.layers):
            states = self._normal(states + self._attended(states, f"{layer}."), f"{layer}.attended")
            inner = self._through(states, f"{layer}.inner")
            inner *= 0.5 * (1 + np.tanh(0.7978845608 * (inner + 0.044715 * inner * inner * inner)))
            states = self._normal(states + self._through(inner, f"{layer}.outer"), f"{layer}.done")
        return float(states.mean(axis=0) @ own["end.weight"][0] + own["end.bias"][0])

    def _attended(self, states: Matrix, name: str) -> Matrix:
        length, size = states.shape
        split = (length, HEADS, size // HEADS)
        query, key, value = (
            self._through(states, name + part).reshape(split).swapaxes(0, 1) for part in ("query", "key", "value")
        )
        weights = query @ key.swapaxes(1, 2) / np.float32((size // HEADS) ** 0.5)
        weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
        mixed = (weights / weights.sum(axis=-1, keepdims=True)) @ value
        return self._through(mixed.swapaxes(0, 1).reshape(length, size), name + "mixed")

    def _through(self, states: Matrix, name: str) -> Matrix:
        found: Matrix = states @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]
        return found

    def _normal(self, states: Matrix, name: str) -> Matrix:
        off = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((off * off).mean(axis=-1, keepdims=True) + _EPSILON)
        found: Matrix = off / spread * self.weights[name + ".norm.weight"] + self.weights[name + ".norm.bias"]
        return found


@cache
def net() -> Net:
    """The network that is in use."""
    with safe_open(FILE, framework="numpy") as file:
        told = file.metadata()
        stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 not a mapping
    weights = {name: tensor for name, tensor in stored.items() if not name.endswith(".scale")}
    for name in [name for name in weights if weights[name].dtype == np.int8 and name != "words.weight"]:
        weights[name] = weights[name] * stored[name.replace(".weight", ".scale")][:, None]
    weights["words.scale"] = stored["words.scale"]
    numbers = {word: number for number, word in enumerate(told["words"].split(" "))}
    told_numbers = {name: float(told[name]) for name in ("share", "threshold", "sure")}
    return Net(numbers, weights, int(told["layers"]), **told_numbers, taught_on=told["taught_on"])


_known: dict[bytes, float] = {}


def logit(words: Sequence[str]) -> float:
    """How strongly the words speak for danger. About 5 ms; what was asked a short time ago is known."""
    mark = hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=16).digest()
    if mark not in _known:
        if len(_known) >= KNOWN_AT_MOST:
            _known.clear()
        _known[mark] = net().logit(words)
    return _known[mark]
