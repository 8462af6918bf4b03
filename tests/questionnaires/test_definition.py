"""Definitions: what can be asked, what leads to what, and what is said of a text that is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.questionnaires.own import BRANCHING
from wiseline.chart.questionnaires import due, shipped
from wiseline.chart.questionnaires.definition import Definition, asks_for_help, kept
from wiseline.chart.questionnaires.faults import Faulty, read
from wiseline.skills.library.reading import HIGHEST_GRADE, grade

FIRST_STEPS = read(BRANCHING)


def faults_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(Faulty) as raised:
        read(text)
    return [(fault.line, fault.words) for fault in raised.value.faults]


def changed(old: str, new: str) -> str:
    assert old in BRANCHING
    return BRANCHING.replace(old, new, 1)


def line(words: str, text: str = BRANCHING) -> int:
    return next(number for number, each in enumerate(text.splitlines(), start=1) if words in each)


def test_what_comes_with_wiseline_can_be_read_and_says_whose_it_is() -> None:
    assert set(shipped()) == {"week", "phq-9", "gad-7"}
    for definition in shipped().values():
        assert definition.source
        assert definition.licence
        for rule in definition.scores:
            assert rule.norms is None or rule.norms.source
    assert not any(rule.norms for rule in shipped()["week"].scores)


def test_the_question_on_death_asks_for_help_from_several_days_on() -> None:
    phq = shipped()["phq-9"]
    assert [asks_for_help(phq, {"q9": value}) != () for value in (0, 1, 2, 3)] == [False, True, True, True]
    assert asks_for_help(phq, dict.fromkeys(("q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8"), 3)) == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"one": 1, "two": 0, "three": "At home", "four": 0}, {"one": 1, "two": 0, "three": "At home", "four": 0}),
        ({"one": 0, "two": 0, "three": "At home", "four": 1}, {"one": 0, "four": 1}),
        ({"two": 0, "three": "At home"}, {}),
        ({"one": 1, "two": 1, "three": "At home"}, {"one": 1, "two": 1}),
        ({"one": 7, "four": None}, {}),
        ({"one": 1, "two": 0, "three": ""}, {"one": 1, "two": 0}),
    ],
)
def test_what_is_not_asked_is_not_kept(given: dict[str, object], expected: dict[str, object]) -> None:
    assert kept(read(BRANCHING), given) == expected


@given(st.dictionaries(st.sampled_from(["one", "two", "three", "four"]), st.sampled_from([0, 1, 2, "", "x", None])))
def test_keeping_what_was_kept_changes_nothing(given: dict[str, object]) -> None:
    once = kept(FIRST_STEPS, given)
    assert kept(FIRST_STEPS, once) == once


def test_a_definition_comes_back_as_it_was_stored() -> None:
    for definition in (*shipped().values(), read(BRANCHING)):
        assert Definition.model_validate(definition.model_dump(mode="json", by_alias=True)) == definition


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("minutes = 2\n", "", 0, "minutes"),
        ('id = "two"', 'id = "one"', 'id = "one"', "earlier question"),
        ('answers = "yes_no"\nask_if', 'answers = "yes-no"\nask_if', 'answers = "yes-no"', "no [answers] set"),
        ('question = "one", is = [1]', 'question = "four", is = [1]', 'question = "four"', "no earlier question"),
        ('question = "one", is = [1]', 'question = "one", is = [5]', "is = [5]", "no answer to"),
        ("help_if = [1]", "help_if = [3]", "help_if = [3]", "none of its answers"),
        ('kind = "text"', 'kind = "song"', 'kind = "song"', "kind"),
        ('text = "Is it raining?"', 'text = ""', 'text = ""', "text"),
        ('text = "Is it raining?"', "text = Is it", "text = Is it", "Invalid value"),
        ('name = "First steps"', 'nam = "First steps"', 'nam = "First steps"', "nam"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, at: str | int, says: str) -> None:
    text = changed(old, new)
    expected = line(at, text) if isinstance(at, str) else at
    found = faults_of(text)
    if at == 'id = "one"':
        expected = [number for number, each in enumerate(text.splitlines(), start=1) if each == at][1]
    assert any(number == expected and says in words for number, words in found), found


def test_a_score_of_a_stray_question_is_refused() -> None:
    text = BRANCHING + '\n[[scores]]\nid = "t"\nname = "T"\nquestions = ["nine"]\nbetter = "lower"\n'
    assert faults_of(text)[0][0] == line('questions = ["nine"]', text)


def test_a_text_that_is_too_long_is_not_read() -> None:
    assert "longer" in faults_of("#" * 100_001)[0][1]


# Sunday 1 November 2026; asked on Wednesdays (2).
@pytest.mark.parametrize(
    ("every", "today", "last", "following"),
    [
        (1, date(2026, 11, 3), None, date(2026, 11, 4)),
        (1, date(2026, 11, 4), date(2026, 11, 4), date(2026, 11, 11)),
        (1, date(2026, 11, 10), date(2026, 11, 4), date(2026, 11, 11)),
        (2, date(2026, 11, 17), date(2026, 11, 4), date(2026, 11, 18)),
        (4, date(2026, 12, 2), date(2026, 12, 2), date(2026, 12, 30)),
    ],
)
def test_days_on_which_it_is_asked(every: int, today: date, last: date | None, following: date) -> None:
    began = date(2026, 11, 1)
    assert due.last_day(began, 2, every, today) == last
    assert due.next_day(began, 2, every, today) == following


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 6), st.integers(1, 12), st.integers(0, 400))
def test_it_is_asked_on_the_weekday_and_never_more_often(began: date, weekday: int, every: int, later: int) -> None:
    today = date.fromordinal(began.toordinal() + later)
    last, following = due.last_day(began, weekday, every, today), due.next_day(began, weekday, every, today)
    assert following > today
    assert following.weekday() == weekday
    if last is not None:
        assert last <= today
        assert (following - last).days == 7 * every


def test_our_own_questions_are_read_by_an_eleven_year_old() -> None:
    week = shipped()["week"]
    words = [week.intro, *(f"{question.text} {question.low}. {question.high}." for question in week.questions)]
    assert grade(" ".join(words)) <= HIGHEST_GRADE
