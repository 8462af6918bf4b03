"""Challenges, strengths, goals and values: one proposes a wording, the other agrees; until then the old one stands.

The open proposal of a line is one at a time: a further one, by whichever side, takes its place. Nothing is deleted.
Collaboration on goals and tasks is two of the three parts of a working alliance (task, goal, bond: WAI-SR, see
docs/clinical-sources.md).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.alliance.models import Line, Proposal
from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import tell

if TYPE_CHECKING:
    from wiseline.people.models import Person

ANSWER_WITHIN = timedelta(days=7)
"""By when staff owe an answer to what a client proposes: in the next session (GK)."""
LONGEST = 300
SHOWN = 60


class Settled(Exception):
    """Somebody settled the proposal, or another took its place."""


def propose_goal(*, client: Person, by: Person, text: str) -> Line:
    """A new goal, which holds once the other side agrees."""
    return propose(client=client, by=by, section=Line.Section.GOAL, text=text).line


def propose(
    *, client: Person, by: Person, section: str = "", text: str = "", line: Line | None = None, remove: bool = False
) -> Proposal:
    """A new line of a section, or another wording (or the end) of a line. The same proposed again is one."""
    text = " ".join(text.split())
    with changes():
        if line is None:
            if known := _same(client, by, section, text):
                return known
            line = Line.objects.create(client=client, programme_id=client.programme_id, section=section)
        else:
            line = Line.objects.select_for_update().get(pk=line.pk)
        standing = line.proposals.filter(outcome="").first()
        if standing is not None:
            if (standing.by_id, standing.text, standing.remove) == (by.pk, text, remove):
                return standing
            _settle(standing, Proposal.Outcome.REPLACED, by)
        proposal = Proposal.objects.create(
            client=client,
            programme_id=client.programme_id,
            line=line,
            text="" if remove else text,
            remove=remove,
            by=by,
            at=clock.now(),
        )
        _tell_the_other(proposal)
        record(
            actor=by,
            action="understanding.proposed",
            subject=proposal,
            programme_id=client.programme_id,
            client_id=client.pk,
        )
    return proposal


def _same(client: Person, by: Person, section: str, text: str) -> Proposal | None:
    """The same new line, proposed a moment ago and still open."""
    rows = Proposal.objects.filter(client=client, by=by, outcome="", line__section=section, line__agreed_at=None)
    return next((row for row in rows.select_related("line") if row.text == text), None)


def agree(*, proposal: Proposal, by: Person) -> Line:
    """The other side agrees: the wording holds from now on. Raises Settled."""
    now = clock.now()
    with changes():
        _settle(proposal, Proposal.Outcome.AGREED, by)
        line = Line.objects.select_for_update().get(pk=proposal.line_id)
        if proposal.remove:
            line.ended_at = now
        else:
            line.text, line.agreed_at, line.ended_at = proposal.text, now, None
        line.save(update_fields=["text", "agreed_at", "ended_at"])
        client = proposal.client
        add_to_timeline(client=client, kind="understanding.agreed", actor=by, line=str(line.pk), section=line.section)
        _settled(proposal, by)
    return line


def decline(*, proposal: Proposal, by: Person) -> None:
    """The other side does not agree; what stood goes on standing. Raises Settled."""
    with changes():
        _settle(proposal, Proposal.Outcome.DECLINED, by)
        _settled(proposal, by)


def withdraw(*, proposal: Proposal, by: Person) -> None:
    """Who proposed it takes it back. Raises Settled."""
    with changes():
        _settle(proposal, Proposal.Outcome.WITHDRAWN, by)
        _settled(proposal, by)


def _settle(proposal: Proposal, outcome: str, by: Person) -> None:
    """Raises Settled where somebody was first."""
    open_ = Proposal.objects.filter(pk=proposal.pk, outcome="")
    if not open_.update(outcome=outcome, settled_by=by, settled_at=clock.now()):
        raise Settled
    proposal.outcome = outcome


def _settled(proposal: Proposal, by: Person) -> None:
    client = proposal.client
    record(
        actor=by,
        action=f"understanding.{proposal.outcome}",
        subject=proposal,
        programme_id=client.programme_id,
        client_id=client.pk,
    )
    _owe_an_answer(client, by)
    publish(to=[client.pk, *carers_of(client)], kind="alliance")


def _tell_the_other(proposal: Proposal) -> None:
    client = proposal.client
    _owe_an_answer(client, proposal.by)
    if not proposal.by_client:
        tell(person_ids=[client.pk], contact_id=proposal.pk, kind="together", step=0, quiet=True)
    publish(to=[client.pk, *carers_of(client)], kind="alliance")


def _owe_an_answer(client: Person, by: Person) -> None:
    """Staff owe an answer for as long as something that the client proposed is open."""
    oldest = Proposal.objects.filter(client=client, by=client, outcome="").order_by("at").first()
    if oldest is not None:
        raise_need(client=client, kind="understanding", due_at=oldest.at + ANSWER_WITHIN)
    else:
        meet_need(client=client, kind="understanding", by=by)


# Reading


@dataclass(slots=True)
class Shown:
    """A line as its page shows it, with the proposal that is open."""

    line: Line
    proposal: Proposal | None


def goals_of(client: Person) -> list[Line]:
    """The goals that both agreed to and that stand, the oldest first."""
    return standing_of(client)[Line.Section.GOAL]


def standing_of(client: Person) -> dict[str, list[Line]]:
    """The agreed lines by section, in the order in which they are shown; each section is there."""
    found: dict[str, list[Line]] = {section: [] for section in Line.Section.values}
    for line in Line.objects.filter(client=client, agreed_at__isnull=False, ended_at=None).order_by("at", "id"):
        found[line.section].append(line)
    return found


def strengths_first(client: Person) -> list[tuple[str, list[Line]]]:
    """What helps this person: strengths first, for they are what can be built on now."""
    standing = standing_of(client)
    order = (Line.Section.STRENGTH, Line.Section.CHALLENGE, Line.Section.GOAL, Line.Section.VALUE)
    return [(str(section.label), standing[section]) for section in order if standing[section]]


def understanding_of(client: Person) -> list[tuple[str, str, list[Shown]]]:
    """Every section (its name and words) with the lines that stand or wait for a yes."""
    rows = Proposal.objects.filter(client=client, outcome="").select_related("by", "client")
    open_ = {proposal.line_id: proposal for proposal in rows}
    shown: defaultdict[str, list[Shown]] = defaultdict(list)
    for line in Line.objects.filter(client=client, ended_at=None).order_by("at", "id"):
        if line.agreed_at is not None or line.pk in open_:
            shown[line.section].append(Shown(line, open_.get(line.pk)))
    return [(str(value), str(label), shown[value]) for value, label in Line.Section.choices]


def history_of(client: Person) -> list[Proposal]:
    """What was proposed and settled, the newest first."""
    rows = Proposal.objects.filter(client=client).exclude(outcome="")
    return list(rows.select_related("by", "settled_by", "line").order_by("-settled_at", "-id")[:SHOWN])


def waits_for_client(client: Person) -> int:
    """How many proposals wait for the client's word."""
    return Proposal.objects.filter(client=client, outcome="").exclude(by=client).count()
