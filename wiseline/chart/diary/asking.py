"""A therapist asks about a day, and the client answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.models import DiaryQuestion
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import tell

if TYPE_CHECKING:
    from datetime import date

    from wiseline.people.models import Person


def ask_about_day(*, client: Person, by: Person, day: date, item: str, text: str) -> DiaryQuestion:
    """Ask or say something about a day, or one answer of it; the client is told without a sound."""
    with changes():
        question = DiaryQuestion.objects.create(
            client=client, programme_id=client.programme_id, by=by, day=day, item=item, text=text
        )
        record(actor=by, action="diary.asked", subject=question, programme_id=client.programme_id, client_id=client.pk)
        tell(person_ids=[client.pk], contact_id=question.pk, kind="card_question", step=0, quiet=True)
        publish(to=[client.pk], kind="diary")
    return question


def answer_question(*, question: DiaryQuestion, text: str) -> None:
    """The client's answer; a second one takes the place of the first."""
    with changes():
        question.answer, question.answered_at = text, clock.now()
        question.save(update_fields=["answer", "answered_at"])
        publish(to=[question.client_id, *carers_of(question.client)], kind="diary")
