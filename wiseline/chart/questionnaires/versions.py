"""The editions of questionnaires that a programme can ask: those that come with Wiseline, and its own."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from wiseline.audit.trail import record
from wiseline.chart.models import QuestionnaireVersion
from wiseline.chart.questionnaires import shipped
from wiseline.chart.questionnaires.definition import Definition
from wiseline.chart.questionnaires.faults import Fault, Faulty, line_of, read
from wiseline.lib import clock
from wiseline.live.publish import changes

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person


def definition_of(version: QuestionnaireVersion) -> Definition:
    """What an edition says."""
    return Definition.model_validate(version.definition)


def current(programme_id: UUID) -> dict[str, Definition]:
    """What the programme can ask today, by id: its own editions that are on, and those that come with Wiseline."""
    own = QuestionnaireVersion.objects.filter(
        programme_id=programme_id, on_at__isnull=False, off_at=None, by__isnull=False
    )
    found = {row.slug: definition_of(row) for row in own.order_by("number")}
    return {**shipped(), **found}


def version_of(programme_id: UUID, slug: str) -> QuestionnaireVersion | None:
    """The edition that is asked today, kept from now on; None where nothing of that name can be asked."""
    own = QuestionnaireVersion.objects.filter(
        programme_id=programme_id, slug=slug, on_at__isnull=False, off_at=None, by__isnull=False
    )
    if found := own.order_by("-number").first():
        return found
    definition = shipped().get(slug)
    return _kept(programme_id, definition) if definition else None


def _fingerprint(definition: Definition) -> str:
    plain = json.dumps(definition.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _kept(
    programme_id: UUID, definition: Definition, *, text: str | None = None, by: Person | None = None
) -> QuestionnaireVersion:
    """The row of an edition, made where there is none yet. Numbers are handed out by trying again."""
    mark = _fingerprint(definition)
    while True:
        rows = QuestionnaireVersion.objects.filter(programme_id=programme_id, slug=definition.id)
        if found := rows.filter(fingerprint=mark).first():
            return found
        try:
            with transaction.atomic():
                return QuestionnaireVersion.objects.create(
                    programme_id=programme_id,
                    slug=definition.id,
                    number=(rows.aggregate(newest=Max("number"))["newest"] or 0) + 1,
                    fingerprint=mark,
                    definition=definition.model_dump(mode="json", by_alias=True),
                    text=text,
                    by=by,
                    on_at=None if by else clock.now(),
                )
        except IntegrityError:
            continue


def add_edition(*, text: str, by: Person) -> QuestionnaireVersion:
    """Keep a questionnaire of the programme's own, not yet switched on. Raises Faulty."""
    definition = read(text)
    if definition.id in shipped():
        raise Faulty([Fault(line_of(text, ("id",)), f"id: {definition.id!r} comes with Wiseline; choose another")])
    with changes():
        version = _kept(by.programme_id, definition, text=text, by=by)
        record(actor=by, action="questionnaire.added", subject=version, programme_id=by.programme_id)
    return version


def switch(*, version: QuestionnaireVersion, on: bool, by: Person) -> None:
    """Switch an edition of the programme's own on, in place of the one before, or off. Answers stay."""
    now = clock.now()
    rows = QuestionnaireVersion.objects.filter(programme_id=version.programme_id, slug=version.slug, by__isnull=False)
    with changes():
        if on:
            rows.exclude(pk=version.pk).filter(on_at__isnull=False, off_at=None).update(off_at=now)
            rows.filter(pk=version.pk).update(on_at=now, off_at=None)
        else:
            rows.filter(pk=version.pk, off_at=None).update(off_at=now)
        action = "questionnaire.on" if on else "questionnaire.off"
        record(actor=by, action=action, subject=version, programme_id=version.programme_id)
