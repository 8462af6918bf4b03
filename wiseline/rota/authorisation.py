"""Who may see and change the rota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.models import Person, Role

if TYPE_CHECKING:
    from wiseline.rota.models import RotaOverride, RotaShift, SwapRequest


def can_have_limits(actor: Person) -> bool:
    """Everybody who can be rung says when."""
    return actor.is_coach


def can_see_rota(actor: Person) -> bool:
    """The whole staff of the programme."""
    return actor.is_staff_member


def can_edit_rota(actor: Person) -> bool:
    """The team lead and the administrator."""
    return bool(actor.roles & {Role.LEAD, Role.ADMINISTRATOR})


def can_take_over(actor: Person) -> bool:
    """Any coach may take over now, for themselves."""
    return actor.is_coach


def is_given(actor: Person, row: RotaShift | RotaOverride) -> bool:
    """Whether the shift was given to the actor, who alone can accept it."""
    return row.coach_id == actor.pk


def can_decline(actor: Person, row: RotaShift | RotaOverride) -> bool:
    """Whether it was offered to the actor by somebody else, and has no answer yet."""
    return is_given(actor, row) and row.created_by_id != actor.pk and not (row.accepted_at or row.declined_at)


def can_remove(actor: Person, row: RotaShift | RotaOverride) -> bool:
    """Who edits the rota; its coach says no to what is offered, and what they said stays for the leads to read."""
    return can_edit_rota(actor) or (is_given(actor, row) and row.declined_at is None)


def can_take_swap(actor: Person, swap: SwapRequest) -> bool:
    """Any coach of the programme but the giver; where one colleague was asked, that one."""
    return actor.is_coach and actor.pk != swap.giver_id and swap.to_id in {None, actor.pk}


def is_giver(actor: Person, swap: SwapRequest) -> bool:
    """Only who offered it takes it back."""
    return swap.giver_id == actor.pk
