"""The device finds the same words as the server: both read one file, and agree on every sentence."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium, context, page
from tests.safety.test_danger_words import PLAIN, PLAIN_BUT
from wiseline.safety.danger import train
from wiseline.safety.danger.book import FILE
from wiseline.safety.danger.evaluate import read_cases
from wiseline.safety.danger.find import find_marks
from wiseline.safety.danger.net import FILE as NET_FILE
from wiseline.safety.danger.net import net

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "context", "page"]

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "wiseline" / "web" / "static" / "web" / "danger-words.js"
ODD = [
    "",
    "\U0001f52a i want it",
    "\U0001d42f\U0001d422 want to 𝐝𝐢𝐞",
    "K\u0130LL MYSELF",
    "k*ll myself",
    "½ Ⅷ ①",
    "s u i c i d e",
    "a" * 300,
]
NET_MODULE = MODULE.with_name("danger-net.js")
RUN = """async ([source, stored, texts]) => {
    const words = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const book = words.open(stored);
    return texts.map((text) => words.findMarks(text, book).map(({ start, end, near }) => [start, end, near]));
}"""


NET = """async ([words, whole, weights, stored, texts]) => {
    const load = (source) => import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const { open, findMarks } = await load(words);
    const book = open(stored);
    const bytes = Uint8Array.from(atob(weights), (char) => char.charCodeAt(0));
    const net = (await load(whole)).open(bytes.buffer);
    return texts.map((text) => [
        net.says(text.split(" ")),
        findMarks(text, book, net).map(({ start, end, near }) => [start, end, near]),
    ]);
}"""
DOUBTING = """async ([source, stored, whole, texts]) => {
    const words = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const net = { ...whole, says: () => -9 };
    return texts.map((text) => words.findMarks(text, words.open(stored), net).length);
}"""
CLOSE = 0.02
"""The device adds up in another order; a sentence this close to the threshold would be anybody's."""


@pytest.mark.browser
def test_the_network_says_the_same_on_the_device(page: Page) -> None:
    texts = [each.text for each in train.sentences()][::150] + ODD
    texts.append(" ".join(texts))
    page.goto("about:blank")
    weights = base64.b64encode(NET_FILE.read_bytes()).decode()
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    here = page.evaluate(
        NET, [MODULE.read_text(encoding="utf-8"), NET_MODULE.read_text("utf-8"), weights, stored, texts]
    )
    for text, (said, marks) in zip(texts, here, strict=True):
        assert net().logit(text.split(" ")) == pytest.approx(said, abs=CLOSE), text
        assert [[mark.start, mark.end, list(mark.near)] for mark in find_marks(text)] == marks, text


@pytest.mark.browser
def test_the_device_marks_what_is_said_plainly_whatever_the_network_says(page: Page) -> None:
    page.goto("about:blank")
    stored, texts = json.loads(FILE.read_text(encoding="utf-8")), [*PLAIN, *PLAIN_BUT]
    whole = {"share": net().share, "threshold": net().threshold, "sure": net().sure}
    here = page.evaluate(DOUBTING, [MODULE.read_text(encoding="utf-8"), stored, whole, texts])
    assert here == [len(find_marks(text, lambda _words: -9.0)) for text in texts]
    assert here == [1] * len(PLAIN) + [0] * len(PLAIN_BUT)


@pytest.mark.browser
def test_server_and_device_mark_the_same_places_of_every_sentence(page: Page) -> None:
    texts = [each.text for each in train.sentences()]
    texts += [case.text for case in read_cases(ROOT / "bench" / "danger" / "cases.jsonl")] + ODD
    texts += [" ".join(texts[index : index + 9]) for index in range(0, len(texts), 50)]
    page.goto("about:blank")
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    here = page.evaluate(RUN, [MODULE.read_text(encoding="utf-8"), stored, texts])
    for text, marks in zip(texts, here, strict=True):
        assert [[mark.start, mark.end, list(mark.near)] for mark in find_marks(text, None)] == marks, text
