"""Weeks before a session, for journeys, put into the server's data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wiseline.agenda import course
from wiseline.agenda.planning import plan_session
from wiseline.chart.diary.cards import card_of
from wiseline.chart.diary.days import today_of
from wiseline.chart.diary.fill import fill_day
from wiseline.chart.uses import Went, log_use
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import Person


def weeks(*, client: str, therapist: str) -> str:
    """Three weeks, a session that was held, the week that the next one looks at, and that one, in two hours.

    Returns its id.
    """
    mia, dana = Person.objects.get(pk=client), Person.objects.get(pk=therapist)
    for back in range(27, 0, -1):
        with clock.standing_at(clock.now() - timedelta(days=back)):
            if back == 7:
                held = plan_session(client=mia, therapist=dana, planned_for=clock.now(), weekly=False)
                course.close(session=held, by=dana)
            if back not in {12, 5, 4}:  # these were not filled
                _fill(mia, back)
    with clock.standing_at(clock.now() - timedelta(days=2)):
        log_use(client=mia, skill="give", went=Went("not"), key="seed")
        with changes():  # the switchboard would find a search that is two days late
            _talk(mia, dana)
    coming = clock.now() + timedelta(hours=2)
    return str(plan_session(client=mia, therapist=dana, planned_for=coming, weekly=False).pk)


def _fill(mia: Person, back: int) -> None:
    answers: dict[str, Any] = {
        "misery": 5 if back == 2 else 2,
        "urge.suicide": 2 if back in {20, 3} else 0,
        "act.self_harm": int(back == 2),
    }
    fill_day(client=mia, day=today_of(mia), version=card_of(mia), answers=answers, seen=0, key=f"seed-{back}")


def _talk(mia: Person, dana: Person) -> None:
    contact, _new = ask(client=mia, safety="unsure", primer={"happening": "The door was locked"})
    answer(contact_id=contact.pk, coach=dana)
    body = {"commitment": "Write to Ada", "commitment_minutes": 30, "distress_before": 80, "distress_after": 50}
    notes.save_draft(contact=Contact.objects.get(pk=contact.pk), coach=dana, body=body)
    notes.sign(contact=Contact.objects.get(pk=contact.pk), coach=dana)
