"""The end of a guided practice: a skill use in the chart, and the practice done, in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wiseline.chart.models import SkillUse
from wiseline.chart.uses import log_use
from wiseline.live.publish import changes
from wiseline.skills.practising import finish

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.chart.uses import Went
    from wiseline.people.models import Person
    from wiseline.skills.models import PracticeRun


def finish_practice(
    *,
    client: Person,
    practice: str,
    went: Went,
    kept: dict[str, Any],
    run: PracticeRun | None = None,
    key: str = "",
    at: datetime | None = None,
) -> SkillUse:
    """Keep how a practice went; a `run` that a coach sent counts as coached. Told twice, it is kept once."""
    with changes():
        use = log_use(
            client=client,
            skill=practice,
            went=went,
            source=SkillUse.Source.PRACTICE,
            how=SkillUse.How.COACHED if run else SkillUse.How.ALONE,
            contact_id=run.contact_id if run else None,
            key=key,
            at=at,
        )
        finish(client=client, practice=practice, use_id=use.pk, kept=kept, run=run, key=key)
        return use
