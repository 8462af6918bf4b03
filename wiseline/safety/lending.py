"""The client gives somebody their plan to read: by a link that ends, made and ended by the client alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.safety.models import PlanLink

if TYPE_CHECKING:
    from wiseline.people.models import Person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def lend(*, client: Person, name: str, days: int) -> str:
    """A new link's secret part. It is shown once: who loses it gets another."""
    token, now = secrets.token_urlsafe(24), clock.now()
    with changes():
        row = PlanLink.objects.create(
            client=client,
            programme_id=client.programme_id,
            name=name,
            token_hash=_hash(token),
            made_at=now,
            until=now + timedelta(days=days),
        )
        record(actor=client, action="plan.lent", subject=row, programme_id=row.programme_id, client_id=client.pk)
    return token


def end_link(*, client: Person, link: PlanLink) -> None:
    """The link works no more. A second tap changes nothing."""
    with changes():
        if PlanLink.objects.filter(pk=link.pk, client=client, ended_at=None).update(ended_at=clock.now()):
            record(
                actor=client,
                action="plan.lent_no_more",
                subject=link,
                programme_id=link.programme_id,
                client_id=client.pk,
            )


def links_of(client: Person) -> list[PlanLink]:
    """The links that work now, the newest first."""
    return list(PlanLink.objects.filter(client=client, ended_at=None, until__gt=clock.now()))


def lent_by(token: str) -> PlanLink | None:
    """The link of this secret part; None where it never was, has ended or is too old."""
    rows = PlanLink.objects.filter(token_hash=_hash(token), ended_at=None, until__gt=clock.now())
    return rows.filter(client__is_active=True).select_related("client", "client__programme").first()
