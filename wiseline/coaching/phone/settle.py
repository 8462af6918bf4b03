"""Telling phone lines that something changed, keeping those alive that talk, and noticing those that vanished."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from wiseline.calls import flows as calls
from wiseline.calls.line import Event, Record, What, from_json
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import ProviderError, named
from wiseline.coaching.models import Contact
from wiseline.coaching.phone.acts import RUNG_BACK
from wiseline.coaching.phone.called import Facts as CalledFacts
from wiseline.coaching.phone.coach import Facts as CoachFacts
from wiseline.coaching.phone.coach import Other
from wiseline.coaching.phone.facts import Around, facts_of
from wiseline.coaching.phone.script import State
from wiseline.coaching.phone.switch import SCRIPTS, speaking, take
from wiseline.lib import clock
from wiseline.reach.models import Delivery

if TYPE_CHECKING:
    from wiseline.calls.providers import Provider

logger = logging.getLogger(__name__)
BATCH = 50
RETRY = timedelta(seconds=2)
LOOK_AFTER = timedelta(minutes=2)
"""A line that the provider was silent about for so long is asked about: a report of its end may have been lost."""
NEVER_PLACED = timedelta(minutes=30)


def tell_lines() -> int:
    """Let every line whose contact changed ask anew; hang up those that still ring and are not wanted any more."""
    if not settings.PHONE:
        return 0
    now = clock.now()
    due = PhoneLine.objects.filter(wants_at__lte=now, ended_at=None).order_by("wants_at")[:BATCH]
    count = 0
    for line in list(due.select_related("person", "person__programme")):
        if PhoneLine.objects.filter(pk=line.pk, wants_at=line.wants_at).update(wants_at=None) != 1:
            continue
        at = named(line.provider)
        if not line.external_id or at is None:
            continue
        try:
            _tell(at, line, now)
        except ProviderError as error:
            logger.warning("A line could not be told: %s", error)
            if not error.permanent:
                PhoneLine.objects.filter(pk=line.pk, wants_at=None).update(wants_at=now + RETRY)
        count += 1
    return count


def _tell(connected: Provider, line: PhoneLine, now: datetime) -> None:
    if line.answered_at is not None:
        if _has_news(line, now):
            connected.again(line_id=line.pk, external_id=line.external_id)
    elif not _wanted(line, now):
        connected.hang_up(external_id=line.external_id)
        take(line.pk, Event(What.GONE, ref="not needed"))


def _has_news(line: PhoneLine, now: datetime) -> bool:
    """Whether the script would answer otherwise now. Two who talk are not torn out of their room for nothing, nor
    is a sentence begun anew; and a message that is being spoken is let be."""
    said = from_json(line.said)
    if not said or isinstance(said[-1], Record):
        return False
    state = State.from_json(line.state)
    with speaking(line):
        turn = SCRIPTS[line.part](state, Event(What.AGAIN), facts_of(Around(line), now))
    if turn.act is not None:
        return True
    after = turn.state
    return (state.at, state.told, type(said[-1])) != (after.at, after.told, type(turn.said[-1]))


def _wanted(line: PhoneLine, now: datetime) -> bool:
    """Whether a phone that nobody has picked up yet may go on ringing."""
    match facts_of(Around(line), now):
        case CoachFacts(rings_me=True):
            return True
        case CoachFacts(mine=True, in_app=False, other=other):
            return other is Other.ON_LINE or Delivery.objects.filter(pk=line.pk, kind="line").exists()
        case CoachFacts(sought=True):
            return Delivery.objects.filter(pk=line.pk, kind=RUNG_BACK).exists()
        case CoachFacts():
            return False
        case CalledFacts(live=live, in_app=in_app):
            return live and not in_app
        case _:
            return True


def look_after() -> int:
    """A talk on the phone keeps its contact from being nudged; a line that vanished unnoticed is ended."""
    if not settings.PHONE:
        return 0
    now = clock.now()
    talking = PhoneLine.objects.filter(ended_at=None, joined_at__isnull=False).select_related("leg", "person")
    for line in talking:
        if line.leg is not None and line.person is not None and line.contact_id is not None:
            calls.alive(leg=line.leg, connected=False)
            for contact in Contact.objects.filter(pk=line.contact_id, holder=line.person):
                contact.touched_by(line.person)
            if not calls.someone_waits(contact_id=line.contact_id, besides=line.person):  # a page vanished
                PhoneLine.objects.filter(pk=line.pk).update(wants_at=now)
    silent = PhoneLine.objects.filter(ended_at=None, placed_at__isnull=False, seen_at__lt=now - LOOK_AFTER)
    ended = 0
    for line in silent.order_by("seen_at")[:BATCH]:
        PhoneLine.objects.filter(pk=line.pk).update(seen_at=now)
        ended += _vanished(line)
    for line in PhoneLine.objects.filter(ended_at=None, placed_at=None, created_at__lt=now - NEVER_PLACED)[:BATCH]:
        take(line.pk, Event(What.GONE, ref="never placed"))
    return ended


def _vanished(line: PhoneLine) -> bool:
    try:
        at = named(line.provider)
        if at is not None and at.is_up(external_id=line.external_id):
            return False
    except ProviderError as error:
        logger.warning("A line could not be looked at: %s", error)
        return False
    take(line.pk, Event(What.GONE, ref="vanished"))
    return True
