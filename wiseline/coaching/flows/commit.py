"""What the client said they would do comes back at the chosen time, and the answer reaches the coach."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.chart.models import Commitment, SkillUse
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import ring, tell

if TYPE_CHECKING:
    from wiseline.people.models import Person

ASK_FOR = timedelta(hours=12)
_EFFECT = {
    Commitment.Outcome.HELPED: SkillUse.Effect.HELPED,
    Commitment.Outcome.SOME: SkillUse.Effect.SOME,
    Commitment.Outcome.NOT_HELPED: SkillUse.Effect.NOT,
}


def ask_due() -> int:
    """Ask about every commitment whose time has come, once each."""
    now = clock.now()
    asked = 0
    for commitment in Commitment.objects.filter(ask_at__lte=now, asked_at=None).select_related("client")[:100]:
        with changes():
            if not Commitment.objects.filter(pk=commitment.pk, asked_at=None).update(asked_at=now):
                continue
            if now - commitment.ask_at < ASK_FOR:  # an old one waits on the home screen and wakes nobody
                ring(
                    person_id=commitment.client_id,
                    contact_id=commitment.contact_id or commitment.pk,
                    kind="check",
                    step=0,
                    until=now + ASK_FOR,
                )
            publish(to=[commitment.client_id], kind="commitment", id=str(commitment.pk))
            asked += 1
    return asked


def say_how_it_went(*, commitment: Commitment, client: Person, outcome: str) -> Commitment:
    """The client's one-tap answer; it reaches the coach. A second tap changes nothing."""
    now = clock.now()
    with changes():
        claimed = Commitment.objects.filter(pk=commitment.pk, client=client, outcome="").update(
            outcome=outcome, answered_at=now, asked_at=commitment.asked_at or now
        )
        commitment.refresh_from_db()
        if claimed:
            _learn(commitment)
            record(
                actor=client,
                action="commitment.answered",
                subject=commitment,
                programme_id=client.programme_id,
                client_id=client.pk,
            )
            add_to_timeline(
                client=client,
                kind="commitment.answered",
                actor=client,
                contact_id=commitment.contact_id,
                at=now,
                outcome=outcome,
                commitment=str(commitment.pk),
            )
            tell(
                person_ids=[commitment.coach_id],
                contact_id=commitment.contact_id or commitment.pk,
                kind="answered",
                step=1,
                quiet=True,
            )
            publish(to=[commitment.coach_id, client.pk], kind="commitment", id=str(commitment.pk))
    return commitment


def _learn(commitment: Commitment) -> None:
    """What was coached in the contact gets the effect that the client reports."""
    effect = _EFFECT.get(Commitment.Outcome(commitment.outcome))
    if effect and commitment.contact_id:
        SkillUse.objects.filter(contact_id=commitment.contact_id, how=SkillUse.How.COACHED).update(effect=effect)
