"""The words with which a coaching agreement begins; the therapist changes them for each client.

Orientation covers the functions of coaching, the rationale of the 24-hour rule, logistics, limits and skills before
calling; to leave it out is a common error (Ben-Porath 2015). Reasons to call: Ben-Porath & Koons 2005. The client must
know the latest likely return and have a plan B (sfdbt.org). Limits are each therapist's own, change and are told early
(Chapman, dbtvancouver.com). The 24-hour rule is a policy for each client, set by a clinician; no trial of it was found,
so the words claim nothing (docs/clinical-sources.md). Trying two skills first is asked for, the attempt counts and not
its success (Ben-Porath 2015); it is no condition: asking is never gated. The rest is GK, to be confirmed. All words
are our own.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wiseline.rota.limits import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.rota.hours import Window
    from wiseline.rota.limits import Limits

SECTIONS = {
    "functions": gettext_lazy("What coaching is for"),
    "limits": gettext_lazy("When your therapist can be reached"),
    "returns": gettext_lazy("When somebody calls back"),
    "day_after": gettext_lazy("The day after hurting yourself"),
    "before": gettext_lazy("What to try before you ask"),
    "privacy": gettext_lazy("Who can read and hear what"),
}


def first_words(therapist: str, limits: Limits | None, own_words: str) -> dict[str, str]:
    """Each section as it begins: the therapist's name, limits and own words are filled in."""
    return {
        "functions": _functions(),
        "limits": _limits(therapist, limits, own_words),
        "returns": _returns(therapist, limits),
        "day_after": _day_after(),
        "before": _before(),
        "privacy": _privacy(),
    }


def _functions() -> str:
    return _(
        "Coaching is for the hours between sessions. You can ask when you want help to use a skill, when you are in a "
        "crisis, when something has come between us, and when you have good news. Better ask early than late.\n"
        "A call is short, about five to fifteen minutes. It is about the next step. The whole story has its place in "
        "our session. Coaching is not an emergency service: in danger, call the emergency number first."
    )


def _limits(therapist: str, limits: Limits | None, own_words: str) -> str:
    known = hours_in_words(therapist, limits)
    if own_words:
        known = f"{known}\n“{own_words}”"
    return (
        known
        + "\n"
        + _(
            "A therapist has limits, as everybody has. They are their own, they can change, and then you are told. "
            "Outside these hours others of the team may answer. You can ask at any hour."
        )
    )


def hours_in_words(therapist: str, limits: Limits | None) -> str:
    """The hours of a coach, days that are alike together, and what they answer at any hour."""
    if limits is None or not limits.windows:
        return _("%(name)s has not yet said at which hours they can be reached.") % {"name": therapist}
    parts = [_("%(name)s can be reached:") % {"name": therapist}]
    parts += [f"{days}: {hours}" for days, hours in _weekly(limits.windows)]
    if Reason.LIFE_THREATENING in limits.outside:
        parts.append(
            _("When your life is in danger, or you are not sure to be safe: also at other hours, but not on days off.")
        )
    return "\n".join(parts)


def _weekly(windows: Sequence[Window]) -> list[tuple[str, str]]:
    """Days in a row with the same hours are one line: 'Monday to Friday', '08:00 to 21:00'."""
    by_day = {
        day: [
            _("all day")
            if window.start == window.end
            else _("%(start)s to %(end)s") % {"start": time_format(window.start), "end": time_format(window.end)}
            for window in sorted(windows, key=lambda window: (window.weekday, window.start))
            if window.weekday == day
        ]
        for day in range(7)
    }
    lines = []
    for hours, group in groupby(range(7), key=by_day.__getitem__):
        days = list(group)
        if hours:
            first, last = str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]])
            name = first if len(days) == 1 else _("%(first)s to %(last)s") % {"first": first, "last": last}
            lines.append((name, ", ".join(hours)))
    return lines


def _returns(therapist: str, limits: Limits | None) -> str:
    minutes = limits.return_minutes if limits else 60
    latest = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if minutes >= 60 and minutes % 60 == 0:
        latest = ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
    return _(
        "When %(name)s cannot answer at once, they call back within %(latest)s in these hours. If they do not answer, "
        "the team is asked in turn, and you always see who is asked now and what comes next.\n"
        "Until somebody calls: use a skill, open your plan, be with somebody if you can. If you cannot wait, call the "
        "emergency number or a crisis line. They stand under “Help now”."
    ) % {"name": therapist, "latest": latest}


def _day_after() -> str:
    return _(
        "Coaching helps most before an urge becomes an act. So many programmes have a rule: after somebody has hurt "
        "themselves, coaching rests for 24 hours and then goes on. Sessions stay as they are. We look together at what "
        "happened in the next session.\n"
        "At all times, also then: emergency help, your plan and every skill are open to you. If you are hurt or in "
        "danger, get medical help first.\n"
        "What holds between us stands with this agreement, as it is set. Where nothing is set, this rule does not hold."
    )


def _before() -> str:
    return _(
        "You can ask at any time, and nothing has to be done first. If you can, try one or two skills before you ask "
        "or while you wait. Whether they worked does not matter, the trying counts. Your coach will ask what you tried "
        "and what happened, and then you look for the next step together."
    )


def _privacy() -> str:
    return _(
        "Calls go from device to device and are not recorded. Messages and notes are kept, sealed, for those who care "
        "for you. A coach who covers sees what they need while they coach you, and for a day after. You can read what "
        "is kept about you, and see who looked.\n"
        "If a life is in danger, we may have to tell somebody who can help. Notifications on your phone do not say "
        "what they are about; a lock on your phone protects the rest."
    )
