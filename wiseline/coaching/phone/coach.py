"""A coach's phone rings: what it says and what its keys do. Pure.

Only a key makes it more than a ring, so that a voicemail, which is a pick-up like any other on the phone network,
never answers and never hears whom it is about. 1 takes the contact, 2 promises a call in fifteen minutes, 3 passes it
on (goalert #2775: escalate by a phone's key).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from wiseline.calls.line import Ask, Event, Join, Say, What
from wiseline.coaching.phone import words
from wiseline.coaching.phone.script import TRIES, Act, Do, State, Turn, bye

PROMISE_MINUTES = 15


class Other(StrEnum):
    """How the client can be talked to by phone now."""

    ON_LINE = "on_line"  # waiting, or in the room, or in the call with a page of the app
    IN_APP = "in_app"  # they asked in the app to talk, and their page can come into the room
    RINGING = "ringing"
    CAN_RING = "can_ring"
    NO = "no"  # no verified number: they wait in the app


@dataclass(frozen=True, slots=True)
class Facts:
    """What the script depends on."""

    rings_me: bool  # the contact rings this coach now
    mine: bool  # this coach holds it and it is live
    sought: bool = False  # a coach is being looked for, or nobody was reached: whoever was rung may take it still
    in_app: bool = False  # they are on the line already, with a page that can talk to phones
    on_page: bool = False  # they are on the line with a page, whether or not it can talk to phones
    holder: str = ""  # who else has it
    pin_digits: int = 0
    initials: str = ""
    safety: str = ""
    said_at: str = ""  # when they said it, as spoken, where it arrived late
    spoke: bool = False  # they left a spoken message, and
    wrote: bool = False  # they wrote: both are in the app
    promise_at: str = ""  # the time that key 2 promises, as spoken
    other: Other = Other.NO
    talked: bool = False  # this phone was in the room, and they heard each other
    room: str = ""


def step(state: State, event: Event, facts: Facts) -> Turn:
    """The answer to one event."""
    if event.what is What.GONE:
        # A phone that talked with nobody ends nothing; nor does one whose coach goes on talking in the app.
        ended = facts.mine and facts.talked and not facts.on_page and state.at != "gone"
        return Turn(replace(state, at="gone"), act=Act(Do.END) if ended else None)
    if state.at == "bye":
        return bye(state)
    if not (facts.rings_me or facts.sought or facts.mine) and event.what is not What.OUTCOME:
        return bye(replace(state, at="bye"), *words.not_needed(facts.holder))
    return _PLACES.get(state.at, _greet)(state, event, facts)


def _greet(state: State, event: Event, facts: Facts) -> Turn:
    """Nothing but that it is a coaching call is said before a key, or the PIN where the coach has one."""
    if event.what is What.OUTCOME and event.outcome == "ok":
        return _known(state, facts)
    if event.what is What.KEYS and facts.pin_digits and len(event.keys) == facts.pin_digits:
        return Turn(state, act=Act(Do.PIN, event.keys))
    if event.what is What.KEYS and not facts.pin_digits and event.keys == "1":
        return _known(state, facts)
    if state.at == "greet" and event.what is not What.AGAIN and state.count + 1 >= TRIES:
        return bye(replace(state, at="bye"))
    count = state.count + 1 if state.at == "greet" and event.what is not What.AGAIN else state.count
    greeting = words.coaching_call(pin=bool(facts.pin_digits))
    return Turn(replace(state, at="greet", count=count), (Ask(greeting, digits=facts.pin_digits or 1, seconds=6),))


def _known(state: State, facts: Facts) -> Turn:
    """The coach, and not a voicemail. Where they hold it already, there is nothing to decide."""
    if facts.mine:
        return _connect(state, Event(What.OUTCOME, outcome="yes"), facts)
    if not (facts.rings_me or facts.sought):
        return bye(replace(state, at="bye"), *words.not_needed(facts.holder))
    return _say_offer(replace(state, at="offer", count=0), facts)


def _say_offer(state: State, facts: Facts) -> Turn:
    left = words.Left(said_at=facts.said_at, spoke=facts.spoke, wrote=facts.wrote)
    return Turn(state, (Ask(words.offer(facts.initials, facts.safety, facts.promise_at, left), seconds=10),))


def _offer(state: State, event: Event, facts: Facts) -> Turn:
    if event.what is What.OUTCOME:
        return _decided(state, event, facts)
    act = {"1": Act(Do.ACCEPT), "2": Act(Do.PROMISE), "3": Act(Do.PASS)}.get(event.keys)
    if act is not None and event.what is What.KEYS:
        at = {"1": "ring?", "2": "promise", "3": "pass"}[event.keys]
        return Turn(replace(state, at="offer", told=at), act=act)
    if state.count + 1 >= TRIES and event.what is not What.AGAIN:
        return bye(replace(state, at="bye"))
    return _say_offer(replace(state, count=state.count + (event.what is not What.AGAIN)), facts)


def _decided(state: State, event: Event, facts: Facts) -> Turn:
    done = replace(state, at="bye")
    if event.outcome != "yes":
        return bye(done, *words.not_needed(facts.holder))
    match state.told:
        case "promise":
            return bye(done, *words.promised(facts.promise_at))
        case "pass":
            return bye(done, *words.passed())
        case _:
            return _connect(state, event, facts)


def _connect(state: State, event: Event, facts: Facts) -> Turn:
    """Both into the room: the client who waits on the line, or is rung now."""
    if not facts.mine:
        return bye(replace(state, at="bye"), *words.not_needed(facts.holder))
    if facts.other in {Other.ON_LINE, Other.IN_APP}:
        on_their_way = words.coming_by_app() if facts.other is Other.IN_APP else words.connecting()
        return Turn(replace(state, at="talking", count=0), (Say(on_their_way), Join(facts.room)))
    if state.at == "ring?" and event.outcome == "yes" and facts.other is Other.RINGING:
        return Turn(replace(state, at="talking", count=0), (Say(words.ringing_client()), Join(facts.room)))
    if state.at == "ring?" or facts.other is Other.NO:
        return bye(replace(state, at="bye"), *words.open_the_app())
    return Turn(replace(state, at="ring?"), act=Act(Do.RING_CLIENT))


def _talking(state: State, event: Event, facts: Facts) -> Turn:
    if not facts.mine:
        return bye(replace(state, at="bye"), *words.talk_over())
    if facts.other in {Other.ON_LINE, Other.RINGING, Other.IN_APP} and event.what is not What.LEFT:
        return Turn(state, (Join(facts.room),))
    return _say_gone(replace(state, at="after", count=0), facts)


def _after(state: State, event: Event, facts: Facts) -> Turn:
    """The client is not there (any more): a key rings them, and their page may come late."""
    if not facts.mine:
        return bye(replace(state, at="bye"), *words.talk_over())
    if event.what is What.AGAIN and facts.in_app:  # the coach goes on there, and only a key takes the talk back
        return bye(replace(state, at="bye"), *words.not_needed(""))
    if event.keys == "1" or (event.what is What.AGAIN and facts.other is Other.ON_LINE):
        return _connect(replace(state, at="start"), event, facts)
    if event.what is What.KEYS and state.count + 1 >= TRIES:
        return bye(replace(state, at="bye"))
    return _say_gone(replace(state, count=state.count + 1 if event.what is What.KEYS else 0), facts)


def _say_gone(state: State, facts: Facts) -> Turn:
    return Turn(state, (Ask(words.other_side_gone(facts.talked), seconds=8),))


_PLACES = {"offer": _offer, "ring?": _connect, "talking": _talking, "after": _after}
