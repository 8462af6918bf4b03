"""Who is asked what, and when: set by the therapist, paused by the client; at most one quiet reminder a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.chart.diary.cards import next_at
from wiseline.chart.diary.days import bounds, today_of
from wiseline.chart.models import Asking, AskingReminder, QuestionnaireAnswers
from wiseline.chart.questionnaires import due
from wiseline.chart.questionnaires.versions import current
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import Person
from wiseline.reach.flows.notify import tell

if TYPE_CHECKING:
    from wiseline.chart.questionnaires.definition import Definition

MOST_WEEKS = 12
LATE = timedelta(hours=3)
"""A reminder that comes later than this would surprise; it is left out."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that the client is asked and has not answered since `since`."""

    asking: Asking
    definition: Definition
    since: date


def askings_of(client: Person) -> list[Asking]:
    """What the client is asked, paused or not, in the order in which it was begun."""
    return list(Asking.objects.filter(client=client, ended_at=None).order_by("at", "id"))


def ask(*, client: Person, by: Person, slug: str, every_weeks: int, weekday: int) -> Asking:
    """Ask a questionnaire from now on, or ask it at other times. Raises KeyError where the programme has none such."""
    current(client.programme_id)[slug]
    days = {"every_weeks": max(1, min(MOST_WEEKS, every_weeks)), "weekday": weekday % 7}
    with changes():
        asking, new = Asking.objects.get_or_create(
            client=client,
            slug=slug,
            ended_at=None,
            defaults={"programme_id": client.programme_id, "began": today_of(client), "by": by, **days},
        )
        if not new and (asking.every_weeks, asking.weekday) != (days["every_weeks"], days["weekday"]):
            Asking.objects.filter(pk=asking.pk).update(**days, began=today_of(client))
            asking.refresh_from_db()
        _say(asking, by, "questions.set")
    return asking


def stop(*, asking: Asking, by: Person) -> None:
    """Ask it no more. Answers stay."""
    with changes():
        if Asking.objects.filter(pk=asking.pk, ended_at=None).update(ended_at=clock.now()):
            _say(asking, by, "questions.stopped")


def pause(*, asking: Asking, paused: bool) -> None:
    """The client wants a break from it, or goes on."""
    with changes():
        Asking.objects.filter(pk=asking.pk, ended_at=None).update(paused_at=clock.now() if paused else None)
        _say(asking, asking.client, "questions.paused" if paused else "questions.resumed")


def _say(asking: Asking, by: Person, action: str) -> None:
    client = asking.client
    record(actor=by, action=action, subject=asking, programme_id=client.programme_id, client_id=client.pk)
    add_to_timeline(client=client, kind="questions.asked", actor=by, slug=asking.slug)
    publish(to=[client.pk], kind="questions")


def due_for(client: Person, now: datetime) -> list[Due]:
    """What the client is asked and has not answered; what is paused is not due."""
    today = today_of(client, now)
    known = current(client.programme_id)
    found = []
    for asking in askings_of(client):
        since = due.last_day(asking.began, asking.weekday, asking.every_weeks, today)
        if since is None or asking.paused_at or asking.slug not in known:
            continue
        begins = bounds(since, client)[0]
        if not QuestionnaireAnswers.objects.filter(
            client=client, slug=asking.slug, at__gte=begins, at__lte=now
        ).exists():
            found.append(Due(asking, known[asking.slug], since))
    return found


def remind_of_questions_at(*, client: Person, at: time | None) -> None:
    """Remind at this time of the client's day, on days on which something is asked; None: never."""
    if at is None:
        AskingReminder.objects.filter(client=client).delete()
        return
    due_at = next_at(client, at, clock.now())
    AskingReminder.objects.update_or_create(client=client, defaults={"time": at, "due_at": due_at})


def remind_of_questions() -> int:
    """Remind, once, whoever is asked something today and has not answered; return how many."""
    now = clock.now()
    reminded = 0
    rows = AskingReminder.objects.filter(due_at__lte=now, client__is_active=True).select_related("client")
    for row in rows.order_by("due_at")[:100]:
        with changes():
            after = next_at(row.client, row.time, now)
            if not AskingReminder.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=after):
                continue
            day = today_of(row.client, row.due_at)
            if now - row.due_at > LATE or day not in {each.since for each in due_for(row.client, now)}:
                continue
            step = day.toordinal()
            tell(person_ids=[row.client_id], contact_id=row.client_id, kind="questions", step=step, quiet=True)
            reminded += 1
    return reminded
