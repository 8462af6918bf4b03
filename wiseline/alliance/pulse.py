"""Answering the pulse, showing it or keeping it for the session, and what both see of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.alliance.models import Pulse
from wiseline.alliance.pulse_rules import Fall, falls, is_offered
from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.models import TimelineEntry
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import CareRelationship, therapist_of

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.people.models import Person

TALK_WITHIN = timedelta(days=3)
"""By when staff owe a talk about a drop (GK)."""
TWICE = timedelta(minutes=2)
"""The same answers within this time are a second tap."""
SHOWN = 24


def answer_pulse(*, client: Person, answers: dict[str, int | None], words: str = "", show: bool) -> Pulse:
    """The client's answers; `show`: the therapist reads them now, else they stay the client's until shown."""
    now = clock.now()
    with changes():
        newest = Pulse.objects.filter(client=client).order_by("-at", "-id").first()
        if newest is not None and now - newest.at < TWICE and newest.answers == answers and newest.words == words:
            return newest
        row = Pulse.objects.create(
            client=client,
            programme_id=client.programme_id,
            words=words.strip(),
            at=now,
            **{item: answers.get(item) for item in ("understood", "right_things", "honest")},
        )
        if show:
            show_pulse(pulse=row)
    return row


def show_pulse(*, pulse: Pulse) -> None:
    """From now on the therapist reads it; a drop is owed a talk."""
    with changes():
        row = Pulse.objects.select_for_update().get(pk=pulse.pk)
        if row.shown_at is not None:
            return
        row.shown_at = clock.now()
        row.save(update_fields=["shown_at"])
        client = row.client
        add_to_timeline(client=client, kind="pulse.shown", actor=client, at=row.shown_at)
        record(actor=client, action="pulse.shown", subject=row, programme_id=row.programme_id, client_id=client.pk)
        if falls_at(row):
            therapist = therapist_of(client.pk)
            raise_need(client=client, kind="pulse", due_at=row.shown_at + TALK_WITHIN, owner=therapist)
        publish(to=[client.pk, *carers_of(client)], kind="alliance")


def pass_over(*, client: Person) -> None:
    """Not now: it is not offered again until its next time."""
    with changes():
        Pulse.objects.create(client=client, programme_id=client.programme_id, passed_over=True, at=clock.now())
        publish(to=[client.pk], kind="alliance")


def talked_about(*, client: Person, by: Person) -> None:
    """Staff have talked with the client about a drop."""
    with changes():
        meet_need(client=client, kind="pulse", by=by)
        record(actor=by, action="pulse.talked", subject=client, programme_id=client.programme_id, client_id=client.pk)


# Reading


def pulse_of(client: Person, since: datetime | None = None) -> list[Pulse]:
    """What the client has shown, the newest first; `since`: shown from then on. What is not shown is nowhere here."""
    rows = Pulse.objects.filter(client=client, shown_at__isnull=False)
    if since is not None:
        rows = rows.filter(shown_at__gte=since)
    return list(rows.order_by("-at", "-id")[:SHOWN])


def own_pulses(client: Person) -> list[Pulse]:
    """All that the client has answered, shown or not, the newest first. For the client alone."""
    return list(Pulse.objects.filter(client=client, passed_over=False).order_by("-at", "-id")[:SHOWN])


def falls_at(pulse: Pulse) -> list[Fall]:
    """What has dropped in this pulse, compared with the shown ones before it."""
    before = Pulse.objects.filter(client=pulse.client_id, shown_at__isnull=False, at__lt=pulse.at).order_by("at", "id")
    return falls([row.answers for row in before], pulse.answers)


def offered(client: Person, now: datetime) -> bool:
    """Whether the pulse is offered to the client now."""
    care = CareRelationship.objects.current(now).filter(client=client).order_by("starts_on").first()
    if care is None:
        return False
    last = Pulse.objects.filter(client=client).order_by("-at").values_list("at", flat=True).first()
    ended = TimelineEntry.objects.filter(client=client, kind="contact.ended").order_by("-at")
    since = client.created_at
    return is_offered(now=now, since=since, last=last, contact_ended=ended.values_list("at", flat=True).first())
