"""Keeping answers. Told twice, they are kept once; where one asks for it, help is offered and somebody owes a look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.models import QuestionnaireAnswers
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.questionnaires.definition import asks_for_help, kept
from wiseline.chart.questionnaires.versions import definition_of
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import CareRelationship, Person, Role, therapist_of
from wiseline.rota.limits import is_off
from wiseline.rota.selectors import limits_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiseline.chart.models import QuestionnaireVersion

LOOK_WITHIN = timedelta(hours=4)
"""By when somebody looks at an answer that asked for help. GK: a programme's clinician has to confirm it."""


def answer(
    *,
    client: Person,
    version: QuestionnaireVersion,
    given: Mapping[str, Any],
    key: str,
    at: datetime | None = None,
    by: Person | None = None,
) -> QuestionnaireAnswers:
    """Keep what was answered. `at`: when it was written, by our clock; `by`: who wrote it down, if not the client."""
    now = clock.now()
    definition = definition_of(version)
    answers = kept(definition, given)
    with changes():
        try:
            with transaction.atomic():
                row = QuestionnaireAnswers.objects.create(
                    client=client,
                    programme_id=client.programme_id,
                    version=version,
                    slug=version.slug,
                    answers=answers,
                    by=by or client,
                    key=key,
                    at=min(at or now, now),
                )
        except IntegrityError:
            return QuestionnaireAnswers.objects.select_related("version").get(client=client, key=key)
        actor = by or client
        record(
            actor=actor, action="questions.answered", subject=row, programme_id=client.programme_id, client_id=client.pk
        )
        add_to_timeline(client=client, kind="questions.answered", actor=actor, at=row.at, slug=version.slug)
        if asks_for_help(definition, answers):
            due_at = now + LOOK_WITHIN
            raise_need(client=client, kind="answers", due_at=due_at, subject_id=row.pk, owner=_who_looks(client, now))
        publish(to=[client.pk, *carers_of(client)], kind="questions")
    return row


def _who_looks(client: Person, now: datetime) -> Person | None:
    """The therapist. On a day off of theirs whoever else cares (then nobody is named), and if nobody does, a lead."""
    therapist = therapist_of(client.pk)
    if therapist is not None:
        limits = limits_of([therapist.pk]).get(therapist.pk)
        if limits is None or not is_off(limits, now):
            return therapist
    cared_for = CareRelationship.objects.current().filter(client=client, coach__is_active=True)
    if cared_for.exclude(coach=therapist).exists():
        return None
    leads = Person.objects.filter(programme_id=client.programme_id, is_active=True, role_rows__role=Role.LEAD)
    return leads.order_by("pk").first() or therapist


def looked(*, row: QuestionnaireAnswers, by: Person) -> bool:
    """Somebody has looked at answers that asked for it. Whether somebody still owed it."""
    return meet_need(client=row.client, kind="answers", by=by, subject_id=row.pk)
