"""The finder's parts, each by what it promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiseline.skills import library
from wiseline.skills.finder import history, learned, logic, meaning, train
from wiseline.skills.finder.find import find
from wiseline.skills.finder.question import Past, Question, Reason, Why
from wiseline.skills.words import sentence

ENTRIES = library.entries()
ALL = frozenset(ENTRIES)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
skills = st.sampled_from(sorted(ALL))
questions = st.builds(
    Question,
    text=st.text(max_size=200),
    emotion=st.sampled_from(["", "anger", "shame", "fear"]),
    intensity=st.none() | st.integers(0, 100),
    urges=st.dictionaries(st.sampled_from(["self_harm", "substances", "quit"]), st.integers(0, 5), max_size=3),
    place=st.sampled_from(["", "alone", "work", "public", "conversation"]),
    minutes=st.none() | st.integers(1, 60),
    flags=st.frozensets(st.sampled_from(["heart-disease", "breath-panic", "dissociation", "hurts-with-cold"])),
    taught=st.none() | st.frozensets(skills),
    failed=st.frozensets(skills),
)


@settings(deadline=None)  # the first question loads the model
@given(questions)
def test_no_more_than_three_and_each_may_be_offered_and_says_why(question: Question) -> None:
    found = find(question)
    assert len(found) <= 3
    for suggestion in found:
        assert logic.allowed(suggestion.entry, question)
        assert suggestion.entry.id not in question.failed
        assert suggestion.reasons
    assert find(question) == found


@settings(deadline=None)  # the first question loads the model
@given(questions, skills)
def test_what_was_not_taught_is_never_suggested(question: Question, skill: str) -> None:
    found = find(replace(question, taught=frozenset({skill})))
    assert {suggestion.entry.id for suggestion in found} <= {skill}


@settings(deadline=None)  # the first question loads the model
@given(st.integers(logic.BREAKDOWN_POINT, 100))
def test_at_the_breakdown_point_crisis_survival_comes_first(intensity: int) -> None:
    first = find(Question(intensity=intensity, taught=ALL))[0]
    assert first.entry.front.role == "crisis"
    assert Why.CRISIS in {reason.why for reason in first.reasons}


def test_at_the_breakdown_point_no_history_puts_anything_before_crisis_survival() -> None:
    history = tuple(
        Past(skill, float(ENTRIES[skill].front.role != "crisis"), NOW - timedelta(days=day), 90)
        for skill in ENTRIES
        for day in range(10)
    )
    first = find(Question(intensity=90, taught=ALL, history=history))[0]
    assert first.entry.front.role == "crisis"


def test_a_flag_takes_out_what_it_rules_out_and_warns_of_the_rest() -> None:
    for entry in ENTRIES.values():
        for caution in entry.front.cautions:
            question = Question(flags=frozenset({caution.flag}), taught=frozenset({entry.id}))
            found = find(question)
            if caution.effect == "suppress" and not caution.part:
                assert found == []
            else:
                assert caution in found[0].cautions


@settings(deadline=None)  # the first question loads the model
@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), max_size=30), st.sampled_from([0.0, 1.0]))
def test_one_more_use_moves_the_worth_its_way_and_never_far(effects: list[float], next_effect: float) -> None:
    def worth(all_effects: list[float]) -> float:
        uses = (Past("other", 1.0, NOW), *(Past("stop", effect, NOW) for effect in all_effects))
        question = Question(history=uses)
        curious = history.CURIOSITY / (1 + len(all_effects)) ** 0.5
        return history.worth("stop", question, NOW)[0] - curious

    before, after = worth(effects), worth([*effects, next_effect])
    assert (after - before) * (next_effect - 0.5) >= 0
    assert abs(after - before) < 0.6


def test_one_bad_evening_does_not_bury_a_skill_that_helped_often() -> None:
    good = tuple(Past("stop", 1.0, NOW - timedelta(days=days)) for days in range(1, 11))
    bad = (*good, Past("stop", 0.0, NOW))
    assert history.worth("stop", Question(history=bad), NOW)[0] > 0.3


def test_what_helped_at_this_strength_counts_more_than_what_helped_at_another() -> None:
    at_90 = (Past("stop", 1.0, NOW, 90), Past("stop", 1.0, NOW, 90))
    like, unlike = (history.worth("stop", Question(intensity=level, history=at_90), NOW)[0] for level in (90, 20))
    assert like > unlike


def test_the_weights_were_learned_from_the_content_as_it_is() -> None:
    assert learned.fingerprint() == train.fingerprint(), "run: python -m wiseline.skills.finder.train"


def test_it_answers_without_the_language_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "embed", lambda _text: None)
    first = find(Question(text="how do I say no to my mum", taught=ALL))[0]
    assert first.entry.front.module == "interpersonal"


def test_a_missing_model_is_said_once_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning._model.cache_clear()
    monkeypatch.setattr(meaning, "find_spec", lambda _name: None)
    assert meaning.embed("anything") is None
    meaning._model.cache_clear()


def test_the_meaning_of_a_text_has_length_one() -> None:
    vector = meaning.embed("my roommate ate my food")
    assert vector is not None
    assert vector.shape == (meaning.SIZE,)
    assert abs(float(vector @ vector) - 1) < 1e-4


def test_the_whole_is_suggested_rather_than_its_parts_and_a_part_where_only_that_was_taught() -> None:
    both = Question(intensity=95, taught=frozenset({"tipp", "cold-water"}))
    assert [each.entry.id for each in find(both)] == ["tipp"]
    assert [each.entry.id for each in find(replace(both, taught=frozenset({"cold-water"})))] == ["cold-water"]


def test_a_failure_that_was_no_real_try_says_less_about_the_skill() -> None:
    real, hardly = (
        Question(history=tuple(Past("tipp", 0.0, NOW - timedelta(days=day), says=says) for day in range(3)))
        for says in (1.0, 0.2)
    )
    assert history.worth("tipp", real, NOW)[0] < history.worth("tipp", hardly, NOW)[0]


@pytest.mark.parametrize("why", list(Why))
def test_a_reason_speaks_to_whoever_reads_it(why: Why) -> None:
    reason = Reason(why, of="cut", helped=5, times=6)
    to_coach = sentence(reason, to_client=False)
    assert not {"you", "You"} & set(to_coach.replace(".", " ").split())
    assert ("5 of 6" in to_coach) == (why == Why.HELPED_BEFORE) == ("5 of 6" in sentence(reason, to_client=True))
