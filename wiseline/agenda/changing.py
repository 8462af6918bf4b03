"""Writing down each change of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wiseline.agenda.models import Session, SessionRevision
from wiseline.lib import clock

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person


class Over(Exception):
    """The session is closed or did not take place: its page does not change any more."""


def held(session_id: UUID, *states: str) -> Session:
    """The session, held until this transaction ends. Raises Over unless it is in one of the states; none: open."""
    session = Session.objects.select_for_update().get(pk=session_id)
    if session.state not in (states or (Session.State.PREPARING, Session.State.IN_SESSION)):
        raise Over(session_id)
    return session


def change(session: Session, *, by: Person | None, what: str, before: Any = None, after: Any = None) -> SessionRevision:
    """Add one revision. Call within a transaction."""
    session.revision = Session.objects.select_for_update().values_list("revision", flat=True).get(pk=session.pk) + 1
    Session.objects.filter(pk=session.pk).update(revision=session.revision)
    return SessionRevision.objects.create(
        client_id=session.client_id,
        programme_id=session.programme_id,
        session=session,
        number=session.revision,
        what=what,
        body={"before": before, "after": after},
        by=by,
        at=clock.now(),
    )
