"""Skill uses: kept once, also when the same one is sent twice, and read back for the finder."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wiseline.chart.models import SkillUse
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.skills.finder.question import Past

if TYPE_CHECKING:
    from wiseline.people.models import Person

REMEMBERED = timedelta(days=365)
NOW_IS = timedelta(hours=3)
"""A skill that did not help so recently is not offered again for the same moment."""
EFFECTS = {SkillUse.Effect.HELPED: 1.0, SkillUse.Effect.SOME: 0.5, SkillUse.Effect.NOT: 0.0}


def log_use(
    *,
    client: Person,
    skill: str,
    effect: str = "",
    before: int | None = None,
    after: int | None = None,
    place: str = "",
    prompted: bool | None = None,
    key: str = "",
    at: datetime | None = None,
) -> SkillUse:
    """Keep a use of a skill by the client alone. With a `key` that is known already, that one is returned as it is.

    `at` is what the device says; a clock that runs ahead of the server's is not believed.
    """
    now = clock.now()
    with changes():
        if key and (known := SkillUse.objects.filter(client=client, key=key).first()):
            return known
        try:
            with transaction.atomic():
                use = SkillUse.objects.create(
                    programme_id=client.programme_id,
                    client=client,
                    skill=skill,
                    how=SkillUse.How.ALONE,
                    effect=effect,
                    before=before,
                    after=after,
                    place=place,
                    prompted=prompted,
                    key=key,
                    at=min(at or now, now),
                )
        except IntegrityError:  # the same one, in the same instant
            return SkillUse.objects.get(client=client, key=key)
        add_to_timeline(client=client, kind="skill.used", actor=client, at=use.at, skill=skill, effect=effect)
        publish(to=[client.pk], kind="skills")
        return use


def say_obstacle(*, use: SkillUse, obstacle: str) -> None:
    """What got in the way."""
    use.obstacle = obstacle
    use.save(update_fields=["obstacle"])


def history_of(client: Person) -> tuple[Past, ...]:
    """What the client tried in the last year and whether it helped, for the finder."""
    rows = SkillUse.objects.filter(client=client, at__gte=clock.now() - REMEMBERED).exclude(effect="")
    return tuple(
        Past(skill, EFFECTS[SkillUse.Effect(effect)], at, before)
        for skill, effect, at, before in rows.values_list("skill", "effect", "at", "before")
    )


def tried_now(client: Person) -> list[str]:
    """What the client used alone within the last hours, for a coach who is asked now."""
    rows = SkillUse.objects.filter(client=client, at__gte=clock.now() - NOW_IS, how=SkillUse.How.ALONE)
    return list(dict.fromkeys(rows.order_by("at").values_list("skill", flat=True)))


def failed_now(client: Person) -> frozenset[str]:
    """What did not help within the last hours."""
    rows = SkillUse.objects.filter(client=client, at__gte=clock.now() - NOW_IS, effect=SkillUse.Effect.NOT)
    return frozenset(rows.values_list("skill", flat=True))
