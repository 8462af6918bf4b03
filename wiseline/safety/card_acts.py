"""An act that a client tells on the diary card is looked at by who cares for them: the card alone tells nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.chart.needs import meet_need, raise_need
from wiseline.lib import clock
from wiseline.safety.agreeing import USUAL_ACTS, policy_of

if TYPE_CHECKING:
    from typing import Any

    from wiseline.chart.models import DiaryDay
    from wiseline.people.models import Person

NEED = "act_on_card"


def owe_a_look(day: DiaryDay) -> None:
    """Called after each entry: an act that is new on the card is owed a look; taken back, it is owed none.

    What was looked at once is not owed again by another answer on the same card.
    """
    client, acts = day.client, _acts_of(day.client)
    before = day.entries.filter(number=day.revision - 1).first()
    if not _tells(day.answers, acts):
        meet_need(client=client, kind=NEED, by=client, subject_id=day.pk)
    elif before is None or not _tells(before.made, acts):
        raise_need(client=client, kind=NEED, due_at=clock.now(), subject_id=day.pk)


def _acts_of(client: Person) -> set[str]:
    row = policy_of(client)
    return {*USUAL_ACTS, *(row.acts if row else ())}


def _tells(answers: dict[str, Any], acts: set[str]) -> bool:
    return any(answers.get(item) for item in acts)
