"""Several devices fill one day: nothing that anybody said is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wiseline.chart.diary.merge import merge

ITEMS = ("misery", "sleep", "note", "conflict")
answers = st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 5))
skills = st.lists(st.sampled_from("abcd"), unique=True).map(sorted)


@given(answers, answers)
def test_who_saw_what_stands_is_simply_believed(standing: dict[str, int], sent: dict[str, int]) -> None:
    assert merge(standing, standing, sent) == (sent, {})


@given(answers, answers, answers)
def test_every_answer_that_was_sent_stands_or_is_asked_about(
    base: dict[str, int], standing: dict[str, int], sent: dict[str, int]
) -> None:
    merged = merge(base, standing, sent)
    for name, value in sent.items():
        untouched = base.get(name) == value
        assert merged.answers.get(name) == value or value in merged.open.get(name, []) or untouched


@given(answers, answers, answers)
def test_what_stood_still_stands_unless_the_writer_had_seen_it(
    base: dict[str, int], standing: dict[str, int], sent: dict[str, int]
) -> None:
    merged = merge(base, standing, sent)
    for name, value in standing.items():
        assert merged.answers.get(name) == value or base.get(name) == value


@given(answers, answers)
def test_two_who_saw_nothing_are_asked_where_they_differ_and_nowhere_else(
    first: dict[str, int], second: dict[str, int]
) -> None:
    merged = merge({}, first, second)
    assert set(merged.open) == {name for name in first if name in second and first[name] != second[name]}
    assert set(merged.answers) == set(first) | set(second)


@given(answers, answers, answers)
def test_the_same_entry_a_second_time_changes_nothing(
    base: dict[str, int], standing: dict[str, int], sent: dict[str, int]
) -> None:
    once = merge(base, standing, sent)
    again = merge(base, once.answers, sent)
    assert again.answers == once.answers


@given(skills, skills)
def test_skills_of_two_devices_are_joined_and_never_asked_about(first: list[str], second: list[str]) -> None:
    merged = merge({}, {"skills": first} if first else {}, {"skills": second} if second else {})
    assert merged.open == {}
    assert merged.answers.get("skills", []) == sorted({*first, *second})


def test_a_skill_that_the_writer_unticked_is_gone_and_one_ticked_meanwhile_stays() -> None:
    merged = merge({"skills": ["a", "b"]}, {"skills": ["a", "b", "c"]}, {"skills": ["b"]})
    assert merged.answers["skills"] == ["b", "c"]


def test_taking_back_never_removes_what_somebody_else_said_meanwhile() -> None:
    assert merge({"misery": 2}, {"misery": 4}, {}).answers == {"misery": 4}
    assert merge({"misery": 2}, {"misery": 2}, {}).answers == {}
