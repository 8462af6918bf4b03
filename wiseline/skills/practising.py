"""Guided practices under way: sent by a coach, followed step by step, finished once; and the client's own lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.skills.models import OwnItem, PracticeRun
from wiseline.skills.practices import practices

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from wiseline.people.models import Person

LONGEST_LINE = 200
LONGEST_LIST = 60


class ListIsFull(Exception):
    """A list holds `LONGEST_LIST` lines at most, so that it can be read when things are hard."""


def send(*, client: Person, practice: str, by: Person, contact_id: UUID) -> PracticeRun:
    """A coach sends a practice into a contact; one that waits there already is that one."""
    with changes():
        waiting = PracticeRun.objects.filter(client=client, contact_id=contact_id, practice=practice, ended_at=None)
        if known := waiting.first():
            return known
        run = PracticeRun.objects.create(
            programme_id=client.programme_id,
            client=client,
            practice=practice,
            contact_id=contact_id,
            by=by,
            steps=_steps_of(client, practice),
        )
        record(actor=by, action="practice.sent", subject=run, programme_id=client.programme_id, client_id=client.pk)
        _tell(run, client.pk, by.pk)
        return run


def reach_step(*, run: PracticeRun, step: int) -> None:
    """The client is at a step now, counted from 0; the coach who sent it sees it. After the end nothing moves."""
    with changes():
        now = clock.now()
        alive = PracticeRun.objects.filter(pk=run.pk, ended_at=None)
        alive.filter(started_at=None).update(started_at=now)
        if alive.update(step=max(0, min(step, run.steps))):
            _tell(run, run.by_id)


def finish(
    *, client: Person, practice: str, use_id: UUID, kept: dict[str, Any], run: PracticeRun | None, key: str
) -> PracticeRun:
    """A practice is done; the same one sent twice is kept once. Call within `changes()`."""
    now = clock.now()
    done: dict[str, Any] = {"ended_at": now, "use_id": use_id, "kept": kept}
    if run is None:
        return _finished_alone(client, practice, key, {**done, "started_at": None})
    if PracticeRun.objects.filter(pk=run.pk, ended_at=None).update(step=run.steps, ended_at=now, use_id=use_id):
        run.refresh_from_db()
        run.kept = kept
        run.save(update_fields=["kept"])
        _tell(run, client.pk, run.by_id)
    return run


def _finished_alone(client: Person, practice: str, key: str, done: dict[str, Any]) -> PracticeRun:
    if key and (known := PracticeRun.objects.filter(client=client, key=key).first()):
        return known
    steps = _steps_of(client, practice)
    try:
        with transaction.atomic():
            return PracticeRun.objects.create(
                programme_id=client.programme_id,
                client=client,
                by=client,
                practice=practice,
                key=key,
                step=steps,
                steps=steps,
                **done,
            )
    except IntegrityError:  # the same one, in the same instant
        return PracticeRun.objects.get(client=client, key=key)


def add_own(*, client: Person, list_name: str, text: str, key: str = "") -> OwnItem:
    """A line more in one of the client's lists; the same line is there once. Raises `ListIsFull`."""
    text = " ".join(text.split())[:LONGEST_LINE]
    with changes():
        known = OwnItem.objects.filter(client=client, key=key).first() if key else None
        rows = list(own_list(client, list_name))
        known = known or next((row for row in rows if row.text.casefold() == text.casefold()), None)
        if known:
            return known
        if len(rows) >= LONGEST_LIST:
            raise ListIsFull
        row = OwnItem.objects.create(
            programme_id=client.programme_id, client=client, by=client, list=list_name, text=text, key=key
        )
        publish(to=[client.pk], kind="skills")
        return row


def remove_own(*, item: OwnItem) -> None:
    """The line is no longer wanted."""
    with changes():
        OwnItem.objects.filter(pk=item.pk, removed_at=None).update(removed_at=clock.now())
        publish(to=[item.client_id], kind="skills")


def own_list(client: Person, list_name: str) -> QuerySet[OwnItem]:
    """The lines of one of the client's lists, in the order in which they were written."""
    return OwnItem.objects.filter(client=client, list=list_name, removed_at=None).order_by("at", "id")


def sent_into(contact_id: UUID) -> QuerySet[PracticeRun]:
    """What was sent into a contact, the newest first."""
    return PracticeRun.objects.filter(contact_id=contact_id).select_related("by").order_by("-at", "-id")


def kept_by(client: Person) -> list[PracticeRun]:
    """The client's last practices in which they kept what they wrote, the newest first."""
    rows = PracticeRun.objects.filter(client=client, ended_at__isnull=False).order_by("-ended_at")[:100]
    return [row for row in rows if row.kept][:20]


def said_in(run: PracticeRun) -> list[tuple[str, str]]:
    """What was asked and answered in a practice, as far as the client kept it."""
    practice = practices().get(run.practice)
    return practice.said(run.kept) if practice else [(name, str(value)) for name, value in run.kept.items()]


def title_at(run: PracticeRun) -> str:
    """The title of the step at which the client is; empty before the first and after the last."""
    practice = practices().get(run.practice)
    steps = practice.steps if practice else ()
    return steps[run.step - 1].title if 0 < run.step <= len(steps) else ""


def _steps_of(client: Person, practice: str) -> int:
    return len(practices()[practice].steps)


def _tell(run: PracticeRun, *people: UUID | None) -> None:
    publish(to=people, kind="practice", id=str(run.contact_id))
