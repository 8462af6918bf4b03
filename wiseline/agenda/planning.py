"""When the next session is, and reminding the therapist on its day that it is not prepared."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wiseline.agenda.changing import change
from wiseline.agenda.models import Session
from wiseline.audit.trail import record
from wiseline.chart.needs import meet_need, raise_need
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from wiseline.people.models import Person

NEED = "session"


def next_session(client: Person) -> Session | None:
    """The session that is to come or going on."""
    open_ = (Session.State.PREPARING, Session.State.IN_SESSION)
    return Session.objects.filter(client=client, state__in=open_).select_related("client", "therapist").first()


def plan_session(*, client: Person, therapist: Person, planned_for: datetime, weekly: bool) -> Session:
    """The next session is then. Where one is planned already, it is moved; one that is going on stays as it is."""
    with changes():
        session, new = Session.objects.get_or_create(
            client=client,
            state__in=[Session.State.PREPARING, Session.State.IN_SESSION],
            defaults={
                "programme_id": client.programme_id,
                "therapist": therapist,
                "planned_for": planned_for,
                "weekly": weekly,
                "state": Session.State.PREPARING,
            },
        )
        session = Session.objects.select_for_update().get(pk=session.pk)
        before = {"planned_for": session.planned_for.isoformat(), "weekly": session.weekly}
        after = {"planned_for": planned_for.isoformat(), "weekly": weekly}
        if not new and (before == after or session.state != Session.State.PREPARING):
            return session
        if not new:
            meet_need(client=client, kind=NEED, by=therapist, subject_id=session.pk)
        session.planned_for, session.weekly, session.therapist = planned_for, weekly, therapist
        session.prompted_at = None
        session.save(update_fields=["planned_for", "weekly", "therapist", "prompted_at"])
        change(session, by=therapist, what="planned", before={} if new else before, after=after)
        _say(session, therapist, "session.planned")
    prompt_today()
    return session


def plan_following(session: Session, by: Person) -> None:
    """A week after a weekly session comes the next, at the same time of the therapist's day; never in the past."""
    if not session.weekly:
        return
    zone = ZoneInfo(session.therapist.timezone)
    local = session.planned_for.astimezone(zone)
    following = local
    while following <= clock.now():
        following = datetime.combine(following.date() + timedelta(days=7), local.time(), zone)
    plan_session(client=session.client, therapist=session.therapist, planned_for=following, weekly=True)


def prepared(*, session: Session, by: Person) -> None:
    """The therapist has prepared it: the board does not ask any more."""
    with changes():
        if Session.objects.filter(pk=session.pk, prepared_at=None).update(prepared_at=clock.now()):
            change(session, by=by, what="prepared")
        meet_need(client=session.client, kind=NEED, by=by, subject_id=session.pk)


def prompt_today() -> int:
    """Put on the board what is planned for the therapist's today and is not prepared; once each."""
    now = clock.now()
    rows = Session.objects.filter(
        state=Session.State.PREPARING,
        prepared_at=None,
        prompted_at=None,
        planned_for__lt=now + timedelta(days=2),
    ).select_related("client", "therapist")
    prompted = 0
    for session in rows[:200]:
        if now < _morning_of(session):
            continue
        with changes():
            if Session.objects.filter(pk=session.pk, prompted_at=None, prepared_at=None).update(prompted_at=now):
                raise_need(
                    client=session.client,
                    kind=NEED,
                    due_at=session.planned_for,
                    subject_id=session.pk,
                    owner=session.therapist,
                )
                prompted += 1
    return prompted


def _morning_of(session: Session) -> datetime:
    zone = ZoneInfo(session.therapist.timezone)
    return datetime.combine(session.planned_for.astimezone(zone).date(), time(), zone)


def _say(session: Session, by: Person, action: str) -> None:
    record(actor=by, action=action, subject=session, programme_id=session.programme_id, client_id=session.client_id)
    publish(to=[session.client_id, session.therapist_id], kind="session")
