"""Ways and times in plain words, and what a plan comes to in one sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wiseline.coaching.plan import EVERY, FIRST
from wiseline.lib import clock
from wiseline.reach.flows.notify import QUIETLY, URGENTLY
from wiseline.reach.numbers import masked
from wiseline.reach.routing import EMAIL, IN_APP, MORNING, PUSH, SMS, VOICE, Topic, route
from wiseline.reach.ways import way_of
from wiseline.rota.limits import Reason, is_off

if TYPE_CHECKING:
    from wiseline.coaching.duty import Duty
    from wiseline.people.models import Person
    from wiseline.reach.ways import Reach

RING_DELAYS = (0, 15, 30, 60, 90, 120, 180, 300)
TOLD_DELAYS = (0, 300, 900, 3600)
A_KIND = {Topic.RING: "ring", Topic.BOARD: "need", Topic.ROTA: "hole", Topic.NEWS: "news", Topic.REMINDERS: "card"}
CHANNELS = {Topic.RING: (FIRST, EVERY), Topic.BOARD: (QUIETLY, URGENTLY), Topic.NEWS: (QUIETLY, URGENTLY)}

REASONS = {
    Reason.LIFE_THREATENING: gettext_lazy("risk to somebody’s life, or doubt about it"),
    Reason.SKILLS: gettext_lazy("help to use a skill"),
    Reason.REPAIR: gettext_lazy("something between you"),
    Reason.GOOD_NEWS: gettext_lazy("good news"),
    Reason.CHECK_IN: gettext_lazy("short check-ins"),
}


def way_words(way: str, reach: Reach) -> str:
    """The way as a row of the table names it."""
    number = masked(reach.number.number) if reach.number else ""
    known = {
        PUSH: _("Push to my devices"),
        VOICE: _("Call to %(number)s") % {"number": number},
        SMS: _("Text to %(number)s") % {"number": number},
        EMAIL: _("E-mail"),
    }
    return known.get(way) or next((row.label for row in reach.routes if way_of(row) == way), _("another way"))


def channels_of(topic: Topic, person: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What it goes by as usual; and what it goes by where it rings again or is urgent."""
    always = (QUIETLY, QUIETLY)  # nobody waits for a client to be told
    return always if person.is_client else CHANNELS.get(topic, always)


def delay_words(seconds: int) -> str:
    """A delay as one says it."""
    if seconds == MORNING:
        return _("when it ends")
    if seconds == 0:
        return _("at once")
    if seconds == 3600:
        return _("1 hour")
    if seconds % 60:
        return _("1½ minutes") if seconds == 90 else _("%(count)d seconds") % {"count": seconds}
    return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}


@dataclass(frozen=True, slots=True)
class Foretold:
    """What would be done to tell of something at a moment, by the function that does it."""

    ways: list[tuple[str, timedelta]]
    more: list[tuple[str, timedelta]]
    """Where it rings again, or is urgent: besides."""


def foretell(reach: Reach, topic: Topic, now: datetime, hold: timedelta) -> Foretold:
    """By which ways, and after how long, a person with these preferences would be told of it at that moment."""
    first, every = (_ways(reach, topic, now, hold, channels) for channels in channels_of(topic, reach.person))
    return Foretold(first, [one for one in every if one not in first])


def _ways(
    reach: Reach, topic: Topic, now: datetime, hold: timedelta, channels: tuple[str, ...]
) -> list[tuple[str, timedelta]]:
    until = hold if topic is Topic.RING else None
    return route(reach.preferences, A_KIND[topic], now, usual=reach.usual(channels), hold=until)


def foretold_words(reach: Reach, topic: Topic, now: datetime, hold: timedelta) -> str:
    """The same in one sentence: “at once in the app and by push; after 2 minutes by a call to … 672”."""
    told = foretell(reach, topic, now, hold)
    words = _in_order(told.ways, reach, now)
    if told.more:
        again = topic is Topic.RING
        besides = _("when it rings again, also %(ways)s") if again else _("if it is urgent, also %(ways)s")
        words = _("%(ways)s; %(besides)s") % {
            "ways": words,
            "besides": besides % {"ways": _in_order(told.more, reach, now)},
        }
    return words


def within_limits(words: str, coach: Person, duty: Duty, at: datetime) -> str:
    """The words for a ring, held to what decides whether the coach is rung at all: their own limits and the rota."""
    taken, limits = duty.taken_on(coach.pk, at), duty.limits.get(coach.pk)
    if len(taken) == len(Reason):
        return words
    if taken:
        what = ", ".join(str(REASONS[reason]) for reason in Reason if reason in taken)
        return _("outside of your hours only for %(what)s: %(ways)s") % {"what": what, "ways": words}
    if limits is None:
        return _("you are not rung: you have not said your hours yet")
    if is_off(limits, at):
        return _("you are not rung: it is your day off")
    return _("you are not rung: it is outside of your hours")


def _in_order(ways: list[tuple[str, timedelta]], reach: Reach, now: datetime) -> str:
    told = []
    for delay, group in groupby(ways, key=lambda item: item[1]):
        names = _(" and ").join(_by(way, reach) for way, _delay in group)
        if not delay:
            told.append(_("at once %(ways)s") % {"ways": names})
        elif reach.preferences.is_night(now) and delay == reach.preferences.until_morning(now):
            told.append(_("when your night is over %(ways)s") % {"ways": names})
        else:
            told.append(_("after %(time)s %(ways)s") % {"time": delay_words(int(delay.total_seconds())), "ways": names})
    return "; ".join(told)


def plan_words(reach: Reach, part: str, hold: timedelta) -> str:
    """What happens when somebody needs this coach, by day or at night."""
    kept = getattr(reach.preferences, part)
    always = replace(reach, preferences=replace(reach.preferences, day=kept, night=kept))
    begin = _("At night") if part == "night" else _("By day")
    told = foretold_words(always, Topic.RING, clock.now(), hold)
    return _("%(part)s, when somebody needs you: %(told)s.") % {"part": begin, "told": told}


def _by(way: str, reach: Reach) -> str:
    number = masked(reach.number.number) if reach.number else ""
    known = {
        IN_APP: _("in the app"),
        PUSH: _("by push"),
        VOICE: _("by a call to %(number)s") % {"number": number},
        SMS: _("by a text to %(number)s") % {"number": number},
        EMAIL: _("by e-mail"),
    }
    return known.get(way) or _("by %(way)s") % {"way": way_words(way, reach)}
