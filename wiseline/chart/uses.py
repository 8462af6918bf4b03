"""Skill uses: kept once, also when the same one is sent twice, and read back for the finder."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from wiseline.chart.models import SkillUse
from wiseline.chart.obstacles import BY_ID
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.skills.contexts import whereabouts
from wiseline.skills.finder.question import Past, Question
from wiseline.skills.selectors import flags_of, taught_ids

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

REMEMBERED = timedelta(days=365)
NOW_IS = timedelta(hours=3)
"""A skill that did not help so recently is not offered again for the same moment."""
EFFECTS = {SkillUse.Effect.HELPED: 1.0, SkillUse.Effect.SOME: 0.5, SkillUse.Effect.NOT: 0.0}


@dataclass(frozen=True, slots=True)
class Went:
    """How using a skill went, and where: every part may be unknown. Distress is 0 to 100.

    `contexts`: keys of the programme's life contexts (`skills.contexts`), None where the client said none.
    """

    effect: str = ""
    before: int | None = None
    after: int | None = None
    place: str = ""
    company: str = ""
    situation: str = ""
    prompted: bool | None = None
    contexts: list[str] | None = None


def log_use(
    *,
    client: Person,
    skill: str,
    went: Went,
    how: str = SkillUse.How.ALONE,
    source: str = SkillUse.Source.LOG,
    contact_id: UUID | None = None,
    key: str = "",
    at: datetime | None = None,
) -> SkillUse:
    """Keep a use of a skill. With a `key` that is known already, that one is returned as it is.

    `at` is what the device says; a clock that runs ahead of the server's is not believed. In a contact, a skill is
    coached once: what is known of it is filled in.
    """
    now = clock.now()
    went = _with_whereabouts(went)
    with changes():
        if known := _known(client, key, went, contact_id=contact_id, skill=skill, how=how):
            return known
        try:
            with transaction.atomic():
                use = SkillUse.objects.create(
                    programme_id=client.programme_id,
                    client=client,
                    skill=skill,
                    how=how,
                    source=source,
                    contact_id=contact_id,
                    key=key,
                    at=min(at or now, now),
                    **asdict(went),
                )
        except IntegrityError:  # the same one, in the same instant
            known = _known(client, key, went, contact_id=contact_id, skill=skill, how=how)
            if known is None:
                raise
            return known
        add_to_timeline(
            client=client,
            kind="skill.used",
            actor=client,
            contact_id=contact_id,
            at=use.at,
            skill=skill,
            effect=went.effect,
        )
        publish(to=[client.pk], kind="skills")
        return use


def _with_whereabouts(went: Went) -> Went:
    """What the contexts tell of place and company is kept there too, for patterns and the finder."""
    place, company = whereabouts(went.contexts or ())
    return replace(went, place=went.place or place, company=went.company or company)


def _known(client: Person, key: str, went: Went, **place: Any) -> SkillUse | None:
    if key and (same := SkillUse.objects.filter(client=client, key=key).first()):
        return same
    if place["contact_id"] and (coached := SkillUse.objects.filter(**place).first()):
        return _fill_in(coached, went, key)
    return None


def _fill_in(use: SkillUse, went: Went, key: str) -> SkillUse:
    told = {name: value for name, value in asdict(went).items() if value not in ("", None)}
    for name, value in {**told, "key": key or use.key}.items():
        setattr(use, name, value)
    use.save(update_fields=[*told, "key"])
    return use


def say_obstacle(*, use: SkillUse, obstacle: str) -> None:
    """What got in the way."""
    use.obstacle = obstacle
    use.save(update_fields=["obstacle"])


def history_of(client: Person) -> tuple[Past, ...]:
    """What the client tried in the last year and whether it helped, for the finder."""
    rows = SkillUse.objects.filter(client=client, at__gte=clock.now() - REMEMBERED).exclude(effect="")
    return tuple(
        Past(skill, EFFECTS[SkillUse.Effect(effect)], at, before, BY_ID[obstacle].says if obstacle in BY_ID else 1.0)
        for skill, effect, at, before, obstacle in rows.values_list("skill", "effect", "at", "before", "obstacle")
    )


def question_of(client: Person, **asked: Any) -> Question:
    """What the finder is asked: what is known of a client whatever the moment, and what `asked` says of the moment.

    What did not help within hours is not offered again.
    """
    failed = failed_now(client) | asked.pop("failed", frozenset())
    return Question(
        flags=flags_of(client), taught=taught_ids(client), failed=failed, history=history_of(client), **asked
    )


def tried_now(client: Person) -> list[str]:
    """What the client used alone within the last hours, for a coach who is asked now."""
    rows = SkillUse.objects.filter(client=client, at__gte=clock.now() - NOW_IS, how=SkillUse.How.ALONE)
    return list(dict.fromkeys(rows.order_by("at").values_list("skill", flat=True)))


def used_now(client: Person) -> list[SkillUse]:
    """What the client used within the last hours, the newest first: how it went and what got in the way."""
    rows = SkillUse.objects.filter(client=client, at__gte=clock.now() - NOW_IS).exclude(effect="")
    return list(rows.order_by("-at"))


def failed_now(client: Person) -> frozenset[str]:
    """What did not help within the last hours."""
    rows = SkillUse.objects.filter(client=client, at__gte=clock.now() - NOW_IS, effect=SkillUse.Effect.NOT)
    return frozenset(rows.values_list("skill", flat=True))
