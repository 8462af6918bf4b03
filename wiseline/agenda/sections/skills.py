"""Skills: what did not help and why, what the client asks to learn, what was taught and not used since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiseline.agenda.line import Line
from wiseline.agenda.targets import RULES, rank_of
from wiseline.chart.diary.days import today_of
from wiseline.chart.models import SkillUse
from wiseline.chart.obstacles import BY_ID
from wiseline.skills.catalogue import name_of
from wiseline.skills.selectors import asked_about, taught_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiseline.agenda.look import Look

LOOK_BACK = timedelta(days=28)
"""A skill that was taught longer ago is not asked about by itself."""


def lines(look: Look) -> list[Line]:
    """What did not help, what is asked about, what was not used."""
    return [*_failed(look), *_asked(look), *_unused(look)]


def _failed(look: Look) -> Iterable[Line]:
    for use in look.uses:
        if use.effect != SkillUse.Effect.NOT:
            continue
        day = today_of(look.client, use.at)
        obstacle = BY_ID.get(use.obstacle)
        details = [str(obstacle.label)] if obstacle else []
        if use.situation:
            details.append(use.situation)
        text = _("%(skill)s did not help") % {"skill": name_of(use.skill)}
        yield Line(
            f"skill.failed.{use.pk}",
            RULES["skill.failed"].group,
            text,
            "diary:week",
            (str(look.client.pk),),
            f"last={min(day + timedelta(days=3), look.last_day)}",
            at=use.at,
            details=tuple(details),
            rank=rank_of("skill.failed"),
        )


def _asked(look: Look) -> Iterable[Line]:
    for row in asked_about(look.client):
        text = _("Would like to learn: %(skill)s") % {"skill": name_of(row.skill)}
        details = (row.text,) if row.text else ()
        page = ("skills:learning", (str(look.client.pk),))
        key, rank = f"skill.asked.{row.pk}", rank_of("skill.asked")
        yield Line(key, RULES["skill.asked"].group, text, *page, at=row.at, details=details, rank=rank)


def _unused(look: Look) -> Iterable[Line]:
    newest = [row for row in taught_to(look.client) if row.on >= look.last_day - LOOK_BACK]
    first = {row.skill: row for row in newest}  # the newest stands first, so the earliest of the time is kept
    used = set(
        SkillUse.objects.filter(client=look.client, skill__in=first, at__gte=look.end - LOOK_BACK)
        .exclude(how=SkillUse.How.COACHED)
        .values_list("skill", flat=True)
    )
    for skill, row in first.items():
        if skill not in used and row.on < look.last_day:
            text = _("%(skill)s was taught on %(day)s; no use is noted") % {
                "skill": name_of(skill),
                "day": date_format(row.on, "j F"),
            }
            page = ("skills:learning", (str(look.client.pk),))
            rank = rank_of("skill.unused")
            yield Line(f"skill.unused.{row.pk}", RULES["skill.unused"].group, text, *page, rank=rank)
