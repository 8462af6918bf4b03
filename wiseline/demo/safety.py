"""For Mia's hard hours: what is agreed for the day after an act, our own number, a photo, a talk about safety."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.safety.agreeing import agree
from wiseline.safety.own_numbers import keep_number
from wiseline.safety.photos import add_photo

if TYPE_CHECKING:
    from wiseline.demo.cast import Cast

_ASKED = {
    "dead": "yes",
    "thoughts": "no",
    "harm": "yes",
    "method": "no",
    "intent": "no",
    "prepared": "no",
    "acted": "no",
}


def keep_safe(cast: Cast) -> None:
    """By the real flows, at the days on which it was agreed."""
    with clock.standing_at(clock.now() - timedelta(days=30)):
        keep_number(
            by=cast.lea,
            name="Harbour night desk",
            number="+1 500 555 0199",
            way="call",
            hours="8 in the evening to 8 in the morning",
        )
    with clock.standing_at(clock.now() - timedelta(days=25)):
        agree(
            client=cast.mia,
            by=cast.dana,
            mode="flexible",
            cover=True,
            reason="Asking before an act is what helps Mia most. We look at an act together in the next session.",
        )
    with clock.standing_at(clock.now() - timedelta(days=18)):
        add_photo(client=cast.mia, file=_sea())
    _spoken(cast)


def _sea() -> BytesIO:
    """The sea in May, as far as a few lines can show it."""
    picture = Image.new("RGB", (960, 640), "#bfe0ee")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((680, 80, 800, 200), fill="#f6d98b")
    for row in range(8):
        draw.rectangle((0, 300 + row * 45, 960, 345 + row * 45), fill=(40 - row * 3, 130 - row * 9, 150 - row * 8))
    draw.polygon([(0, 640), (0, 560), (420, 600), (960, 540), (960, 640)], fill="#e3d2a8")
    out = BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out


def _spoken(cast: Cast) -> None:
    """Last night they asked and answered about safety, and agreed to speak again."""
    zone = ZoneInfo(cast.mia.timezone)
    today = clock.now().astimezone(zone).date()
    start = datetime.combine(today - timedelta(days=1), time(21, 5), zone)
    again = datetime.combine(today + timedelta(days=1), time(19, 30), zone)
    primer = {"happening": "I feel like a weight on everybody", "emotion": "sadness", "distress": 74}
    with clock.standing_at(start):
        contact, _new = ask(client=cast.mia, kind="skills", safety="unsure", primer=primer, ask_key="demo-safety")
    with clock.standing_at(start + timedelta(minutes=1)):
        answer(contact_id=contact.pk, coach=cast.dana)
    with clock.standing_at(start + timedelta(minutes=17)):
        end(contact_id=contact.pk, by=cast.dana)
    contact.refresh_from_db()
    body = {
        "risk": {
            "asked": _ASKED,
            "acute": ["shame", "agitated"],
            "protective": ["reasons", "people", "therapy"],
            "done_list": ["skill", "plan"],
            "means": "Ada still keeps the spare tablets.",
            "judgement": "Worn out and ashamed after the call with the sister. Wants to sleep, wants to speak again.",
        },
        "risk_asked": True,
        "acted": "no",
        "coached": ["self-soothe", "paced-breathing"],
        "distress_after": 48,
        "done": "Asked about safety step by step, went through the plan, started the blanket and the tea together.",
        "considered": "Emergency services: not needed, no plan and no intent, her sister is with her tonight.",
        "recontact_at": again.isoformat(),
    }
    with clock.standing_at(start + timedelta(minutes=19)):
        notes.save_draft(contact=contact, coach=cast.dana, body=body, for_client="You asked early. We speak again.")
        notes.sign(contact=contact, coach=cast.dana)
