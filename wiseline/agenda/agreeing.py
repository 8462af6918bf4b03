"""What is agreed in a session, and what becomes of it when the session is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.agenda.changing import change, held
from wiseline.agenda.models import Agreement, Session
from wiseline.alliance.understanding import propose_goal
from wiseline.chart.diary.days import today_of
from wiseline.chart.practice_plan.when import Kind, Part, When, read
from wiseline.chart.practice_plan.writing import propose
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.skills.flows import teach
from wiseline.skills.models import Taught

if TYPE_CHECKING:
    from collections.abc import Callable

    from wiseline.people.models import Person

LONGEST_SITUATION = 300


def agreements_of(session: Session) -> list[Agreement]:
    """What stands agreed, in the order in which it was said."""
    return list(Agreement.objects.filter(session=session, taken_back_at=None).order_by("at", "id"))


def agree(
    *, session: Session, by: Person, kind: str, skill: str, text: str, key: str, when: When | None = None
) -> Agreement:
    """Keep one agreement; the same key again is the same one. Raises Over."""
    with changes():
        row = held(session.pk)
        made, new = Agreement.objects.get_or_create(
            session=row,
            key=key,
            defaults={
                "client_id": row.client_id,
                "programme_id": row.programme_id,
                "kind": kind,
                "skill": skill,
                "text": text,
                "when": when.plain() if when else None,
                "by": by,
            },
        )
        if new:
            change(row, by=by, what="agreed", after={"kind": kind, "skill": skill, "text": text})
            publish(to=[row.therapist_id], kind="session")
    return made


def unsay(*, agreement: Agreement, by: Person) -> None:
    """It was not agreed after all; only until the session is closed. Raises Over."""
    with changes():
        row = held(agreement.session_id)
        if Agreement.objects.filter(pk=agreement.pk, taken_back_at=None).update(taken_back_at=clock.now()):
            change(row, by=by, what="unsaid", before={"kind": agreement.kind, "text": agreement.text})
            publish(to=[row.therapist_id], kind="session")


def _teach(agreement: Agreement, by: Person) -> object:
    client = agreement.client
    on = today_of(client)
    teach(clients=[client], skill=agreement.skill, on=on, by=by, practised=agreement.text)
    return Taught.objects.filter(client=client, skill=agreement.skill, on=on, taken_back_at=None).first()


def _practise(agreement: Agreement, by: Person) -> object:
    return propose(
        client=agreement.client,
        by=by,
        skill=agreement.skill,
        situation=agreement.text[:LONGEST_SITUATION],
        when=read(agreement.when) if agreement.when else When(kind=Kind.PART, part=Part.EVENING),
        together=True,
        key=f"session-{agreement.pk}",
    )


def _set_goal(agreement: Agreement, by: Person) -> object:
    return propose_goal(client=agreement.client, by=by, text=agreement.text)


EFFECTS: dict[str, Callable[[Agreement, Person], object]] = {
    Agreement.Kind.TAUGHT: _teach,
    Agreement.Kind.PRACTICE: _practise,
    Agreement.Kind.GOAL: _set_goal,
}
"""What an agreement becomes, by its kind; the words alone become nothing more."""


def take_effect(session: Session, by: Person) -> None:
    """Let each agreement become what it says, once. Call within the transaction that closes the session."""
    rows = Agreement.objects.filter(session=session, taken_back_at=None, made_id=None)
    for agreement in rows.select_related("client"):
        act = EFFECTS.get(agreement.kind)
        made = act(agreement, by) if act else None
        if made is not None:
            agreement.made_id = getattr(made, "pk", None)
            agreement.save(update_fields=["made_id"])
