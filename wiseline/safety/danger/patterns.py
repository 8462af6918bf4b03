"""Patterns of words: found in one go, with gaps that are bounded, so that no text can make it slow.

The language is described in `rules.toml`. Written twice, like `words`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


FIRST_PERSON = frozenset(("i", "me", "my", "myself", "mine"))


class Part(NamedTuple):
    """Up to `gap` words of any kind, then one of `words`; `@name` is any word of that list. Where `theirs`, the gap has
    no word about oneself.
    """

    words: frozenset[str]
    gap: int
    theirs: bool
    may_miss: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of the rules."""

    id: int
    group: str
    source: str
    parts: tuple[Part, ...]


class Hit(NamedTuple):
    """A pattern that was found, from the first word to the last (not included)."""

    pattern: Pattern
    start: int
    end: int


@dataclass(slots=True)
class Matcher:
    """Patterns by the words that they can begin with."""

    patterns: list[Pattern]
    by_first: Mapping[str, list[Pattern]] = field(default_factory=dict)

    def find(self, words: Sequence[str], lists: Mapping[str, str]) -> list[Hit]:
        """Every pattern at every place where it begins; of several ends, the first that fits."""
        names = [(word, f"@{lists[word]}") if word in lists else (word,) for word in words]
        found = []
        for index, keys in enumerate(names):
            for key in keys:
                for pattern in self.by_first.get(key, ()):
                    end = _end(pattern.parts, 1, names, index + 1)
                    if end:
                        found.append(Hit(pattern, index, end))
        return found


def _end(parts: tuple[Part, ...], part: int, names: Sequence[tuple[str, ...]], at: int) -> int:
    """Where the rest of a pattern ends if it goes on at this word; 0 if it does not."""
    if part == len(parts):
        return at
    words, gap, theirs, may_miss = parts[part]
    for place in range(at, min(at + gap + 1, len(names))):
        if not words.isdisjoint(names[place]):
            end = _end(parts, part + 1, names, place + 1)
            if end:
                return end
        if theirs and not FIRST_PERSON.isdisjoint(names[place]):
            break
    return _end(parts, part + 1, names, at) if may_miss else 0


def compile_all(groups: Iterable[tuple[str, Sequence[str]]]) -> Matcher:
    """Read the patterns. Raises ValueError where one begins with a gap or with what may be missing."""
    found = [(group, source) for group, sources in groups for source in dict.fromkeys(sources)]
    patterns = [Pattern(number, group, source, _parts(source)) for number, (group, source) in enumerate(found)]
    by_first: defaultdict[str, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        for word in sorted(pattern.parts[0].words):
            by_first[word].append(pattern)
    return Matcher(patterns, dict(by_first))


def _parts(source: str) -> tuple[Part, ...]:
    found: list[Part] = []
    gap, theirs = 0, False
    for piece in source.split():
        if piece[0] in "~^":
            gap, theirs = int(piece[1:]), piece[0] == "^"
            continue
        may_miss = piece.endswith("?")
        found.append(Part(frozenset(piece.rstrip("?").split("|")), gap, theirs, may_miss))
        gap, theirs = 0, False
    if not found or found[0].may_miss or found[0].gap:
        raise ValueError(f"A pattern begins with a word: {source!r}")
    return tuple(found)
