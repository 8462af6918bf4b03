"""Four weeks of Mia's practice plan: one practice settles, one was too hard and became smaller, one is to come."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from wiseline.chart.diary.days import today_of
from wiseline.chart.models import PlannedOccasion
from wiseline.chart.practice_plan import answering
from wiseline.chart.practice_plan.arranging import close_days
from wiseline.chart.practice_plan.when import Kind, Part, When
from wiseline.chart.practice_plan.writing import make_smaller, propose, reply
from wiseline.lib import clock

if TYPE_CHECKING:
    from wiseline.chart.models import PlannedPractice
    from wiseline.demo.cast import Cast
    from wiseline.people.models import Person

DAYS = 28
HOME = When(kind=Kind.CUE, cue="When I come home")
EVENING = When(kind=Kind.CLOCK, time=time(20), weekdays=(0, 1, 2, 3, 4), spaced=False)
TOO_HARD = ("done", "not_today", "harder", "not_today", "not_today", "", "harder")


def keep_practice_plan(cast: Cast) -> None:
    """Play the plan up to yesterday; today is left for who tries the demo."""
    rng = random.Random(7)  # noqa: S311 invented days, not secrets
    mia, today = cast.mia, today_of(cast.mia)
    with clock.standing_at(_at(mia, today - timedelta(days=DAYS), 15)):
        together: dict[str, Any] = {"client": mia, "by": cast.dana, "together": True}
        home = propose(**together, skill="paced-breathing", situation="When it is too quiet at home", when=HOME)
        words = "After a call with my sister, before I decide"
        facts = propose(**together, skill="check-the-facts", situation=words, when=EVENING)
        for planned in (home, facts):
            reply(version=planned.versions.get(), by=mia, agrees=True)
    hard = 0
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        with clock.standing_at(_at(mia, day, 21)):
            if _is_due(home, day) and rng.random() < 0.85:
                row = answering.answer(planned=home, day=day, said="done")
                answering.say_effect(occasion=row, effect=rng.choice(("helped", "helped", "some")))
            if _is_due(facts, day) and hard < len(TOO_HARD):
                if word := TOO_HARD[hard]:
                    answering.answer(planned=facts, day=day, said=word)
                hard += 1
                if hard == len(TOO_HARD):
                    make_smaller(planned=facts, by=mia)
            elif _is_due(facts, day):
                answering.answer(planned=facts, day=day, said=rng.choice(("done", "done", "not_today")))
        with clock.standing_at(_at(mia, day + timedelta(days=1), 0) + timedelta(minutes=5)):
            close_days()
    _to_come(cast, today)


def _to_come(cast: Cast, today: date) -> None:
    mia = cast.mia
    lunch = When(kind=Kind.EVENT, event_at=_at(mia, today + timedelta(days=2), 13))
    with clock.standing_at(_at(mia, today - timedelta(days=1), 18)):
        propose(client=mia, by=mia, skill="cope-ahead", situation="Lunch with my sister and her husband", when=lunch)
        morning = When(kind=Kind.PART, part=Part.MORNING)
        words = "On mornings when you would rather stay in bed"
        propose(client=mia, by=cast.dana, skill="opposite-action", situation=words, when=morning)


def _is_due(planned: PlannedPractice, day: date) -> bool:
    return PlannedOccasion.objects.filter(planned=planned, day=day, answer="", closed_at=None).exists()


def _at(client: Person, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(client.timezone))
