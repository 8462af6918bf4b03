"""What stands in a part of a text, and how strongly it speaks for danger: sums of learned weights.

Written twice, like `words`. All weights are whole numbers, so both sides come to the same sum.
"""

from __future__ import annotations

import math
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from wiseline.safety.danger.patterns import FIRST_PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.safety.danger.book import Book
    from wiseline.safety.danger.patterns import Hit
    from wiseline.safety.danger.words import Word

BUCKETS = 1 << 15
SCALE = 16
"""Weights are kept as whole numbers from -127 to 127: this many for 1."""
PACKED = 16  # short sentences beside each other are looked at together, up to so many words
LONGEST = 32  # a sentence with more words is looked at through a window
WINDOW = 24
STEP = 12
NEAR = 24  # so many words before and after a part count as near it
BEFORE = 5  # a denial this close before what is denied belongs to it
MASK = "_"
EXPLAINS = frozenset(("past", "gone down", "over it", "someone else", "a story", "news or work", "a joke"))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words that is weighed as one: `rules` count as they are, `pieces` by their share.

    `plain`: something stands there that is marked whatever the weights say.
    """

    start: int
    end: int
    rules: tuple[int, ...]
    pieces: tuple[int, ...]
    hits: tuple[Hit, ...]
    plain: bool


def stretches(words: Sequence[Word]) -> list[tuple[int, int]]:
    """The parts of a text, as first word and end: sentences, short ones together, long ones in windows."""
    found: list[tuple[int, int]] = []
    start = 0
    for begin, end in _sentences(words):
        if end - begin > LONGEST:
            if start < begin:
                found.append((start, begin))
            found += [(at, min(at + WINDOW, end)) for at in range(begin, end - WINDOW + STEP, STEP)]
            start = end
        elif end - start > PACKED:
            if start < begin:
                found.append((start, begin))
            start = begin
    if start < len(words):
        found.append((start, len(words)))
    return found


def _sentences(words: Sequence[Word]) -> list[tuple[int, int]]:
    found = []
    start = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or words[index].sentence != words[start].sentence:
            found.append((start, index))
            start = index
    return found


def parts(words: Sequence[Word], book: Book) -> list[Part]:
    """Every part of a text with its features."""
    texts = [word.text for word in words]
    around = book.around.find(texts, book.lists)
    idioms = sorted(
        [*book.idioms.find(texts, book.lists), *_over(book.bygone.find(texts, book.lists), around)],
        key=lambda hit: hit.start,
    )
    masked = list(texts)
    for hit in idioms:
        masked[hit.start : hit.end] = [MASK] * (hit.end - hit.start)
    hits = book.danger.find(masked, book.lists)
    plain = book.plain.find(masked, book.lists)
    begins = [[hit.start for hit in some] for some in (idioms, hits, around, plain)]
    found = []
    for start, end in stretches(words):
        inside = tuple(hit for hit in _between(hits, begins[1], start, end) if hit.end <= end)
        about = _between(around, begins[2], start - NEAR, end + NEAR)
        rules = _rules(texts[start:end], inside, about, start, end)
        rules += [bucket(6)] * bool(_between(idioms, begins[0], start, end))
        pieces = _pieces(masked[start:end], book)
        said = _is_plain([hit for hit in _between(plain, begins[3], start, end) if hit.end <= end], about)
        found.append(Part(start, end, tuple(sorted(set(rules))), tuple(pieces), inside, said))
    return found


def _is_plain(hits: Sequence[Hit], around: Sequence[Hit]) -> bool:
    """Whether one of them is said of now and of the writer: nothing near explains or denies it."""
    explained = any(hit.pattern.group in EXPLAINS for hit in around)
    return not explained and any(not _denied(hit, around) for hit in hits)


def _over(hits: Sequence[Hit], around: Sequence[Hit]) -> list[Hit]:
    """Those with something beside them that says that it is long past."""
    past = [hit.start for hit in around if hit.pattern.group == "past"]
    return [hit for hit in hits if bisect_left(past, hit.start - NEAR) < bisect_left(past, hit.end + NEAR)]


def _between(hits: Sequence[Hit], begins: Sequence[int], start: int, end: int) -> Sequence[Hit]:
    """Those that begin from `start` on and before `end`, without looking at all of a long text."""
    return hits[bisect_left(begins, start) : bisect_left(begins, end)]


def _rules(texts: list[str], inside: Sequence[Hit], around: Sequence[Hit], start: int, end: int) -> list[int]:
    nearby = [hit for hit in around if hit.end > start and hit.start < end]
    here = sorted({hit.pattern.group for hit in nearby})
    beside = sorted({hit.pattern.group for hit in around if hit.end <= end + NEAR} - set(here))
    own = not FIRST_PERSON.isdisjoint(texts)
    found = [bucket(2, word_id(name)) for name in here] + [bucket(3, word_id(name)) for name in beside]
    found += [bucket(13, word_id(hit.pattern.source)) for hit in nearby]
    open_groups, groups = set(), set()
    for hit in inside:
        group_id, source_id = word_id(hit.pattern.group), word_id(hit.pattern.source)
        groups.add(hit.pattern.group)
        if _denied(hit, nearby):
            found.append(bucket(10, group_id))
        elif any(name in EXPLAINS for name in here):
            found += [bucket(7, group_id, word_id(name)) for name in here]
            found += [bucket(14, source_id), bucket(15, group_id)]
        else:
            open_groups.add(hit.pattern.group)
            found += [bucket(1, source_id), bucket(4, group_id), bucket(5, group_id, own)]
            found += [bucket(8, group_id, word_id(name)) for name in (*here, *beside)]
    found += [bucket(11, min(len(open_groups), 3)), bucket(9, min(len(groups), 3)), bucket(12, own)]
    return found


def _denied(hit: Hit, around: Sequence[Hit]) -> bool:
    return any(
        each.pattern.group == "denied" and each.start <= hit.start and hit.start - BEFORE < each.end for each in around
    )


def _pieces(masked: list[str], book: Book) -> list[int]:
    ids = [word_id(word) for word in masked]
    kinds = [word_id("@" + book.lists[word]) if word in book.lists else word_id(word) for word in masked]
    edge = word_id("")
    framed = [edge, *kinds, edge]
    found = {bucket(20, each) for each in ids}
    found |= {bucket(21, one, other) for one, other in pairwise(ids)}
    found |= {bucket(22, one, other) for one, other in pairwise(framed)}
    found |= {bucket(23, *three) for three in zip(framed, framed[1:], framed[2:], strict=False)}
    found |= {bucket(24, one, other) for one, other in zip(kinds, kinds[2:], strict=False)}
    found |= {bucket(24, one, other) for one, other in zip(kinds, kinds[3:], strict=False)}
    return sorted(found)


@lru_cache(maxsize=8192)
def word_id(word: str) -> int:
    """A number for a word."""
    return zlib.crc32(word.encode("utf-8", "replace"))


def bucket(kind: int, *ids: int) -> int:
    """Where the weight of a feature stands."""
    mixed = (kind * 0x9E3779B1) & 0xFFFFFFFF
    for each in ids:
        mixed = ((mixed ^ each) * 0x01000193) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 15)) & (BUCKETS - 1)


def score(part: Part, book: Book) -> float:
    """How strongly a part speaks for danger, `SCALE` times the logarithm of the odds: by the rules alone, it is marked
    from `book.threshold` on.
    """
    weights = book.weights
    rules = sum(weights[each] - 128 for each in part.rules)
    pieces = sum(weights[each] - 128 for each in part.pieces)
    return book.bias + rules + pieces * book.share / math.sqrt(max(1, len(part.pieces)))
