"""Three weeks of the demo's history, played by the real flows at the moments when it happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from wiseline.chart.models import Commitment
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.commit import say_how_it_went
from wiseline.coaching.flows.converse import write
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.safety.flows import write_plan
from wiseline.safety.plan import Item
from wiseline.skills.flows import teach
from wiseline.skills.practising import add_own

if TYPE_CHECKING:
    from wiseline.demo.cast import Cast
    from wiseline.people.models import Person


_TAUGHT = (
    ("check-the-facts", "What a camera would have seen at the family dinner"),
    ("opposite-action", ""),
    ("dear-man", "Asking for a day off, three times over"),
    ("self-soothe", ""),
    ("distract-accepts", "A list for the evenings"),
    ("paced-breathing", ""),
    ("tipp", "Which parts are safe, and which are left out"),
    ("stop", "Hands still, one step back"),
    ("wise-mind", ""),
    ("observe", ""),
)


@dataclass(frozen=True, slots=True)
class Talk:
    """One contact of the past."""

    days_ago: int
    hour: int
    minute: int
    kind: str
    happening: str
    emotion: str
    before: int
    after: int
    tried: list[str]
    coached: list[str]
    urges: dict[str, int] = field(default_factory=dict)
    commitment: str = ""
    outcome: str = ""
    for_client: str = ""
    messages: tuple[tuple[str, str], ...] = ()


MIA = (
    Talk(
        20,
        22,
        40,
        "skills",
        "Row with my sister on the phone",
        "anger",
        78,
        45,
        ["distract-accepts"],
        ["paced-breathing", "check-the-facts"],
        {"self_harm": 3, "suicide": 1},
        "Paced breathing for ten minutes, then write the facts down",
        "helped",
        "You called before you acted. Breathing first, facts second: that worked for you.",
    ),
    Talk(
        15,
        19,
        5,
        "skills",
        "My landlord wants to talk tomorrow",
        "fear",
        62,
        38,
        [],
        ["cope-ahead", "dear-man"],
        {},
        "Say the three sentences aloud twice",
        "helped",
        "We rehearsed what you want to say to your landlord.",
    ),
    Talk(
        11,
        23,
        15,
        "crisis",
        "I can’t stop shaking and I want it to end",
        "shame",
        90,
        60,
        ["paced-breathing"],
        ["tipp", "self-soothe"],
        {"self_harm": 4, "suicide": 2},
        "Cold water, then the blue blanket and tea",
        "some",
        "You put distance between the urge and the act. Your sister stayed on the phone with you.",
        (
            ("client", "I am in the bathroom. I have not done anything."),
            ("coach", "I am here. Shall we start with the cold water?"),
        ),
    ),
    Talk(
        6,
        18,
        20,
        "good_news",
        "I said no to an extra shift",
        "joy",
        15,
        10,
        [],
        ["fast"],
        {},
        "",
        "",
        "You said no and stayed kind. That is FAST.",
    ),
    Talk(
        9,
        18,
        5,
        "repair",
        "You did not ask about Sunday, and I thought that it does not matter to you",
        "hurt",
        58,
        31,
        [],
        ["check-the-facts"],
        {},
        "",
        "",
        "It was good that you said it. What each of us does, stands under “Mine”.",
    ),
    Talk(
        3,
        21,
        30,
        "skills",
        "Nobody answered in the group chat",
        "loneliness",
        70,
        52,
        ["check-the-facts"],
        ["opposite-action"],
        {"self_harm": 2},
        "Send one message to Ada and go for a walk",
        "not_helped",
        "We looked for one small step towards people.",
    ),
)
NOAH = (
    Talk(12, 20, 10, "skills", "I want to drink after work", "emptiness", 66, 40, [], ["urge-surfing"],
         {"substances": 4}, "Watch the urge for fifteen minutes", "helped", "The urge rose and fell by itself."),
    Talk(4, 17, 45, "repair", "I felt you were annoyed with me", "shame", 55, 30, [], ["check-the-facts"], {}, "", "",
         "Thank you for saying it. We talked about what happened in the session."),
)  # fmt: skip


_OWN = (
    ("distract", "Sort the spice shelf"),
    ("distract", "The game with the falling blocks"),
    ("soothe", "The blue blanket"),
    ("soothe", "Peppermint tea, both hands around the cup"),
    ("pleasant", "Feed the ducks with Ada"),
)


def play(cast: Cast) -> None:
    """Write the plan, then let each contact of the past happen, the oldest first."""
    review = clock.now().date() + timedelta(days=2)
    with clock.standing_at(clock.now() - timedelta(days=21)):
        write_plan(client=cast.mia, by=cast.dana, sections=_PLAN, review_on=review)
    with clock.standing_at(clock.now() - timedelta(days=20)):
        _teach(cast)
        for list_name, text in _OWN:
            add_own(client=cast.mia, list_name=list_name, text=text)
    rows = [(talk, cast.mia, cast.dana) for talk in MIA] + [(talk, cast.noah, cast.sam) for talk in NOAH]
    for talk, client, coach in sorted(rows, key=lambda row: -row[0].days_ago):
        _happen(talk, client, coach)


def _teach(cast: Cast) -> None:
    """What the two clients know when the demo begins."""
    today = clock.now().date()
    for days, (skill, practised) in enumerate(_TAUGHT):
        on = today - timedelta(days=7 * days)
        teach(clients=[cast.mia, cast.noah], skill=skill, on=on, by=cast.dana, practised=practised)


def _happen(talk: Talk, client: Person, coach: Person) -> None:
    local = clock.now().astimezone(ZoneInfo(client.timezone)) - timedelta(days=talk.days_ago)
    start = local.replace(hour=talk.hour, minute=talk.minute, second=12, microsecond=0)
    urgent = talk.kind == "crisis"
    primer = {
        "happening": talk.happening,
        "emotion": talk.emotion,
        "distress": talk.before,
        "tried": talk.tried,
        "urges": talk.urges,
    }
    with clock.standing_at(start):
        contact, _new = ask(
            client=client, kind=talk.kind, safety="unsure" if urgent else "safe", primer=primer, ask_key=f"demo-{start}"
        )
    with clock.standing_at(start + timedelta(minutes=1)):
        answer(contact_id=contact.pk, coach=coach)
    contact.refresh_from_db()
    for index, (who, text) in enumerate(talk.messages):
        author = client if who == "client" else coach
        with clock.standing_at(start + timedelta(minutes=2 + index)):
            write(contact=contact, author=author, body=text, client_key=f"demo-{index}")
    _write_up(talk, contact, coach, start + timedelta(minutes=11))
    if talk.commitment:
        with clock.standing_at(start + timedelta(hours=2)):
            commitment = Commitment.objects.get(contact_id=contact.pk)
            say_how_it_went(commitment=commitment, client=client, outcome=talk.outcome)


def _write_up(talk: Talk, contact: Contact, coach: Person, at: datetime) -> None:
    body: dict[str, Any] = {
        "risk_asked": True,
        "acted": "no",
        "coached": talk.coached,
        "distress_after": talk.after,
        "urges_after": {name: max(0, value - 1) for name, value in talk.urges.items()},
        "commitment": talk.commitment,
        "commitment_minutes": 60 if talk.commitment else None,
        "done": "Validated, rehearsed the first step on the line.",
        "considered": "Emergency services: not needed, has not acted, is with somebody."
        if talk.kind == "crisis"
        else "",
    }
    with clock.standing_at(at):
        end(contact_id=contact.pk, by=coach)
    contact.refresh_from_db()
    with clock.standing_at(at + timedelta(minutes=1)):
        notes.save_draft(contact=contact, coach=coach, body=body, for_client=talk.for_client)
        notes.sign(contact=contact, coach=coach)


_PLAN: dict[str, list[Item | str]] = {
    "signs": ["My hands shake and I stop answering messages", "I think that nobody would notice"],
    "alone": ["Cold water on my face, then slow breaths", "The blue blanket, tea, the playlist “Sea”"],
    "distract": [
        Item(text="Walk along the canal", place="from the old bridge to the lock"),
        Item(text="The late café", place="Mill Street 4, open until midnight"),
    ],
    "ask": [Item(text="My sister Ada", phone="+44 7700 900123"), Item(text="Jo from the choir", phone="07700 900456")],
    "services": ["Dana, through Get coaching", "Emergency numbers: tap “Help now”"],
    "surroundings": ["Ada keeps my spare tablets", "I put the scissors in the hall cupboard"],
    "reasons": ["Ada’s little one", "The sea in May"],
    "emergency": [Item(text="Ada, my sister", phone="+44 7700 900123")],
}
