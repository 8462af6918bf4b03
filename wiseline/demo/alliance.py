"""What Mia and Dana have between them: an agreement, what they understand, words left, a line, good news, a pulse."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wiseline.alliance import agreement as agreeing
from wiseline.alliance import understanding as together
from wiseline.alliance.encouragement import Moment, leave_words
from wiseline.alliance.pulse import answer_pulse
from wiseline.alliance.repair import Agreed, keep_agreed, looked_again, say_how_it_is
from wiseline.alliance.warmth import read_warm, send_warm, tell_good_news
from wiseline.chart.cover import leave_brief
from wiseline.chart.diary.days import today_of
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.safety.agreeing import agree as agree_policy

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from wiseline.alliance.models import Repair
    from wiseline.demo.cast import Cast
    from wiseline.people.models import Person

_AGREED = (
    ("goal", "Stay on the phone with my sister without shouting"),
    ("goal", "Sleep six hours on five nights of the week"),
    ("strength", "I ask before I act"),
    ("strength", "I am kind to Ada’s little one, also on bad days"),
    ("challenge", "Short nights, and calls after nine"),
    ("value", "To be somebody people can rely on"),
)
_DAY_AFTER = "What holds between us: after hurting myself, help with a skill goes on, and the rest waits for 24 hours."
_AT_THE_CLOCK = Agreed(
    meant="In the session I looked at the clock, and it felt as if you were too much.",
    coach_will="Say ten minutes before the end that we have ten minutes.",
    client_will="Ask when I think that somebody is annoyed.",
    days=7,
)
_ABOUT_SUNDAY = Agreed(
    meant="I did not ask about Sunday, and to you it felt as if it did not matter.",
    coach_will="Ask about Sunday at the beginning of each session.",
    client_will="Say it on the same day when something hurt.",
    days=7,
)


def bond(cast: Cast) -> None:
    """Let it happen in the past weeks, by the real flows."""
    mia, dana = cast.mia, cast.dana
    with _days_ago(28):
        body = agreeing.begin_with(mia, dana)
        body["day_after"] = body["day_after"].rpartition("\n")[0] + f"\n{_DAY_AFTER}"
        version = agreeing.write_agreement(client=mia, by=dana, body=body, seen=0)
        agree_policy(client=mia, by=dana, mode="flexible", reason="Agreed in the third session.")
        agreeing.sign(agreement=version, by=dana, name=dana.name)
    with _days_ago(27):
        agreeing.sign(agreement=version, by=mia, name=mia.name)
    with _days_ago(26):
        for section, text in _AGREED:
            proposal = together.propose(client=mia, by=dana, section=section, text=text)
            together.agree(proposal=proposal, by=mia)
    with _days_ago(20):
        leave_words(client=mia, by=dana, moment=Moment("hard"), text="You have got through every hard hour so far.")
        calm = Moment("skill", skill="paced-breathing")
        leave_words(client=mia, by=dana, moment=calm, text="Out for longer than in. I am breathing with you.")
        evening = Moment("time", clock_time=time(21))
        leave_words(client=mia, by=dana, moment=evening, text="The day is done. Whatever it was, it is done.")
        bell = Path(__file__).with_name("bell.webm").read_bytes()
        words = "The bell in my room. Listen until you can no longer hear it."
        leave_words(client=mia, by=dana, moment=Moment("skill", skill="observe"), text=words, sound=bell, seconds=12)
    with _days_ago(16):
        answer_pulse(client=mia, answers={"understood": 4, "right_things": 3, "honest": 4}, show=True)
    with _days_ago(3):
        answer_pulse(client=mia, answers={"understood": 5, "right_things": 4, "honest": 4}, show=True)
    with _days_ago(6):
        news = tell_good_news(client=mia, text="I said no to an extra shift")
        read_warm(line=send_warm(client=mia, by=dana, text="That took courage.", news=news), answer="needed")
    with _days_ago(1):
        together.propose(client=mia, by=dana, section="goal", text="See Ada every week, also when it is grey")
        send_warm(client=mia, by=dana, text="I walked along the canal today and thought of your list.")
    today = today_of(mia)
    helps = "Begin with what she has tried already. Short sentences; she likes it when you breathe along."
    avoid = "Do not ask about her father at night. She brings it up herself when she wants to."
    leave_brief(client=mia, by=dana, helps=helps, avoid=avoid, first=today, last=today + timedelta(days=6))
    _repair(cast.noah, cast.sam, _AT_THE_CLOCK)
    repair = _repair(mia, dana, _ABOUT_SUNDAY)
    if repair is not None:
        with _days_ago(2):
            say_how_it_is(repair=repair, says="good")
            looked_again(repair=repair, by=dana)


def _repair(client: Person, coach: Person, agreed: Agreed) -> Repair | None:
    contact = Contact.objects.filter(client=client, kind="repair").first()
    if contact is None:
        return None
    with clock.standing_at(contact.asked_at + timedelta(minutes=10)):
        return keep_agreed(contact_id=contact.pk, client=client, coach=coach, agreed=agreed)


def _days_ago(days: int) -> AbstractContextManager[None]:
    return clock.standing_at(clock.now() - timedelta(days=days))
