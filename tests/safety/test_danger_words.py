"""Words that may mean danger: what is marked, what is not, and that the marks can be relied on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiseline.safety.danger import train
from wiseline.safety.danger.book import FILE, book
from wiseline.safety.danger.evaluate import Share, Unreadable, measure, read_cases
from wiseline.safety.danger.find import find_marks, works_in
from wiseline.safety.danger.net import FILE as NET_FILE
from wiseline.safety.danger.net import net

ASIDE = sorted((Path(__file__).parents[2] / "bench" / "danger").glob("cases*.jsonl"))

DANGER = {
    "direct": [
        "I want to die",
        "I am going to kill myself tonight.",
        "i dont want to be alive anymore",
        "I feel suicidal",
    ],
    "passive": ["I wish I was dead.", "i hope i never wake up", "I want to go to sleep and never wake up"],
    "burden": ["everyone would be better off without me", "My kids would be better off without me."],
    "means": ["i have pills saved up", "im standing on the bridge", "the rope is tied", "I took all my pills"],
    "goodbye": ["ive written a suicide note", "when you get this message I'll be dead", "this is my last message"],
    "self-harm": ["i want to cut so bad", "My urge to cut is a 5", "I want to hurt myself"],
    "slang": ["i wanna kms", "want to unalive myself", "ctb tonight"],
    "misspelt": [
        "i wnat to kil myslef",
        "feeling sucidal",
        "i want to k1ll myself",
        "I want to d.i.e",
        "wanna dieeeee",
    ],
    "run together": ["iwanttodie", "i wanna killmyself", "idontwanttobehereanymore"],
    "not safe": ["I do not feel safe tonight", "im not safe"],
    "turned round": ["My urge went down at noon but it is back and I want to kill myself"],
}
PLAIN = [
    "Fed the fish, did the bins, wrote a suicide note, ironed a shirt.",
    "swallowed about forty of them with the wine",
    "sleep 4h, meds taken, urge to die: high, intent: high",
    "over dosed alredy and so slepy",
    "Took the whole box of paracetamol.",
    "i took 30 of my meds",
]
PLAIN_BUT = [
    "Two years ago I swallowed forty tablets and lived.",
    "In the film she wrote a suicide note.",
    "I do not have an urge to die today.",
    "took 16 units insulin before dinner",
    "Took 100 mg quetiapine as prescribed and slept well.",
    "I took all of my medication on time this week.",
    "I took the whole box of old clothes to the charity shop.",
]


def doubts(_words: Sequence[str]) -> float:
    """A network that is sure of no danger, whatever it reads."""
    return -9.0


HARMLESS = {
    "idiom": [
        "this traffic is killing me",
        "I could kill for a coffee",
        "dead tired",
        "shoot me a message",
        "my phone died",
    ],
    "past": ["Two years ago I wanted to die, today I am glad.", "I used to self harm a lot"],
    "safe": ["I feel safe tonight", "I am safe tonight"],
    "denied": ["I am not suicidal", "no suicidal thoughts today", "i did not cut"],
    "someone else": ["My friend said she wants to kill herself", "my brother tried to kill himself"],
    "a story": ["In my novel the hero kills himself.", "we watched a film in which a man jumps off a bridge"],
    "skills": ["My urge went down from 5 to 2", "i surfed the urge and it went away"],
    "medicine and work": [
        "picked up my prescription",
        "I cut my finger while cooking",
    ],
    "everyday": ["can we move thursday", "i need help with DEAR MAN", "", "   ", "👍"],
}

HINTS = [
    "I have put everything in order and I feel peaceful",
    "sat with the window wide open on the ninth floor for an hour",
]


def _rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), _rows(DANGER))
def test_words_that_may_mean_danger_are_marked(name: str, text: str) -> None:
    assert find_marks(text), name


@pytest.mark.parametrize(("name", "text"), _rows(HARMLESS))
def test_words_that_do_not_are_left_alone(name: str, text: str) -> None:
    assert not find_marks(text), name


def test_one_sentence_in_a_long_message_is_found_and_only_it_is_marked() -> None:
    text = (
        "The bus was late. I had soup with my sister. I want to kill myself. Can we move Thursday to five? Thank you."
    )
    (mark,) = find_marks(text)
    assert "I want to kill myself" in text[mark.start : mark.end]
    assert "Thursday" not in text[mark.start : mark.end]
    assert "to end one’s life" in mark.near


SOME = [text for _name, text in (*_rows(DANGER), *_rows(HARMLESS)) if text.strip()]


@pytest.mark.parametrize("text", SOME)
def test_case_spaces_and_punctuation_change_nothing(text: str) -> None:
    usual = bool(find_marks(text))
    plain = re.sub(r"(?<=[a-zA-Z])'(?=[a-zA-Z])", "’", text)
    for other in (text.upper(), text.lower(), f"  {text}  ", text.replace(" ", "  "), text.rstrip(".") + "!", plain):
        assert bool(find_marks(other)) == usual, other


@given(st.text(max_size=300))
def test_marks_lie_in_the_text_in_order_and_nothing_is_raised(text: str) -> None:
    marks = find_marks(text)
    places = [place for mark in marks for place in (mark.start, mark.end)]
    assert places == sorted(places)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)


@given(st.lists(st.sampled_from([*SOME, "\U0001f52a", "a" * 50, "K\u0130LL", "\ud800", "k*ll", "\u2163"]), max_size=6))
def test_whatever_stands_together_is_read(pieces: list[str]) -> None:
    assert isinstance(find_marks(" ".join(pieces)), tuple)


@pytest.mark.parametrize("piece", ["a", "i want to ", "not ", "no one would ", "... ", "kill myself ", "\u0130", "💀"])
def test_a_very_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        began = time.perf_counter()
        find_marks(text)
        return time.perf_counter() - began

    seconds(2_000)
    assert seconds(100_000) < 100 * max(seconds(5_000), 0.005)


def test_another_language_is_said_not_to_be_marked() -> None:
    assert works_in("en")
    assert works_in("en-gb")
    assert not works_in("de")


def test_the_file_is_what_its_rules_and_sentences_teach() -> None:
    assert book().fingerprint == train.fingerprint(train.rules(), train.sentences())
    assert FILE.stat().st_size < 150_000


def test_the_network_was_taught_on_the_sentences_of_today() -> None:
    assert net().taught_on == train.fingerprint({}, train.sentences())
    assert NET_FILE.stat().st_size < 15_000_000


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="Threads are counted in /proc, which Linux has.")
def test_the_network_leaves_the_other_cores_to_other_people() -> None:
    code = (
        "from pathlib import Path; from wiseline.safety.danger.net import logit; "
        "logit(['hello'] * 60); print(len(list(Path('/proc/self/task').iterdir())))"
    )
    ours = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], env=ours, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


@pytest.mark.parametrize("text", HINTS)
def test_what_no_rule_knows_is_seen_by_the_network(text: str) -> None:
    assert not find_marks(text, None)
    assert find_marks(text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_said_plainly_is_marked_whatever_the_network_says(text: str) -> None:
    assert find_marks(text, doubts)


@pytest.mark.parametrize("text", PLAIN_BUT)
def test_what_only_sounds_as_plain_is_left_to_the_sums(text: str) -> None:
    assert not find_marks(text, doubts)


def test_sentences_that_were_never_learned_from_are_marked_as_they_should_be() -> None:
    learned = {each.text for each in train.sentences()}
    cases = [case for file in ASIDE for case in read_cases(file) if case.text not in learned]
    figures = measure(cases)
    assert len(cases) >= 1_090
    assert figures.sensitivity.right / figures.sensitivity.of >= 0.9
    assert figures.specificity.right / figures.specificity.of >= 0.85


@pytest.mark.parametrize(
    ("right", "of", "line"),
    [
        (96, 100, "sensitivity 0.96 (0.90-0.98)"),
        (0, 10, "sensitivity 0.00 (0.00-0.28)"),
        (3, 3, "sensitivity 1.00 (0.44-1.00)"),
    ],
)
def test_a_share_is_told_with_its_interval(right: int, of: int, line: str) -> None:
    assert Share(right, of).line("sensitivity") == line


def test_a_file_of_cases_may_have_empty_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(
        b'\xef\xbb\xbf{"id": 1, "text": "I want to die", "label": 1}\r\n\r\n{"id": "b", "text": "hi", "label": "0"}\n\n'
    )
    assert [(case.id, case.label) for case in read_cases(file)] == [("1", 1), ("b", 0)]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"id": 1, "label": 1}',
        '{"id": 1, "text": "a", "label": 2}',
        '{"id": 1, "text": 3, "label": 1}',
    ],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": "a", "text": "x", "label": 0}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="line 2"):
        read_cases(file)


@pytest.mark.parametrize(
    "text",
    [
        "im not ok want to die",
        "I am not fine, want to kill myself",
        "not well, thinking of killing myself",
        "wish i was never born, want to be dead",
    ],
)
def test_a_no_about_something_else_takes_no_danger_out(text: str) -> None:
    assert find_marks(text)


@pytest.mark.parametrize("text", ["I don’t really want to die", "I do not even want to hurt myself any more"])
def test_a_no_about_the_danger_itself_does(text: str) -> None:
    assert not find_marks(text)
