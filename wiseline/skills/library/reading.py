"""How hard a text is to read."""

from __future__ import annotations

import re

HIGHEST_GRADE = 6.0
"""An eleven-year-old is in the sixth school year or just before it."""


def grade(text: str) -> float:
    """The Flesch-Kincaid grade level: 0.39 × words a sentence + 11.8 × syllables a word - 15.59.

    Source: Kincaid, Fishburne, Rogers and Chissom 1975, Research Branch Report 8-75, Naval Technical Training.
    Syllables are counted by rule (`syllables`); 0.0 for a text without words.
    """
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    sentences = [part for part in re.split(r"[.!?:;]+(?:\s|$)|\n+", text) if re.search(r"[A-Za-z]", part)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, less the silent endings. At least 1."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    bare = re.sub(r"(?:[^laeiouy]es|[^laeiouytd]ed|[^laeiouy]e)$", lambda found: found[0][0], bare)
    return max(1, len(re.findall(r"[aeiouy]+", bare)))
