"""A session's course: it begins, is closed with what was agreed, or does not take place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.agenda.agreeing import take_effect
from wiseline.agenda.changing import Over, change, held
from wiseline.agenda.models import Session
from wiseline.agenda.pages import as_kept, page_of
from wiseline.agenda.planning import NEED, plan_following
from wiseline.agenda.sections.patterns import known_now
from wiseline.agenda.wishes import talked_about
from wiseline.audit.trail import record
from wiseline.chart.needs import meet_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from wiseline.people.models import Person

State = Session.State


def begin(*, session: Session, by: Person) -> None:
    """The session begins; begun again, nothing changes. Raises Over."""
    with changes():
        row = held(session.pk)
        if row.state == State.IN_SESSION:
            return
        now = clock.now()
        row.state, row.begun_at, row.prepared_at = State.IN_SESSION, now, row.prepared_at or now
        row.save(update_fields=["state", "begun_at", "prepared_at"])
        change(row, by=by, what="begun")
        meet_need(client=row.client, kind=NEED, by=by, subject_id=row.pk)
        publish(to=[row.therapist_id], kind="session")


def close(*, session: Session, by: Person) -> Session:
    """Keep the page as it stands, let what was agreed take effect, and plan the next of a weekly session.

    From now on the client can read it. Closed again, it stays as it was. Raises Over for one that did not take place.
    """
    with changes():
        row = _last_held(session)
        if row.state == State.CLOSED:
            return row
        page = page_of(row)
        row.kept, row.patterns = as_kept(page), known_now(row.client)
        row.state, row.over_at = State.CLOSED, clock.now()
        row.begun_at = row.begun_at or row.over_at
        row.save(update_fields=["kept", "patterns", "state", "over_at", "begun_at"])
        done = [key.removeprefix("wish.") for key in _ticked(row) if key.startswith("wish.")]
        talked_about(session=row, wish_ids=done)
        take_effect(row, by)
        _over(row, by, "session.closed")
        plan_following(row, by)
    return row


def missed(*, session: Session, by: Person) -> Session:
    """The session did not take place. Said again, nothing changes. Raises Over for one that is closed."""
    with changes():
        row = Session.objects.select_for_update().select_related("client", "therapist").get(pk=session.pk)
        if row.state == State.MISSED:
            return row
        if row.state != State.PREPARING:
            raise Over(row.pk)
        row.state, row.over_at = State.MISSED, clock.now()
        row.save(update_fields=["state", "over_at"])
        _over(row, by, "session.missed")
        plan_following(row, by)
    return row


def _last_held(session: Session) -> Session:
    row = Session.objects.select_for_update().select_related("client", "therapist").get(pk=session.pk)
    if row.state == State.MISSED:
        raise Over(row.pk)
    return row


def _ticked(session: Session) -> list[str]:
    return [row["key"] for row in session.kept if row["ticked"]]


def _over(session: Session, by: Person, action: str) -> None:
    change(session, by=by, what=session.state)
    meet_need(client=session.client, kind=NEED, by=by, subject_id=session.pk)
    record(actor=by, action=action, subject=session, programme_id=session.programme_id, client_id=session.client_id)
    add_to_timeline(client=session.client, kind=action, actor=by, session=str(session.pk))
    publish(to=[session.client_id, session.therapist_id], kind="session")
