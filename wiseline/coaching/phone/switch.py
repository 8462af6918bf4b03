"""The place where a phone line meets its script: an event comes in, acts are done, and what is to be said goes out.

Every event is taken under the lock of the contact and then of the line. An answer is kept with its turn: a provider
that repeats an event, or brings one late, gets the answer that stands and changes nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from wiseline.calls import flows as calls
from wiseline.calls.line import NOT_RUNG, HangUp, Incoming, Instruction, Join, Reply, What, from_json, to_json
from wiseline.calls.line import Event as Happened
from wiseline.calls.models import PhoneLine
from wiseline.coaching.flows.change import locked
from wiseline.coaching.models import Contact
from wiseline.coaching.phone import acts, called, caller, coach, spoken_code
from wiseline.coaching.phone.facts import APP_HAS, Around, facts_of
from wiseline.coaching.phone.script import Act, Do, State
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish
from wiseline.people.models import programme_of_strangers
from wiseline.reach.flows.broken import not_rung
from wiseline.reach.models import Delivery
from wiseline.reach.numbers import person_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

SCRIPTS: dict[str, Callable[..., Any]] = {
    PhoneLine.Part.CALLER: caller.step,
    PhoneLine.Part.CALLED: called.step,
    PhoneLine.Part.COACH: coach.step,
    PhoneLine.Part.CODE: spoken_code.step,
    PhoneLine.Part.TEST: spoken_code.step,
}
MOST_ACTS = 6
"""No script asks for more in one event; one that did would never end."""


def take(line_id: UUID, event: Happened, turn: int | None = None) -> Reply | None:
    """Something happened on a line: see `calls.line.heard`."""
    with changes():
        line = _locked(line_id)
        if line is None:
            return None
        if event.what is What.RECORDED and event.ref:
            turn = None  # never lost: it may come after the hang-up that ended it, and is kept once
        if line.ended_at is not None:
            if event.what is What.RECORDED and event.ref and event.seconds:
                acts.do(Act(Do.MESSAGE, event.ref, event.seconds), Around(line), now=clock.now())
            return Reply(line.pk, line.turn, line.language, (HangUp(),))
        if turn is not None and turn != line.turn:
            return _standing(line)
        reply = _answer(line, event)
    wake_engine()
    return reply


def _answer(line: PhoneLine, event: Happened) -> Reply:
    said = _play(line, event)
    _keep(line, event, said, clock.now())
    return _standing(line)


def comes_in(call: Incoming) -> Reply:
    """A phone rings in: see `calls.line.comes_in`."""
    with changes():  # one commit, for which many who call at once wait in turn
        line, new = _begun(call)
        event = Happened(What.ANSWERED)
        reply = _answer(line, event) if new else take(line.pk, event, 0)  # nobody else can see a new one to change it
    if reply is None:
        raise AssertionError("the line was kept a moment ago")
    wake_engine()
    return reply


def _begun(call: Incoming) -> tuple[PhoneLine, bool]:
    """The line of the call, and whether it is new."""
    rows = PhoneLine.objects.filter(provider=call.provider, external_id=call.external_id)
    known = rows.first()
    if known is not None:
        return known, False
    try:
        return _begin(call), True
    except IntegrityError:  # the provider reports the same call twice at once
        return rows.get(), False


def _begin(call: Incoming) -> PhoneLine:
    now = clock.now()
    person = person_at(call.number)
    programme = person.programme if person else programme_of_strangers()
    if programme is None:
        raise RuntimeError("There is no programme yet.")
    with transaction.atomic():
        return PhoneLine.objects.create(
            programme_id=programme.pk,
            provider=call.provider,
            external_id=call.external_id,
            part=PhoneLine.Part.CALLER,
            person=person,
            number=call.number if person else "",  # a stranger's is not kept
            language=person.locale if person else "en",
            created_at=now,
            placed_at=now,
            seen_at=now,
        )


def _locked(line_id: UUID) -> PhoneLine | None:
    """The line, locked; its contact before it, as every flow does that changes both."""
    contact_id = PhoneLine.objects.filter(pk=line_id).values_list("contact_id", flat=True).first()
    if contact_id is not None and connection.features.has_select_for_update:
        Contact.objects.select_for_update().filter(pk=contact_id).values_list("pk").first()
    row = PhoneLine.objects.filter(pk=line_id)
    if connection.features.has_select_for_update:
        row.select_for_update().values_list("pk").first()
    return row.select_related("person", "person__programme", "leg", "leg__call").first()


@contextmanager
def speaking(line: PhoneLine) -> Iterator[None]:
    """The language and the clock of who listens."""
    with translation.override(line.language), timezone.override(line.person.timezone if line.person else "UTC"):
        yield


def _play(line: PhoneLine, event: Happened) -> tuple[Instruction, ...]:
    """Let the script answer, do what it asks for, and let it answer the outcome."""
    now = clock.now()
    kept = line.state
    state = State.from_json(kept)
    said: list[Instruction] = []
    with speaking(line):
        for _number in range(MOST_ACTS):
            here = Around(line)
            turn = SCRIPTS[line.part](state, event, facts_of(here, now))
            state = turn.state
            said += turn.said
            if turn.act is None:
                break
            outcome = acts.do(turn.act, here, now=now)
            if event.what is What.GONE:
                break
            event = Happened(What.OUTCOME, outcome=outcome)
    line.state = {**kept, **state.to_json()}
    return tuple(said)


def _keep(line: PhoneLine, event: Happened, said: tuple[Instruction, ...], now: datetime) -> None:
    gone = event.what is What.GONE
    fresh = line.answered_at is None and not gone
    line.seen_at, line.wants_at = now, None  # what is answered now knows what changed
    line.turn += 1
    line.said = to_json(said)
    if fresh:
        line.answered_at = now
    if fresh and line.part != PhoneLine.Part.CALLER:  # what rings in, no delivery has rung
        Delivery.objects.filter(pk=line.pk, received_at=None).update(received_at=now)
    if gone and line.answered_at is None and line.part == PhoneLine.Part.COACH and event.ref in NOT_RUNG:
        not_rung(line, event.ref)
    if gone:
        line.ended_at, line.end = now, event.ref[:20]
        line.said, line.state = [], {name: value for name, value in line.state.items() if name != "code"}
    joins = bool(said) and isinstance(said[-1], Join)
    moved = _room(line, joins=joins, now=now)
    line.save()
    if line.contact_id is not None and (moved or gone or fresh):
        others = PhoneLine.objects.filter(contact_id=line.contact_id, ended_at=None).exclude(pk=line.pk)
        others.update(wants_at=now)
        of = Contact.objects.values_list("client_id", "holder_id", "status").get(pk=line.contact_id)
        publish(to=of[:2], kind="contact", id=str(line.contact_id), status=of[2])


def _room(line: PhoneLine, *, joins: bool, now: datetime) -> bool:
    """Keep the call of the contact as for pages: who is in the room is on the line. Returns whether that changed."""
    if joins and line.joined_at is None and line.contact_id is not None and line.person is not None:
        contact = locked(line.contact_id)
        joined = calls.join(contact_id=contact.pk, person=line.person, peers=contact.live_parties(), by_phone=True)
        line.leg, line.joined_at = joined.leg, now
        if any(other.by_phone for other in joined.others):
            calls.alive(leg=joined.leg, connected=True)
        contact.touched_by(line.person)
        if not joined.others:
            line.wants_at = now + APP_HAS  # nobody came meanwhile?
        return True
    if not joins and line.joined_at is not None:
        if line.leg is not None:
            calls.leave(leg=line.leg)
        line.joined_at = None
        return True
    return False


def _standing(line: PhoneLine) -> Reply:
    said = from_json(line.said) or (HangUp(),)
    return Reply(line.pk, line.turn, line.language, said)
