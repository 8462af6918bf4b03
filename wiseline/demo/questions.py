"""Nine weeks of Mia's answers: her own weekly questions, and an instrument that shows a clear change."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wiseline.chart.diary.days import today_of
from wiseline.chart.questionnaires.answering import answer
from wiseline.chart.questionnaires.asking import ask, remind_of_questions_at
from wiseline.chart.questionnaires.versions import version_of
from wiseline.lib import clock

if TYPE_CHECKING:
    from wiseline.demo.cast import Cast

WEEKS = 10
EVERY_TWO = ("32232322", "22232222", "22222212", "11221211", "11211111")
"""The first eight answers to the instrument, every second week."""


def answer_questions(cast: Cast) -> None:
    """Answers up to last week; this week's are left for who tries the demo."""
    mia, rng = cast.mia, random.Random(7)  # noqa: S311 invented answers, not secrets
    today = today_of(mia)
    week, phq = version_of(mia.programme_id, "week"), version_of(mia.programme_id, "phq-9")
    if week is None or phq is None:
        return
    for back in range(WEEKS, 0, -1):
        at = datetime.combine(today - timedelta(weeks=back), time(19, 40), ZoneInfo(mia.timezone))
        grown = (WEEKS - back) / WEEKS
        with clock.standing_at(at):
            if back == WEEKS:
                ask(client=mia, by=cast.dana, slug="week", every_weeks=1, weekday=today.weekday())
                ask(client=mia, by=cast.dana, slug="phq-9", every_weeks=2, weekday=today.weekday())
            given = {
                "emotions": _step(1.2 + 2.4 * grown + rng.gauss(0, 0.4)),
                "conflict": _step(1.8 + rng.gauss(0, 0.7)),
                "distress": _step(1.6 + 1.2 * grown + rng.gauss(0, 0.6)),
                "steady": _step(2 + 0.6 * grown + rng.gauss(0, 0.8)),
                "people": _step(2.6 + rng.gauss(0, 0.8)),
            }
            answer(client=mia, version=week, given=given, key=f"demo-week-{back}")
            if back % 2 == 0:
                said = EVERY_TWO[(WEEKS - back) // 2]
                given = {f"q{place}": int(value) for place, value in enumerate(said, start=1)}
                answer(client=mia, version=phq, given={**given, "q9": 0}, key=f"demo-phq-{back}")
    remind_of_questions_at(client=mia, at=time(19, 30))


def _step(value: float) -> int:
    return max(0, min(5, round(value)))
