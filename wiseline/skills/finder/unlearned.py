"""How near a moment is to a skill that the weights do not know: one that a programme added itself."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from wiseline.skills.finder.learned import words
from wiseline.skills.finder.meaning import embed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wiseline.skills.library.entry import Entry

UNRELATED = 0.3
"""The cosine that two sentences about different things still have."""
SCALE = 0.6
"""What nearness counts as a likelihood: two sentences that say the same come out like a skill that was learned well."""


def likelihood(text: str, entry: Entry) -> float:
    """0 to 0.42: from the nearest of what the skill does and when it fits."""
    moment = _meaning(text)
    nearest = max(float(moment @ _line(line)) for line in (entry.front.summary, *entry.front.fits))
    return max(0.0, nearest - UNRELATED) * SCALE


def _meaning(text: str) -> NDArray[np.float32]:
    vector = embed(text)
    return words(text) if vector is None else vector


@lru_cache(maxsize=2000)
def _line(text: str) -> NDArray[np.float32]:
    return _meaning(text)  # a line of a skill: what a client writes is never remembered
