"""What a line of the timeline says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.chart.models import Commitment

if TYPE_CHECKING:
    from wiseline.chart.models import TimelineEntry


def words_of(entry: TimelineEntry) -> str:
    """One line in the reader's language."""
    who = entry.actor.display_name if entry.actor else _("Wiseline")
    templates = {
        "contact.asked": _("%(who)s asked for coaching"),
        "contact.started": _("%(who)s began a contact"),
        "contact.answered": _("%(who)s answered"),
        "contact.promised": _("%(who)s promised to call back"),
        "contact.handed_over": _("%(who)s handed over"),
        "contact.ended": _("%(who)s ended the talk"),
        "contact.unreached": _("Nobody was reached"),
        "contact.spoken": _("%(who)s left a spoken message"),
        "contact.followed_up": _("%(who)s followed up"),
        "contact.withdrawn": _("%(who)s took the request back"),
        "contact.closed": _("The contact was closed"),
        "note.signed": _("%(who)s signed the note"),
        "note.amended": _("%(who)s added to a note"),
        "skill.used": _("%(who)s used a skill"),
        "diary.filled": _("%(who)s filled a day"),
        "questions.answered": _("%(who)s answered a few questions"),
        "questions.asked": _("%(who)s changed which questions are asked"),
        "chain.begun": _("%(who)s began a chain"),
        "practice.planned": _("%(who)s planned a practice"),
        "practice.changed": _("%(who)s changed a planned practice"),
        "practice.agreed": _("%(who)s agreed to a planned practice"),
        "practice.declined": _("%(who)s said no to a planned practice"),
        "practice.ended": _("%(who)s took a planned practice out"),
        "chain.finished": _("%(who)s finished a chain"),
        "words.left": _("%(who)s left words for a moment"),
        "warm.sent": _("%(who)s sent a warm line"),
        "good_news.told": _("%(who)s told good news"),
        "repair.agreed": _("%(who)s kept what was agreed between the two"),
        "pulse.shown": _("%(who)s showed three answers about the work together"),
        "agreement.written": _("%(who)s wrote the coaching agreement"),
        "agreement.signed": _("%(who)s signed the coaching agreement"),
        "understanding.agreed": _("%(who)s agreed to a line that was proposed"),
        "session.closed": _("%(who)s closed a session"),
        "session.missed": _("%(who)s noted that a session did not take place"),
        "policy.agreed": _("%(who)s wrote down what was agreed for the day after an act"),
        "policy.lifted": _("%(who)s lifted the waiting time"),
        "act.reported": _("%(who)s noted an act"),
        "act.taken_back": _("%(who)s took an act back that was noted by mistake"),
        "consent.given": _("%(who)s wrote down who said yes to what was agreed"),
        "consent.withdrawn": _("%(who)s wrote down that a yes was taken back"),
        "other.included": _("%(who)s wrote down who else is part of what was agreed, and what they may be told"),
        "other.left_out": _("%(who)s took somebody out of what was agreed"),
        "recontact.agreed": _("%(who)s agreed to speak again"),
        "recontact.taken_out": _("%(who)s took out the call that was agreed"),
        "recontact.done": _("%(who)s said that the agreed call has been"),
        "recontact.due": _("An agreed call was due"),
        "plan.written": _("%(who)s changed the plan"),
    }
    if entry.kind == "commitment.answered":
        outcome = str(dict(Commitment.Outcome.choices).get(entry.data.get("outcome", ""), ""))
        return _("%(who)s said how it went: %(outcome)s") % {"who": who, "outcome": outcome}
    return templates.get(entry.kind, entry.kind) % {"who": who}
