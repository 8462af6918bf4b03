"""Beginning, changing and finishing an analysis. Nothing is overwritten: every state is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.chart.chains.chain import Body
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.models import Chain, ChainRevision
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person


class ChangedMeanwhile(Exception):
    """Somebody else kept another version since this one was opened."""

    def __init__(self, standing: Chain) -> None:
        super().__init__(standing.pk)
        self.standing = standing


def body_of(chain: Chain) -> Body:
    """The analysis as it stands."""
    return Body.model_validate(chain.body)


def begin(*, client: Person, by: Person, kind: str, body: Body, contact_id: UUID | None = None) -> Chain:
    """A new analysis. From one contact there is one of each kind: a second tap opens the first."""
    with changes():
        if contact_id and (known := Chain.objects.filter(client=client, contact_id=contact_id, kind=kind).first()):
            return known
        now = clock.now()
        chain = Chain.objects.create(
            client=client,
            programme_id=client.programme_id,
            contact_id=contact_id,
            kind=kind,
            body=body.model_dump(mode="json"),
            begun_by=by,
            changed_by=by,
            at=now,
            updated_at=now,
        )
        _revise(chain, by, now)
        add_to_timeline(client=client, kind="chain.begun", actor=by, contact_id=contact_id, chain=str(chain.pk))
        publish(to=[client.pk, *carers_of(client)], kind="chain", id=str(chain.pk))
        return chain


def keep(*, chain: Chain, by: Person, body: Body, seen: int, finish: bool = False) -> Chain:
    """A new state of an analysis; the same words again change nothing but whether it is finished.

    Raises ChangedMeanwhile where somebody kept another since revision `seen`.
    """
    with changes():
        row = Chain.objects.select_for_update().get(pk=chain.pk)
        plain = body.model_dump(mode="json")
        same = plain == row.body
        if seen != row.revision and not same:
            raise ChangedMeanwhile(row)
        now = clock.now()
        if not same:
            row.body, row.revision, row.changed_by, row.updated_at = plain, row.revision + 1, by, now
            _revise(row, by, now)
        if finish and row.finished_at is None:
            row.finished_at = now
            add_to_timeline(client=row.client, kind="chain.finished", actor=by, chain=str(row.pk))
            record(
                actor=by, action="chain.finished", subject=row, programme_id=row.programme_id, client_id=row.client_id
            )
        row.save(update_fields=["body", "revision", "changed_by", "updated_at", "finished_at"])
        publish(to=[row.client_id, *carers_of(row.client)], kind="chain", id=str(row.pk))
        return row


def _revise(chain: Chain, by: Person, now: datetime) -> None:
    ChainRevision.objects.create(
        client_id=chain.client_id,
        programme_id=chain.programme_id,
        chain=chain,
        number=chain.revision,
        body=chain.body,
        by=by,
        at=now,
    )
