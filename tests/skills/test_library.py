"""The library's content: its form, its words, how hard it is to read, and that it warns."""

from __future__ import annotations

import re

import pytest

from wiseline.skills import library
from wiseline.skills.library.entry import Faulty, html_of_line, parse
from wiseline.skills.library.reading import HIGHEST_GRADE, grade, syllables

ENTRIES = library.entries()
NAMED_BY_THE_FIELD = [
    "wise-mind", "observe", "describe", "participate", "nonjudgmentally", "one-mindfully", "effectively",
    "loving-kindness", "stop", "pros-and-cons", "tipp", "distract-accepts", "self-soothe", "improve-the-moment",
    "sensory-awareness", "body-scan", "radical-acceptance", "turning-the-mind", "willingness",
    "half-smile-willing-hands", "mindfulness-of-current-thoughts", "dialectical-abstinence", "urge-surfing",
    "burning-bridges", "alternate-rebellion", "identify-emotions", "check-the-facts", "opposite-action",
    "problem-solving", "accumulate-positives", "values", "build-mastery", "cope-ahead", "please",
    "nightmare-protocol", "sleep-hygiene", "mindfulness-of-current-emotion", "clarify-goals", "dear-man", "give",
    "fast", "validate-others", "self-validation", "dime-game", "challenge-myths", "mindfulness-of-others",
    "find-friends", "end-relationships", "dialectics", "behavior-change",
]  # fmt: skip
FORBIDDEN = re.compile(r"!|\bjust\b|borderline|disorder you have", re.IGNORECASE)
SMALL = """+++
name = "Small"
module = "mindfulness"
group = "core"
role = "ground"
summary = "A small skill to test with."
minutes = [1, 3]
intensity = [0, 60]
emotions = []
urges = []
places = ["alone"]
related = ["stop", "observe"]
fits = ["You test it.", "You like it.", "It is late."]
does_not_fit = ["You do not test it.", "It is early."]
sayings = [%s]
+++

## Why it works

It does.

## Steps

1. One.
2. Two.
3. Three.

## Examples

- **Here.** So.
- **There.** So.

## When it does not go well

- **No.** Yes.
- **Yes.** No.

## For the coach

Coach it.

### Ask

- "Why?"
- "How?"

### Say

- "So."
- "And so."

### Watch for

- Nothing.
""" % ", ".join(f'"saying number {number}"' for number in range(15))  # noqa: UP031 braces stand in the text


def test_every_skill_that_the_field_names_is_there() -> None:
    assert [skill for skill in NAMED_BY_THE_FIELD if skill not in ENTRIES] == []
    assert len(ENTRIES) >= 60


def test_a_part_belongs_to_a_whole_that_is_there() -> None:
    parts = {entry.id: entry.front.part_of for entry in ENTRIES.values() if entry.front.part_of}
    assert parts
    assert [whole for whole in parts.values() if whole not in ENTRIES or ENTRIES[whole].front.part_of] == []


@pytest.mark.parametrize("skill", sorted(ENTRIES))
def test_a_skill_can_be_read_by_an_eleven_year_old(skill: str) -> None:
    assert grade(ENTRIES[skill].client_text) <= HIGHEST_GRADE


@pytest.mark.parametrize("skill", sorted(ENTRIES))
def test_a_skill_leads_to_skills_that_are_there_and_not_to_itself(skill: str) -> None:
    related = ENTRIES[skill].front.related
    assert [other for other in related if other not in ENTRIES or other == skill] == []


@pytest.mark.parametrize("skill", sorted(ENTRIES))
def test_a_skill_neither_shouts_nor_belittles_nor_diagnoses(skill: str) -> None:
    assert FORBIDDEN.findall(ENTRIES[skill].client_text) == []


@pytest.mark.parametrize(
    ("skill", "flags"),
    [
        ("tipp", {"heart-disease", "beta-blockers", "slow-pulse", "cold-allergy", "eating-disorder", "pregnancy"}),
        ("paced-breathing", {"breath-panic"}),
        ("cold-water", {"heart-disease", "beta-blockers", "slow-pulse", "cold-allergy", "hurts-with-cold"}),
        ("intense-exercise", {"heart-disease", "compulsive-exercise", "eating-disorder", "pregnancy", "injury"}),
        ("adaptive-denial", {"physical-dependence"}),
        ("sensory-awareness", {"dissociation"}),
        ("body-scan", {"dissociation", "trauma-memories"}),
        ("please", {"eating-disorder", "physical-dependence"}),
        ("dialectical-abstinence", {"physical-dependence"}),
        ("dear-man", {"unsafe-relationship"}),
        ("urge-surfing", {"physical-dependence"}),
    ],
)  # fmt: skip
def test_what_can_harm_is_marked_where_it_can(skill: str, flags: set[str]) -> None:
    assert {caution.flag for caution in ENTRIES[skill].front.cautions} >= flags


def test_no_saying_stands_for_two_skills() -> None:
    seen: dict[str, str] = {}
    for entry in ENTRIES.values():
        for saying in entry.front.sayings:
            assert seen.setdefault(saying.lower(), entry.id) == entry.id, saying


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (SMALL.replace("+++\nname", "name", 1), "begins with"),
        (SMALL.replace('role = "ground"', 'role = "magic"'), "role"),
        (SMALL.replace("intensity = [0, 60]", "intensity = [60, 0]"), "60 is more than 0"),
        (SMALL.replace("## Steps", "## The steps"), "headings"),
        (SMALL.replace("summary", "sumary"), "summary"),
        (SMALL.replace("name = ", "name "), "front matter"),
    ],
)
def test_a_faulty_file_is_told_by_name_and_fault(wrong: str, says: str) -> None:
    with pytest.raises(Faulty, match=says) as told:
        parse("small", wrong)
    assert str(told.value).startswith("small: ")


def test_a_file_is_read_whole() -> None:
    entry = parse("small", SMALL)
    assert entry.steps == ("One.", "Two.", "Three.")
    assert entry.examples == ("**Here.** So.", "**There.** So.")
    assert entry.say == ('"So."', '"And so."')


def test_markup_in_a_content_file_is_shown_as_text() -> None:
    assert "<script>" not in html_of_line("**a** <script>alert(1)</script>")


def test_harder_texts_have_a_higher_grade() -> None:
    easy = "You can stop. Feel your feet. Look around you."
    hard = (
        "Dialectical behaviour therapy incorporates mindfulness practices alongside contingency management procedures."
    )
    assert grade(easy) < 3
    assert grade(hard) > 10


@pytest.mark.parametrize(("word", "count"), [("cat", 1), ("cake", 1), ("wanted", 2), ("walked", 1), ("emotion", 3)])
def test_syllables_are_counted_nearly_right(word: str, count: int) -> None:
    assert syllables(word) == count
