"""The demo's sessions: one a week ago, closed with what was agreed, and the next one tomorrow; a wish for it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wiseline.agenda import course
from wiseline.agenda.agreeing import agree
from wiseline.agenda.models import Agreement
from wiseline.agenda.planning import next_session, plan_session, prepared
from wiseline.agenda.team import bring
from wiseline.agenda.wishes import add_wish
from wiseline.agenda.working import mark_line
from wiseline.chart.diary.days import today_of
from wiseline.lib import clock

if TYPE_CHECKING:
    from wiseline.demo.cast import Cast

HOUR = time(14)


def hold_sessions(cast: Cast) -> None:
    """A weekly session, the last of which was held six days ago."""
    mia, dana = cast.mia, cast.dana
    held = datetime.combine(today_of(mia) - timedelta(days=6), HOUR, ZoneInfo(dana.timezone))
    with clock.standing_at(held - timedelta(days=3)):
        session = plan_session(client=mia, therapist=dana, planned_for=held, weekly=True)
        wish = add_wish(client=mia, text="Why Sundays are so hard", key="demo-1")
    with clock.standing_at(held):
        prepared(session=session, by=dana)
        course.begin(session=session, by=dana)
        mark_line(session=session, by=dana, key=f"wish.{wish.pk}", act="tick")
    with clock.standing_at(held + timedelta(minutes=50)):
        words = "We look at Sundays together again. You write down what happens before noon."
        agree(session=session, by=dana, kind=Agreement.Kind.WORDS, skill="", text=words, key="demo-words")
        course.close(session=session, by=dana)
    with clock.standing_at(held + timedelta(days=4)):
        add_wish(client=mia, text="The row with my sister. I do not know what to say to her.", key="demo-2")
    following = next_session(mia)
    if following is not None:
        prepared(session=following, by=dana)
    bring(by=cast.sam, text="I would like to talk about how long my night calls have become.", about=None, key="demo")
