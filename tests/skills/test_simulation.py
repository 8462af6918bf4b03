"""The simulation that asks whether the finder learns: fair to both lives, and the same each time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bench.finder import simulation
from bench.finder.simulation import DIFFER, gain, past_of, run
from wiseline.lib import clock


def test_the_same_seed_lives_the_same_lives() -> None:
    first, second = (run(DIFFER["clients differ"], clients=2, seed=7) for _ in range(2))
    assert [person.lived for person in first] == [person.lived for person in second]
    assert gain(first, range(12)) == gain(second, range(12))


def test_both_lives_meet_the_same_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, frozenset[str] | None, bool]] = []
    real = simulation.find.find

    def watched(question: simulation.Question) -> object:
        asked.append((question.text, question.taught, bool(question.history)))
        return real(question)

    monkeypatch.setattr(simulation.find, "find", watched)
    (person,) = run(DIFFER["clients differ"], clients=1, seed=3)
    half = len(person.moments)
    assert half > 0
    assert [row[:2] for row in asked[:half]] == [row[:2] for row in asked[half:]]
    assert any(history for *_moment, history in asked[:half])
    assert not any(history for *_moment, history in asked[half:])


def test_nobody_remembers_what_has_not_happened_yet() -> None:
    now = clock.now()
    assert past_of((3.0, "stop", 20.0, 80), 10.0, now).at == now - timedelta(days=7)


def test_what_is_remembered_is_what_was_seen() -> None:
    now = clock.now()
    assert [past_of((0.0, "stop", seen, None), 1.0, now).effect for seen in (20.0, 8.0, -5.0)] == [1.0, 0.5, 0.0]
