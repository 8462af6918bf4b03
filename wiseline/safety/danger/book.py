"""What both sides know: the hand-written rules and the learned weights, from one file."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wiseline.safety.danger.patterns import Matcher, compile_all
from wiseline.safety.danger.words import without_one

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).parents[1] / "static" / "safety" / "danger.json"


@dataclass(frozen=True)
class Book:
    """The rules, ready for use, and one weight for each bucket of features."""

    fix: Mapping[str, list[str]]
    near: Mapping[str, frozenset[str]]
    never: frozenset[str]
    emoji: Mapping[str, str]
    lists: Mapping[str, str]  # word -> the list that it stands in
    listed: frozenset[str]  # every word that has a meaning already: no slip of another
    danger: Matcher
    plain: Matcher
    around: Matcher
    idioms: Matcher
    bygone: Matcher
    weights: bytes  # one a bucket, 128 is nothing
    bias: int
    share: int
    threshold: int
    fingerprint: str


def build(rules: Mapping[str, Any], learned: Mapping[str, Any] | None = None) -> Book:
    """A book from the rules as they are written; without weights where nothing was learned yet."""
    lists = {word: name for name, words in rules["lists"].items() for word in words.split()}
    learned = learned or {"weights": "", "bias": 0, "share": 1, "threshold": 0, "fingerprint": ""}
    fix = {word: says.split() for word, says in rules["fix"].items()}
    return Book(
        fix=fix,
        near={word: frozenset(without_one(word)) for word in rules["fuzzy"]["words"]},
        never=frozenset(rules["fuzzy"]["never"]),
        emoji=rules["emoji"],
        lists=lists,
        listed=frozenset(lists),
        danger=compile_all((row["group"], row["patterns"]) for row in rules["danger"]),
        plain=compile_all(("plain", row["patterns"]) for row in rules["plain"]),
        around=compile_all((row["name"], row["patterns"]) for row in rules["around"]),
        bygone=compile_all(("bygone", row["patterns"]) for row in rules["bygone"]),
        idioms=compile_all(("idiom", row["patterns"]) for row in rules["idiom"]),
        weights=base64.b64decode(learned["weights"]),
        bias=learned["bias"],
        share=learned["share"],
        threshold=learned["threshold"],
        fingerprint=learned["fingerprint"],
    )


@cache
def book() -> Book:
    """The book that is in use."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return build(stored["rules"], stored["learned"])
