"""Ways and times in plain words, and what a plan comes to in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wiseline.lib import clock
from wiseline.reach.numbers import masked
from wiseline.reach.routing import EMAIL, IN_APP, PUSH, SMS, VOICE, Topic, route
from wiseline.reach.ways import way_of

if TYPE_CHECKING:
    from wiseline.reach.ways import Reach

DELAYS = (0, 15, 30, 60, 90, 120, 180, 300)


def topic_words(topic: Topic) -> str:
    """The topic as a heading."""
    return {
        Topic.RING: _("Somebody needs a coach"),
        Topic.BOARD: _("Something on the board"),
        Topic.ROTA: _("The rota"),
        Topic.NEWS: _("Answers and messages"),
        Topic.REMINDERS: _("Quiet reminders"),
    }[topic]


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


def delay_words(seconds: int) -> str:
    """A delay as one says it."""
    if seconds == 0:
        return _("at once")
    if seconds % 60:
        return _("1½ minutes") if seconds == 90 else _("%(count)d seconds") % {"count": seconds}
    return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}


def plan_words(reach: Reach, part: str, hold: timedelta) -> str:
    """What happens when somebody needs this coach, by day or at night."""
    kept = getattr(reach.preferences, part)
    always = replace(reach.preferences, day=kept, night=kept)
    ways = route(always, "ring", clock.now(), usual=reach.usual((PUSH, VOICE, "apprise")), hold=hold)
    told = []
    for delay, group in groupby(ways, key=lambda item: item[1]):
        names = _(" and ").join(_by(way, reach) for way, _delay in group)
        seconds = int(delay.total_seconds())
        if seconds == 0:
            told.append(_("at once %(ways)s") % {"ways": names})
        else:
            told.append(_("after %(time)s %(ways)s") % {"time": delay_words(seconds), "ways": names})
    begin = _("At night") if part == "night" else _("By day")
    return _("%(part)s, when somebody needs you: %(told)s.") % {"part": begin, "told": "; ".join(told)}


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
