"""How a text goes out: its alphabet, how many segments it costs, and where a long one is cut. Pure.

GSM 03.38: 160 signs of its alphabet fit one segment, 153 each of several; with any other sign it is 70 and 67 (UCS-2).
"""

from __future__ import annotations

import re

ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€\f")
"""These take two places."""
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " "}
)
"""Typographic signs: one of them in a text would make it cost twice as much."""
LONGEST = 1500
"""Signs in one message to a provider; they take 1600 at most, and a number such as (2/3) goes in front."""


def plain(body: str) -> str:
    """The text without typographic signs that the GSM alphabet lacks."""
    return body.translate(PLAIN)


def is_gsm(body: str) -> bool:
    """Whether the text needs nothing beyond the GSM alphabet."""
    return all(sign in ALPHABET or sign in TWICE for sign in body)


def segments(body: str) -> int:
    """How many segments the text costs."""
    if is_gsm(body):
        size, one, more = sum(2 if sign in TWICE else 1 for sign in body), 160, 153
    else:
        size, one, more = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if size <= one else -(-size // more)


def parts(body: str, longest: int = LONGEST) -> list[str]:
    """The text in pieces of at most `longest` signs, cut between words where there are any, numbered where several."""
    found: list[str] = []
    rest = body.strip()
    while len(rest) > longest:
        cut = max((match.start() for match in re.finditer(r"\s", rest[: longest + 1])), default=0)
        if cut < longest // 2:  # no space in the second half: within the word
            cut = longest
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    found.append(rest)
    return found if len(found) == 1 else [f"({number}/{len(found)}) {one}" for number, one in enumerate(found, 1)]
