"""Links that come back in several chains of one client: said in like words, or in others with the same meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wiseline.skills.finder.meaning import embed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from wiseline.chart.chains.chain import Body

ALIKE = 0.6
"""From this likeness of meaning (cosine, -1 to 1) on, two texts say the same here."""
WORDS_ALIKE = 0.5
"""Without the language model: the share of words that both have."""
AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Recurring:
    """A link that came back: how it was first said, of which kind, and in which analyses."""

    text: str
    kind_name: str
    chains: tuple[UUID, ...]


def recurring(chains: Sequence[tuple[UUID, Body]]) -> list[Recurring]:
    """What comes back in at least two of the analyses, the most frequent first."""
    groups: list[tuple[str, str, str, set[UUID]]] = []
    for chain_id, body in chains:
        for kind, name, text in _said(body):
            alike = next((row for row in groups if row[0] == kind and same(row[2], text)), None)
            if alike is None:
                groups.append((kind, name, text, {chain_id}))
            else:
                alike[3].add(chain_id)
    found = [Recurring(text, name, tuple(sorted(ids))) for _kind, name, text, ids in groups if len(ids) > 1]
    return sorted(found, key=lambda each: -len(each.chains))[:AT_MOST]


def _said(body: Body) -> Iterable[tuple[str, str, str]]:
    for link in body.links:
        if link.text:
            yield link.kind.value, link.kind_name, link.text


def same(one: str, other: str) -> bool:
    """Whether two short texts say the same."""
    if one.casefold() == other.casefold():
        return True
    first, second = _meaning(one), _meaning(other)
    if first is None or second is None:
        return _shared_words(one, other) >= WORDS_ALIKE
    return sum(a * b for a, b in zip(first, second, strict=True)) >= ALIKE


@lru_cache(maxsize=1024)
def _meaning(text: str) -> tuple[float, ...] | None:
    vector = embed(text)
    return None if vector is None else tuple(vector.tolist())


def _shared_words(one: str, other: str) -> float:
    first, second = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return len(first & second) / len(first | second) if first | second else 0.0
