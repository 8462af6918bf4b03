"""What staff owe clients, and by when: raised by whatever finds it, met by whoever does it, forgotten by nothing.

A kind is one entry of `KINDS`. At its due time the owner is told, once; a day later, if it is still open, the leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.models import Need
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import CareRelationship, PersonRole, Role
from wiseline.reach.flows.notify import drop, tell

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.utils.functional import Promise

    from wiseline.people.models import Person

RAISE_AFTER = timedelta(hours=24)
"""How long something stays open after its time before the leads are told."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a need reads on the board (never with what somebody wrote) and which page it opens.

    `page` is the name of an address that takes the client's id, or the subject's where `of_subject`.
    `by_hand`: a person says on the board that it is met; otherwise only the flow that does it can.
    `raises`: the leads hear of it when it stays open. `quiet`: it is told without e-mail and never stands in amber.
    `pressing`: it stands in amber from the beginning, not only from its time on.
    `ahead`: how long before its time it comes onto the board; none: at once.
    """

    words: str | Promise
    page: str
    of_subject: bool = False
    by_hand: bool = False
    raises: bool = True
    pressing: bool = False
    quiet: bool = False
    ahead: timedelta | None = None


KINDS: dict[str, Kind] = {
    "hand_back": Kind(_("words from who covered, to read"), "cover:hand_back", of_subject=True),
    "covered": Kind(
        _("a talk that somebody else had, to look at"), "coaching:open", of_subject=True, by_hand=True, raises=False
    ),
    "call": Kind(_("a call that was agreed"), "people:client", by_hand=True, pressing=True),
    "understanding": Kind(_("a proposal to answer"), "alliance:understanding", raises=False),
    "good_news": Kind(_("good news to read"), "alliance:lines_of", raises=False, quiet=True),
    "repair": Kind(_("to look again at what you agreed"), "alliance:repairs"),
    "pulse": Kind(_("a talk about how you work together"), "alliance:pulse"),
    "agreement": Kind(_("an agreement to sign"), "alliance:agreement", raises=False),
    "agreement_wish": Kind(_("a wish about the agreement"), "alliance:agreement", raises=False),
    "session": Kind(_("a session today that is not prepared"), "agenda:of", raises=False),
    "recontact": Kind(_("a call that was agreed after risk"), "coaching:recontact", of_subject=True, pressing=True),
    "taken_back": Kind(
        _("a request that was taken back, to look at"), "coaching:open", of_subject=True, by_hand=True, pressing=True
    ),
    "plan_review": Kind(_("the crisis plan is to be looked at together"), "safety:edit_plan", ahead=timedelta(days=3)),
    "plan_steps": Kind(
        _("the steps that make the surroundings safer are to be looked at"),
        "safety:edit_plan",
        by_hand=True,
        ahead=timedelta(days=1),
    ),
    "act_on_card": Kind(_("an act is on the card, to look at"), "diary:week", by_hand=True, pressing=True),
    "day_after": Kind(
        _("what a colleague noted or lifted for the day after an act, to read"),
        "safety:policy",
        by_hand=True,
        raises=False,
        quiet=True,
    ),
    "answers": Kind(_("answers to look at"), "scales:answers", of_subject=True, pressing=True),
}


def raise_need(
    *, client: Person, kind: str, due_at: datetime, subject_id: UUID | None = None, owner: Person | None = None
) -> Need:
    """Somebody owes this by then; the same one raised again keeps the earlier time. Raises KeyError: unknown kind."""
    KINDS[kind]
    with changes():
        need, new = Need.objects.get_or_create(
            kind=kind,
            subject_id=subject_id or client.pk,
            met_at=None,
            defaults={"client": client, "programme_id": client.programme_id, "due_at": due_at, "owner": owner},
        )
        if not new and due_at < need.due_at:
            need.due_at = due_at
            need.save(update_fields=["due_at"])
        publish(to=_concerned(need), kind="need")
    return need


def meet_need(*, client: Person, kind: str, by: Person | None, subject_id: UUID | None = None) -> bool:
    """It is done. Whether something was open."""
    with changes():
        open_ = Need.objects.filter(client=client, kind=kind, met_at=None)
        if subject_id:
            open_ = open_.filter(subject_id=subject_id)
        needs = list(open_.select_related("client"))
        for need in needs:
            Need.objects.filter(pk=need.pk, met_at=None).update(met_at=clock.now(), met_by=by)
            drop(contact_id=need.pk, kinds=("need", "good_news"))
            record(actor=by, action="need.met", subject=need, programme_id=need.programme_id, client_id=client.pk)
            publish(to=_concerned(need), kind="need")
    return bool(needs)


def needs_for(coach: Person, *, of: Person | None = None) -> list[Need]:
    """What the coach owes: their own, and nobody's in particular of those whom they care for; the soonest first."""
    cared_for = CareRelationship.objects.current().filter(coach=coach).values("client_id")
    rows = Need.objects.filter(Q(owner=coach) | Q(owner=None, client_id__in=cared_for), met_at=None)
    if of is not None:
        rows = rows.filter(client=of)
    now = clock.now()
    found = rows.select_related("client").order_by("due_at", "id")
    return [need for need in found if (ahead := KINDS[need.kind].ahead) is None or need.due_at - ahead <= now]


def may_meet(actor: Person, need: Need) -> bool:
    """Whoever owes it, and who cares for the client."""
    if need.owner_id == actor.pk:
        return True
    return actor.is_coach and CareRelationship.objects.current().filter(coach=actor, client=need.client_id).exists()


def remind_of_needs() -> int:
    """Tell owners of what has come due, and leads of what has stayed open; each once."""
    now = clock.now()
    told = 0
    due = Need.objects.filter(met_at=None, raised_at=None, due_at__lte=now).select_related("client", "owner")
    for need in due.order_by("due_at")[:200]:
        if need.told_at is None:
            told += _claim(need, "told_at", now, _owners(need))
        elif KINDS[need.kind].raises and need.due_at + RAISE_AFTER <= now:
            told += _claim(need, "raised_at", now, _leads_of(need))
    return told


def _claim(need: Need, column: str, now: datetime, people: list[UUID]) -> int:
    with changes():
        if not Need.objects.filter(pk=need.pk, met_at=None, **{column: None}).update(**{column: now}):
            return 0
        quiet = KINDS[need.kind].quiet
        kind = "good_news" if quiet else "need"
        tell(person_ids=people, contact_id=need.pk, kind=kind, step=int(column == "raised_at"), quiet=quiet)
        publish(to=people, kind="need")
    return 1


def _owners(need: Need) -> list[UUID]:
    return [need.owner_id] if need.owner_id else carers_of(need.client)


def _leads_of(need: Need) -> list[UUID]:
    rows = PersonRole.objects.filter(role=Role.LEAD, person__programme_id=need.programme_id, person__is_active=True)
    return list(rows.values_list("person_id", flat=True))


def _concerned(need: Need) -> list[UUID]:
    return [*_owners(need), *_leads_of(need)] if need.raised_at else _owners(need)
