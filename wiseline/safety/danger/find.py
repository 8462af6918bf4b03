"""Where a text has words that may mean danger to the person who wrote it: suicide, or hurting oneself.

Each mark says what was near. There is no number for a person: a text has marks, or it has none. What is marked and
what is not stands in `docs/how-to/danger-words.md`; how good it is, in `docs/performance.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wiseline.safety.danger.book import book
from wiseline.safety.danger.model import SCALE, Part, parts, score
from wiseline.safety.danger.net import logit, net
from wiseline.safety.danger.words import Word, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wiseline.safety.danger.book import Book

LANGUAGES = (("en", _("English")),)
"""In which languages words are marked. In another one nothing is, and the page says so."""
LONGEST_TEXT = 100_000
LOOKED_AT = 24
"""So many parts of a text, those that speak most for danger by the rules, are read by the network: it is slow."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (not included) of a text, and the kinds of words that stand there.

    `near` is empty where no rule was found, and the words resemble what was learned.
    """

    start: int
    end: int
    near: tuple[str, ...]


def works_in(language: str) -> bool:
    """Whether words of this language are marked; `language` as Django has it: `en-gb`."""
    return language.partition("-")[0].lower() in {code for code, _name in LANGUAGES}


def find_marks(text: str, says: Callable[[Sequence[str]], float] | None = logit) -> tuple[Mark, ...]:
    """The places in a text, in order, none overlapping. Never raises; nothing is read beyond `LONGEST_TEXT`.

    `says` tells how strongly words speak for danger as a whole; None leaves it to the rules, as a device does that has
    not got the network yet.
    """
    known = book()
    words = read(text[:LONGEST_TEXT], known)
    found = [_mark(words, part) for part in _marked(words, parts(words, known), known, says)]
    return tuple(_joined(found))


def _marked(
    words: list[Word], found: list[Part], known: Book, says: Callable[[Sequence[str]], float] | None
) -> list[Part]:
    by_rules = [score(part, known) for part in found]
    plain = {index for index, part in enumerate(found) if part.plain}
    kept = {index for index, each in enumerate(by_rules) if each >= known.threshold}
    if says:
        most = sorted(range(len(found)), key=lambda index: (-by_rules[index], index))[:LOOKED_AT]
        whole = net()
        for index in most:
            rules = by_rules[index] / SCALE
            both = rules * whole.share + says(spoken(words, found[index]))
            (kept.add if both >= whole.threshold or rules >= whole.sure else kept.discard)(index)
    return [found[index] for index in sorted(kept | plain)]


def spoken(words: list[Word], part: Part) -> list[str]:
    """The words of a part, with a full stop between its sentences."""
    found: list[str] = []
    for index in range(part.start, part.end):
        if found and words[index].sentence != words[index - 1].sentence:
            found.append(".")
        found.append(words[index].text)
    return found


def _mark(words: list[Word], part: Part) -> Mark:
    """The sentences of the part in which a rule was found; all of it where none was."""
    inside = words[part.start : part.end]
    spoken = {words[index].sentence for hit in part.hits for index in range(hit.start, hit.end)}
    kept = [word for word in inside if word.sentence in spoken] or inside
    near = tuple(name for name, _hits in groupby(sorted(hit.pattern.group for hit in part.hits)))
    return Mark(kept[0].start, max(word.end for word in kept), near)


def _joined(found: list[Mark]) -> list[Mark]:
    """Windows overlap; marks do not."""
    joined: list[Mark] = []
    for mark in sorted(found, key=lambda each: (each.start, each.end)):
        if joined and mark.start < joined[-1].end:
            before = joined.pop()
            near = tuple(sorted({*before.near, *mark.near}))
            joined.append(Mark(before.start, max(before.end, mark.end), near))
        else:
            joined.append(mark)
    return joined
