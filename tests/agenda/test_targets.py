"""Which fact stands under which target: the table, held against cases that are written out here with their source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiseline.agenda.line import TARGETS, Group
from wiseline.agenda.targets import RULES, heading_of, rank_of

LIFE, THERAPY, QUALITY, SKILLS = Group.LIFE, Group.THERAPY, Group.QUALITY, Group.SKILLS
HIERARCHY = "session hierarchy: life-threatening > therapy-interfering > quality of life > skills (clinical.md 6 [45])"
CALLS = "calls: first less suicidal behaviour, then skills, then less conflict with the therapist (clinical.md 1 [1])"
THERAPISTS = "therapists interfere too: not returning calls, incomplete risk assessment (clinical.md 3 [23])"
CASES = [
    ("card.act.self_harm", 1, None, LIFE, HIERARCHY),
    ("card.act.self_harm", 0, None, None, HIERARCHY),
    ("card.urge.suicide", 1, None, LIFE, HIERARCHY),
    ("card.urge.suicide", 0, None, None, HIERARCHY),
    ("card.urge.suicide", 1, 3, LIFE, "a threshold for telling the coach does not hide a weak urge from the session"),
    ("card.urge.self_harm", 4, None, LIFE, HIERARCHY),
    ("card.urge.self_harm", 3, None, None, HIERARCHY),
    ("card.urge.self_harm", 2, 2, LIFE, "what therapist and client agreed on counts"),
    ("card.urge.self_harm", 4, 5, None, "what therapist and client agreed on counts"),
    ("card.urge.quit", 1, None, THERAPY, HIERARCHY),
    ("card.urge.quit", 0, None, None, HIERARCHY),
    ("card.unfilled", 2, None, THERAPY, HIERARCHY),
    ("card.unfilled", 1, None, None, "one day can be missed by anybody"),
    ("card.urge.substances", 3, None, QUALITY, HIERARCHY),
    ("card.urge.substances", 2, None, None, HIERARCHY),
    ("card.drugs", 1, None, QUALITY, HIERARCHY),
    ("card.alcohol", 4, None, QUALITY, HIERARCHY),
    ("card.alcohol", 3, None, None, HIERARCHY),
    ("card.misery", 4, None, QUALITY, HIERARCHY),
    ("card.misery", 3, None, None, HIERARCHY),
    ("card.conflict", 1, None, QUALITY, HIERARCHY),
    ("card.sleep", 300, None, QUALITY, HIERARCHY),
    ("card.sleep", 301, None, None, HIERARCHY),
    ("card.medication", 0, None, QUALITY, HIERARCHY),
    ("card.medication", 1, None, None, HIERARCHY),
    ("card.own_target", 4, None, QUALITY, HIERARCHY),
    ("card.own_target", 3, None, None, HIERARCHY),
    ("contact.crisis", None, None, LIFE, CALLS),
    ("contact.danger", None, None, LIFE, CALLS),
    ("contact.unsure", None, None, LIFE, CALLS),
    ("contact.acted", None, None, LIFE, CALLS),
    ("contact.risk_unanswered", None, None, LIFE, THERAPISTS),
    ("contact.repair", None, None, THERAPY, CALLS),
    ("contact.limits", None, None, THERAPY, "limits are observed (clinical.md 3 [16])"),
    ("contact.unreached", None, None, THERAPY, THERAPISTS),
    ("contact.quit", 1, None, THERAPY, HIERARCHY),
    ("questionnaire.asks_for_help", None, None, LIFE, HIERARCHY),
    ("repair.open", None, None, THERAPY, CALLS),
    ("pulse.dropped", None, None, THERAPY, HIERARCHY),
    ("session.missed", None, None, THERAPY, HIERARCHY),
    ("question.unanswered", None, None, THERAPY, HIERARCHY),
    ("commitment.not_done", None, None, THERAPY, "missing links: what blocked doing it? (clinical.md 6 [48])"),
    ("need.late", None, None, THERAPY, THERAPISTS),
    ("skill.failed", None, None, SKILLS, "failed use is a signal to coach (clinical.md 4 [33])"),
    ("skill.asked", None, None, SKILLS, "GK"),
    ("skill.unused", None, None, SKILLS, "used in the natural environment, not just known (clinical.md 6 [41])"),
]


@pytest.mark.parametrize(("fact", "value", "threshold", "group", "source"), CASES)
def test_a_fact_stands_under_its_target(
    fact: str, value: int | None, threshold: int | None, group: Group | None, source: str
) -> None:
    assert heading_of(fact, value, threshold=threshold) == group, source


def test_every_fact_of_the_table_has_a_case_and_a_source() -> None:
    assert {fact for fact, *_rest in CASES} == set(RULES)
    assert all(rule.source and rule.group in TARGETS for rule in RULES.values())


@given(st.sampled_from(sorted(RULES)), st.integers(0, 1440), st.integers(1, 5))
def test_more_of_something_never_moves_it_to_another_target(fact: str, value: int, threshold: int) -> None:
    assert heading_of(fact, value, threshold=threshold) in {None, RULES[fact].group}


def test_an_act_stands_before_an_urge() -> None:
    assert rank_of("card.act.self_harm") < rank_of("card.urge.suicide") < rank_of("contact.crisis")
