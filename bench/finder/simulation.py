"""Does the personal part of the finder learn? 200 different clients over 12 weeks, each lived twice.

Once with the finder as it is, once with the same finder that knows nothing of what the client tried. Both lives share
their clients, moments, lessons and luck. What counts is how far a suggested skill that was tried truly lets distress
fall (points of 100), before luck is added.

Assumed, and nothing of it taken from the finder: a skill lets distress fall by 12 points; by 8 more where a clinician
would choose it first for that moment, 6 where among others, 3 where it is also all right; skills differ by a standard
deviation of 3 over all clients, and for one client by `DIFFER` more. What is seen differs from that by luck of 12.
A client has about 2.5 moments a week, drawn from the situations that the finder learned its words from (so the words
are as good as they get, and what is gained is gained by the person's own history), is taught six skills before they
begin and about two a week, and tries the first suggestion in 70, the second in 20, the third in 10 of 100 moments.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wiseline.lib import clock
from wiseline.skills import library
from wiseline.skills.finder import find, learned
from wiseline.skills.finder.question import Past, Question
from wiseline.skills.finder.train import SITUATIONS

if TYPE_CHECKING:
    from numpy.random import Generator

WEEKS, CLIENTS, A_WEEK = 12, 200, 2.5
BASE, FITS, ALSO_FITS = 12.0, (8.0, 6.0, 6.0, 6.0), 3.0
SKILLS_DIFFER, LUCK = 3.0, 12.0
DIFFER = {"clients differ": 6.0, "clients are alike": 0.0}
HELPED, SOME = 15.0, 5.0
TAUGHT_FIRST, TAUGHT_A_WEEK = 6, 2
TRIES = (0.7, 0.2, 0.1)
RESULTS = Path(__file__).parents[1] / "results" / "simulation.json"


@dataclass(frozen=True)
class Moment:
    """When help is needed: days after the beginning, the situation, and what luck does to each skill then."""

    day: float
    case: dict[str, Any]
    tries: int
    luck: dict[str, float]


@dataclass
class Client:
    """Somebody whose skills help as they do, whatever the finder thinks."""

    worth: dict[str, float]
    lessons: list[str]  # in the order in which they are taught
    moments: list[Moment]
    lived: dict[bool, list[tuple[int, float]]] = field(default_factory=lambda: {True: [], False: []})

    def taught(self, day: float) -> frozenset[str]:
        """What they were taught by a day."""
        return frozenset(self.lessons[: TAUGHT_FIRST + int(day / 7 * TAUGHT_A_WEEK)])

    def fall(self, skill: str, moment: Moment) -> float:
        """How far distress truly falls when this skill is tried then."""
        fits = dict(zip(moment.case["skills"], FITS, strict=False))
        also = ALSO_FITS if skill in moment.case.get("also_ok", ()) else 0.0
        return BASE + self.worth[skill] + fits.get(skill, also)


@cache
def cases() -> list[dict[str, Any]]:
    """Moments, each with what a clinician would choose."""
    return [json.loads(line) for file in sorted(SITUATIONS.glob("*.jsonl")) for line in file.read_text().splitlines()]


def client(chance: Generator, skills: list[str], usual: dict[str, float], differ: float) -> Client:
    """A client drawn by chance."""
    own = chance.normal(0, 1, len(skills)) * differ
    days = np.sort(chance.uniform(0, WEEKS * 7, chance.poisson(A_WEEK * WEEKS)))
    moments = [
        Moment(
            day=float(day),
            case=cases()[chance.integers(len(cases()))],
            tries=int(chance.choice(len(TRIES), p=TRIES)),
            luck=dict(zip(skills, chance.normal(0, LUCK, len(skills)).tolist(), strict=True)),
        )
        for day in days
    ]
    worth = {skill: usual[skill] + float(more) for skill, more in zip(skills, own, strict=True)}
    return Client(worth=worth, lessons=[str(skill) for skill in chance.permutation(skills)], moments=moments)


def live(person: Client, *, remembers: bool) -> None:
    """Twelve weeks with the finder; `remembers` gives it what this client tried so far."""
    tried: list[tuple[float, str, float, int | None]] = []
    for moment in person.moments:
        now = clock.now()
        question = Question(
            text=moment.case["text"],
            emotion=moment.case.get("emotion", ""),
            intensity=moment.case.get("intensity"),
            taught=person.taught(moment.day),
            history=tuple(past_of(each, moment.day, now) for each in tried) if remembers else (),
        )
        found = find.find(question)
        if not found:
            continue
        skill = found[min(moment.tries, len(found) - 1)].entry.id
        fall = person.fall(skill, moment)
        tried.append((moment.day, skill, fall + moment.luck[skill], moment.case.get("intensity")))
        person.lived[remembers].append((int(moment.day // 7), fall))


def past_of(tried: tuple[float, str, float, int | None], today: float, now: datetime) -> Past:
    """What was tried as the finder knows it: what was seen, not what is true."""
    day, skill, seen, intensity = tried
    effect = 1.0 if seen >= HELPED else 0.5 if seen >= SOME else 0.0
    return Past(skill, effect, now - timedelta(days=today - day), intensity)


def run(differ: float, *, clients: int = CLIENTS, seed: int = 1) -> list[Client]:
    """Every client's two lives."""
    chance = np.random.default_rng(seed)
    skills = sorted(entry.id for entry in library.entries().values() if not entry.front.part_of)
    usual = dict(zip(skills, chance.normal(0, SKILLS_DIFFER, len(skills)).tolist(), strict=True))
    people = [client(chance, skills, usual, differ) for _ in range(clients)]
    for person in people:
        for remembers in (True, False):
            live(person, remembers=remembers)
    return people


def gain(people: list[Client], weeks: range, *, seed: int = 2) -> dict[str, float]:
    """By how many points more distress falls with memory: the mean over clients, and its 95 % bootstrap interval."""
    pairs = np.array([(_mean(each.lived[True], weeks), _mean(each.lived[False], weeks)) for each in people])
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    differences = pairs[:, 0] - pairs[:, 1]
    chance = np.random.default_rng(seed)
    drawn = chance.choice(differences, (2000, len(differences))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    figures = (pairs[:, 1].mean(), pairs[:, 0].mean(), differences.mean(), low, high)
    return dict(
        zip(("without", "with", "gain", "low", "high"), (round(float(each), 2) for each in figures), strict=True)
    )


def _mean(lived: list[tuple[int, float]], weeks: range) -> float:
    falls = [fall for week, fall in lived if week in weeks]
    return float(np.mean(falls)) if falls else float("nan")


def one_bad_evening() -> dict[str, float]:
    """How often a skill that fits the moment and helped three times is still suggested after it failed once."""
    now = clock.now()
    everything = frozenset(library.entries())
    shares: dict[str, list[bool]] = {"before": [], "after": [], "never tried": []}
    for case in cases()[::4]:
        skill = case["skills"][0]
        helped = tuple(Past(skill, 1.0, now - timedelta(days=days), case.get("intensity")) for days in (9, 20, 31))
        failed = Past(skill, 0.0, now - timedelta(days=1), case.get("intensity"))
        for name, history in (("never tried", ()), ("before", helped), ("after", (*helped, failed))):
            question = Question(
                text=case["text"],
                emotion=case.get("emotion", ""),
                intensity=case.get("intensity"),
                taught=everything,
                history=history,
            )
            shares[name].append(skill in {each.entry.id for each in find.find(question)})
    return {name: round(sum(values) / len(values), 2) for name, values in shares.items()}


def main() -> None:
    """Run, print, keep."""
    learned.embed = cache(learned.embed)  # the same few situations come again and again
    results: dict[str, Any] = {}
    for name, differ in DIFFER.items():
        people = run(differ)
        results[name] = {
            f"weeks {weeks.start + 1}-{weeks.stop}": gain(people, weeks)
            for weeks in (range(4), range(4, 8), range(8, 12))
        }
        for weeks, row in results[name].items():
            print(f"{name:<20} {weeks:<12} " + "  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    results["one bad evening"] = one_bad_evening()
    print(f"one bad evening: {results['one bad evening']}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    sys.exit(main())
