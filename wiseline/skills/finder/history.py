"""The personal part: what helped this person before, in moments like this one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wiseline.skills.finder.question import Reason, Why

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.skills.finder.question import Question

USUAL = 0.55
"""The share of uses that help, before anything is known of a person and a skill."""
USUAL_WEIGHT = 4.0
"""So many uses is the usual share worth: one bad evening does not bury a skill."""
HALF_LIFE_DAYS = 120.0
LIKE_INTENSITY = 25.0
WORTH_SAYING = 2
"""After so many uses "it helped you 2 of 2 times" says something."""
CURIOSITY = 0.25
"""A skill that was never tried here is worth a little more than one that is known to be middling."""


def worth(skill: str, question: Question, now: datetime) -> tuple[float, Reason | None]:
    """By how much a skill's own history speaks for it (0: nothing known), on the log-odds scale.

    A beta-binomial estimate: each use counts by how long ago it was, how like the distress was and how much it says
    about the skill (one that was not really done says little), on top of
    `USUAL_WEIGHT` imagined uses of which `USUAL` helped.
    """
    weight = good = 0.0
    helped = times = 0
    for past in question.history:
        if past.skill != skill:
            continue
        like = past.says * math.exp(-(now - past.at).total_seconds() / 86_400 * math.log(2) / HALF_LIFE_DAYS)
        if past.distress is not None and question.intensity is not None:
            like *= math.exp(-(((past.distress - question.intensity) / LIKE_INTENSITY) ** 2) / 2)
        weight += like
        good += like * past.effect
        times += 1
        helped += past.effect > 0
    mean = (USUAL * USUAL_WEIGHT + good) / (USUAL_WEIGHT + weight)
    known = math.log(mean / (1 - mean)) - math.log(USUAL / (1 - USUAL))
    curious = CURIOSITY / math.sqrt(1 + weight) if question.history else 0.0
    said = Reason(Why.HELPED_BEFORE, helped=helped, times=times) if times >= WORTH_SAYING and mean > USUAL else None
    return known + curious, said
