"""Nine weeks of Mia's diary, with gaps, as she would have filled it; and a chain that she began after a contact."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from wiseline.chart.chains import work
from wiseline.chart.chains.chain import Body, Link, LinkKind
from wiseline.chart.diary.asking import ask_about_day
from wiseline.chart.diary.cards import card_of, remind_at
from wiseline.chart.diary.days import today_of
from wiseline.chart.diary.fill import check_in, fill_day
from wiseline.chart.models import Chain, DiaryAlert, SkillUse
from wiseline.chart.uses import Went, log_use
from wiseline.lib import clock

if TYPE_CHECKING:
    from wiseline.demo.cast import Cast
    from wiseline.people.models import Person

WEEKS = 9
FILLED = 0.75
SKILLS = ("paced-breathing", "self-soothe", "distract-accepts", "check-the-facts", "stop", "observe")


def keep_diary(cast: Cast) -> None:
    """Fill the past weeks up to yesterday; today is left for who tries the demo."""
    rng = random.Random(20)  # noqa: S311 invented days, not secrets
    mia = cast.mia
    today = today_of(mia)
    version = card_of(mia)
    slept = 420
    for back in range(WEEKS * 7, 0, -1):
        day = today - timedelta(days=back)
        slept = max(210, min(570, 30 * round((420 + 80 * rng.gauss(0, 1)) / 30)))
        if rng.random() > FILLED:
            continue
        at = _at(mia, day, time(21, rng.randrange(10, 50)))
        with clock.standing_at(at):
            answers = _answers(rng, slept, back)
            fill_day(client=mia, day=day, version=version, answers=answers, seen=0, key=f"demo-{day}", at=at)
        if rng.random() < 0.45:
            _use(mia, rng, day)
    _check_ins(mia, rng, today)
    DiaryAlert.objects.filter(client=mia).update(seen_at=clock.now(), seen_by=cast.dana)
    remind_at(client=mia, at=time(20, 30))
    with clock.standing_at(_at(mia, today - timedelta(days=1), time(22, 30))):
        words = "You slept little on two nights this week. What kept you up?"
        ask_about_day(client=mia, by=cast.dana, day=today - timedelta(days=2), item="sleep", text=words)
    _chain(cast, today)


def _at(client: Person, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(client.timezone))


def _answers(rng: random.Random, slept: int, back: int) -> dict[str, Any]:
    """A day: short nights weigh on it, and the urge grows weaker over the weeks."""
    short = slept <= 360
    conflict = rng.random() < 0.25
    misery = 1.4 + 2.1 * short + rng.gauss(0, 0.7)
    urge = 0.4 + 1.6 * back / (WEEKS * 7) + 1.6 * conflict + rng.gauss(0, 0.6)

    def step(value: float) -> int:
        return max(0, min(5, round(value)))

    answers: dict[str, Any] = {
        "urge.self_harm": step(urge),
        "urge.suicide": step(urge / 2 - 0.4),
        "urge.quit": step(rng.gauss(0.3, 0.6)),
        "act.self_harm": 0,
        "misery": step(misery),
        "sadness": step(misery + rng.gauss(0, 0.8)),
        "fear": step(1.5 + rng.gauss(0, 1)),
        "anger": step(1 + 1.2 * conflict + rng.gauss(0, 0.8)),
        "shame": step(1.6 + rng.gauss(0, 1)),
        "joy": step(3.4 - misery / 2 + rng.gauss(0, 0.7)),
        "sleep": slept,
        "medication": int(rng.random() < 0.92),
        "alcohol": max(0, round(rng.gauss(0.2, 0.9))),
        "conflict": int(conflict),
        "skills": sorted(rng.sample(SKILLS, rng.choice((0, 1, 1, 2, 3)))),
        "skills_rating": rng.choice((2, 3, 4, 5, 5, 5, 7)),
    }
    if conflict and rng.random() < 0.5:
        answers["note"] = "Row with my sister on the phone again."
    return {name: value for name, value in answers.items() if value != []}


def _use(client: Person, rng: random.Random, day: date) -> None:
    at = _at(client, day, time(rng.randrange(9, 20), rng.randrange(60)))
    before = rng.randrange(50, 88)
    after = max(5, round(before - rng.gauss(20, 10)))
    effect = SkillUse.Effect.HELPED if before - after >= 15 else SkillUse.Effect.SOME
    went = Went(effect, before, after, rng.choice(("alone", "alone", "work", "public")), "", "", rng.random() < 0.4)
    with clock.standing_at(at):
        log_use(client=client, skill="paced-breathing", went=went, key=f"demo-{at}"[:64], at=at)


def _check_ins(client: Person, rng: random.Random, today: date) -> None:
    for back in range(1, 15):
        for hour in (8, 14, 20):
            if rng.random() < 0.5:
                at = _at(client, today - timedelta(days=back), time(hour, rng.randrange(60)))
                value = max(0, min(5, round(1 + (hour == 20) + rng.gauss(0, 0.8))))
                with clock.standing_at(at):
                    check_in(client=client, answers={"misery": value}, key=f"demo-{at}"[:64], place="alone", at=at)


def _chain(cast: Cast, today: date) -> None:
    day = today - timedelta(days=11)
    with clock.standing_at(_at(cast.mia, day + timedelta(days=1), time(17, 5))):
        chain = work.begin(client=cast.mia, by=cast.mia, kind=Chain.Kind.CHAIN, body=Body(on=day))
        links = [
            Link(kind=LinkKind.EVENT, text="My sister hung up on me", intensity=None),
            Link(kind=LinkKind.THOUGHT, text="She will never speak to me again", intensity=80, skill="check-the-facts"),
            Link(kind=LinkKind.SENSATION, text="Chest tight, hands shaking", intensity=85, skill="paced-breathing"),
            Link(kind=LinkKind.EMOTION, text="Shame", intensity=90),
            Link(kind=LinkKind.URGE, text="To hurt myself", intensity=80, skill="tipp"),
            Link(kind=LinkKind.ACT, text="Asked for coaching"),
        ]
        body = Body(
            behaviour="I locked myself in the bathroom for two hours",
            on=day,
            vulnerabilities="Four hours of sleep, no lunch",
            prompting="The phone call with my sister",
            links=links,
            soon="It got quiet. I felt safe for a moment.",
            later="I missed the evening with Ada, and was ashamed of it.",
            prevention="Eat before I call her. Call before nine.",
            commitment="Tell Ada what happened, on Saturday.",
        )
        work.keep(chain=chain, by=cast.mia, body=body, seen=1, finish=True)
