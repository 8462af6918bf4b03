"""In which of the programme's life contexts a client used a skill: what is offered first, and saying it afterwards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wiseline.chart.models import SkillUse
from wiseline.skills.contexts import choices_of

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

LATELY = 40
AT_HAND = 5


class Offered(NamedTuple):
    """Keys and labels: the few that this client names most, or the first of the list; and the rest."""

    near: list[tuple[str, str]]
    more: list[tuple[str, str]]

    @property
    def all(self) -> list[tuple[str, str]]:
        """The few, and then the rest."""
        return [*self.near, *self.more]


def offered_to(client: Person) -> Offered:
    """The contexts that can be chosen now, those that the client named most lately first."""
    said = SkillUse.objects.filter(client=client, contexts__isnull=False).order_by("-at")
    count = Counter(key for keys in said.values_list("contexts", flat=True)[:LATELY] for key in keys or ())
    choices = choices_of(client.programme_id)
    near = sorted(choices, key=lambda choice: -count[choice[0]])[:AT_HAND]
    return Offered([choice for choice in choices if choice in near], [each for each in choices if each not in near])


def coached_in(client: Person, contact_id: UUID | None) -> list[SkillUse]:
    """What the client was coached in, in a contact."""
    return list(SkillUse.objects.filter(client=client, contact_id=contact_id, how=SkillUse.How.COACHED))


def say_contexts(*, client: Person, contact_id: UUID, contexts: list[str]) -> None:
    """Where the client did what was coached in a contact; said again, the new answer holds."""
    rows = SkillUse.objects.filter(client=client, contact_id=contact_id, how=SkillUse.How.COACHED)
    rows.update(contexts=contexts or None)
