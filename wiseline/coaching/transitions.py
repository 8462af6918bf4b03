"""The statuses of a contact and the one table of how they follow each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a contact stands. Exactly one at a time."""

    ASKED = (
        "asked",
        _("asked"),
    )  # stored with the first tap; rings once the safety question is answered or time is up
    RINGING = "ringing", _("ringing")  # a search is on
    PROMISED = "promised", _("call-back promised")  # a coach said when they will call
    LIVE = "live", _("with a coach")  # one coach holds it
    WRAPPING_UP = "wrapping_up", _("being written up")  # they have talked; the note is not signed
    UNREACHED = "unreached", _("nobody was reached")  # a named person owes a follow-up
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("taken back")


S = Status
TRANSITIONS: dict[Status, frozenset[Status]] = {
    S.ASKED: frozenset({S.RINGING, S.PROMISED, S.LIVE, S.UNREACHED, S.WITHDRAWN}),
    # ringing again is the next step of the search, or a hand-over to somebody else
    S.RINGING: frozenset({S.RINGING, S.PROMISED, S.LIVE, S.UNREACHED, S.WITHDRAWN}),
    S.PROMISED: frozenset({S.RINGING, S.PROMISED, S.LIVE, S.UNREACHED, S.WITHDRAWN}),
    S.LIVE: frozenset({S.RINGING, S.PROMISED, S.UNREACHED, S.WRAPPING_UP}),
    S.WRAPPING_UP: frozenset({S.LIVE, S.CLOSED}),
    # not to withdrawn: what nobody answered stays on the board until a person follows it up;
    # to unreached again where the client asks again and nobody is on duty
    S.UNREACHED: frozenset({S.UNREACHED, S.RINGING, S.PROMISED, S.LIVE, S.WRAPPING_UP}),
    S.CLOSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}

OPEN = frozenset(S) - {S.CLOSED, S.WITHDRAWN}
"""A person or a due time is answerable for these."""
OPEN_TO_CLIENT = frozenset({S.ASKED, S.RINGING, S.PROMISED, S.LIVE, S.UNREACHED})
"""A second ask opens the one that stands in one of these."""
HELD = frozenset({S.PROMISED, S.LIVE, S.WRAPPING_UP, S.UNREACHED})
"""A named person holds the contact."""
SEARCHING = frozenset({S.ASKED, S.RINGING})
"""The switchboard must act at `due_at`."""


class NotAllowed(Exception):
    """The contact's status does not lead there (any more)."""


def check(before: Status, after: Status) -> None:
    """Raise NotAllowed unless the table leads from one status to the other."""
    if after not in TRANSITIONS[before]:
        raise NotAllowed(f"{before} does not lead to {after}.")
