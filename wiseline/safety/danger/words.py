"""A text as words that can be compared: case, accents, apostrophes, l33t, drawn-out letters and slips are evened out.

Written twice, here and in `static/web/danger-words.js`; `tests/safety/test_danger_words_js.py` holds the two together.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiseline.safety.danger.book import Book

LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "l"}
SILENT = frozenset("'\u2019\u2018\u02bc`\u00b4*_\u200b\u200c\u200d\ufe0f\u00ad")
ENDS = frozenset(".!?\n\r;\u2026\u3002\uff01\uff1f")
LONGEST_WORD = 40
NEAR_FROM = 5


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is compared, and where it stands in the text; `sentence` counts from 0."""

    text: str
    start: int
    end: int
    sentence: int


@lru_cache(maxsize=4096)
def plain(char: str) -> str:
    """The letters and digits that a character stands for, small and without accents; empty for anything else."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    apart = unicodedata.normalize("NFKD", char.lower())
    return "".join(each for each in apart if unicodedata.category(each)[0] in "LN").lower()


def read(text: str, book: Book) -> list[Word]:
    """The words of a text, after `fix`, in order."""
    found: list[Word] = []
    for start, end, raw, sentence in _joined(list(_runs(text, book))):
        found.extend(Word(word, start, end, sentence) for word in meant(raw, book))
    return found


def meant(raw: str, book: Book) -> list[str]:
    """What was meant by a run of letters: none, one or several words."""
    word = _shortened(raw[:LONGEST_WORD])
    fixed = book.fix.get(word)
    if fixed is not None:
        return fixed
    near = _near(word, book)
    return book.fix.get(near, [near]) if near else [word]


def _shortened(word: str) -> str:
    """Three or more of the same letter in a row become one: 'diiie', 'sooo'. Numbers stay."""
    kept: list[str] = []
    index = 0
    while index < len(word):
        after = index
        while after < len(word) and word[after] == word[index]:
            after += 1
        drawn_out = after - index >= 3 and not _is_digits(word[index])
        kept.append(word[index] if drawn_out else word[index:after])
        index = after
    return "".join(kept)


def without_one(word: str) -> set[str]:
    """The word, and the word without each of its letters: two words that share one of these are one slip apart."""
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


def _near(word: str, book: Book) -> str:
    if len(word) < NEAR_FROM or word in book.never or word in book.listed or not word.isascii():
        return ""
    shorter = without_one(word)
    for known, known_shorter in book.near.items():
        if known[0] == word[0] and abs(len(known) - len(word)) <= 1 and not shorter.isdisjoint(known_shorter):
            return known
    return ""


def _runs(text: str, book: Book) -> Iterator[tuple[int, int, str, int]]:
    """Each run of letters and digits: start, end, what it reads, its sentence."""
    start = -1
    parts: list[str] = []
    sentence = 0
    ended = False
    length = len(text)
    for index in range(length + 1):
        char = text[index] if index < length else " "
        letters = plain(char)
        if parts and char in LEET and _is_letter(text[index - 1]) and _is_letter(text[index + 1 : index + 2]):
            letters = LEET[char]
        if letters:
            if start < 0:
                start = index
                sentence += ended
                ended = False
            parts.append(letters)
        elif start >= 0 and char in SILENT and index < length:
            continue
        else:
            if start >= 0:
                yield start, index, "".join(parts), sentence
                start, parts = -1, []
            if char in ENDS:
                ended = True
            elif char in book.emoji:
                yield index, index + 1, book.emoji[char], sentence


def _is_letter(char: str) -> bool:
    letters = plain(char) if char else ""
    return bool(letters) and not _is_digits(letters)


def _is_digits(text: str) -> bool:
    return all(unicodedata.category(char) == "Nd" for char in text)


def _joined(runs: list[tuple[int, int, str, int]]) -> Iterator[tuple[int, int, str, int]]:
    """Three or more single letters beside each other are one word: 'k m s', 's.u.i.c.i.d.e'."""
    index = 0
    while index < len(runs):
        after = index
        while after < len(runs) and len(runs[after][2]) == 1 and not _is_digits(runs[after][2]):
            after += 1
        if after - index >= 3:
            yield runs[index][0], runs[after - 1][1], "".join(run[2] for run in runs[index:after]), runs[index][3]
            index = after
        else:
            yield runs[index]
            index += 1
