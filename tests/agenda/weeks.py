"""A client's weeks, written by hand, so that a reader can check the page against the entries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from tests.cast import Cast
from wiseline.agenda import course
from wiseline.agenda.line import Group
from wiseline.agenda.models import Session
from wiseline.agenda.pages import Shown, page_of
from wiseline.agenda.planning import next_session, plan_session
from wiseline.chart.diary.cards import card_of
from wiseline.chart.diary.days import today_of
from wiseline.chart.diary.fill import fill_day
from wiseline.chart.models import Note
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock


def fill(cast: Cast, back: int, **answers: Any) -> None:
    """Mia fills the day so many days ago. Dots in names are written as double underscores."""
    named = {name.replace("__", "."): value for name, value in answers.items()}
    day = today_of(cast.mia) - timedelta(days=back)
    fill_day(
        client=cast.mia, day=day, version=card_of(cast.mia), answers=named, seen=0, key=f"{day}-{next(iter(named))}"
    )


def talk(cast: Cast, days_ago: float, body: dict[str, Any], **asked: Any) -> Note:
    """A contact that Dana answered, with its signed note."""
    with time_machine.travel(clock.now() - timedelta(days=days_ago), tick=False):
        contact, _new = ask(client=cast.mia, **asked)
        answer(contact_id=contact.pk, coach=cast.dana)
        contact.refresh_from_db()
        notes.save_draft(contact=contact, coach=cast.dana, body=body)
        return notes.sign(contact=contact, coach=cast.dana)


def planned(cast: Cast, **ahead: float) -> Session:
    """Mia's next session with Dana."""
    moment = clock.now() + timedelta(**(ahead or {"hours": 2}))
    return plan_session(client=cast.mia, therapist=cast.dana, planned_for=moment, weekly=False)


def held_before(cast: Cast, days_ago: float) -> Session:
    """A session that was begun and closed so many days ago."""
    with time_machine.travel(clock.now() - timedelta(days=days_ago), tick=False):
        session = plan_session(client=cast.mia, therapist=cast.dana, planned_for=clock.now(), weekly=False)
        course.begin(session=session, by=cast.dana)
        return course.close(session=session, by=cast.dana)


def lines_of(cast: Cast, group: Group) -> list[Shown]:
    """What the page of the next session has under a heading."""
    session = next_session(cast.mia) or planned(cast)
    return dict(page_of(session).groups)[group]


def texts_of(cast: Cast, group: Group) -> list[str]:
    """The same, its words only."""
    return [row.text for row in lines_of(cast, group)]
