"""Where Mia used her skills in the last two months, as she would have noted it; and the group that learned them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from wiseline.chart.models import SkillUse
from wiseline.chart.uses import Went, log_use, say_obstacle
from wiseline.lib import clock
from wiseline.skills.groups import begin_group, set_members

if TYPE_CHECKING:
    from wiseline.demo.cast import Cast


class _Used(NamedTuple):
    days_ago: int
    skill: str
    effect: str
    contexts: tuple[str, ...]
    how: str = SkillUse.How.ALONE
    obstacle: str = ""
    prompted: bool = False


_USED = (
    _Used(57, "self-soothe", "helped", ("home", "alone")),
    _Used(52, "self-soothe", "some", ("home",)),
    _Used(47, "check-the-facts", "some", ("work",), prompted=True),
    _Used(44, "stop", "helped", ("home", "partner")),
    _Used(39, "stop", "not", ("family",), obstacle="too_upset"),
    _Used(33, "stop", "helped", ("public",)),
    _Used(30, "dear-man", "some", ("partner",), SkillUse.How.WITH_HELP),
    _Used(26, "check-the-facts", "helped", ("online",)),
    _Used(19, "stop", "some", ("work",)),
    _Used(16, "dear-man", "not", ("family",), obstacle="half"),
    _Used(12, "check-the-facts", "helped", ("work",)),
    _Used(11, "dear-man", "not", ("family",), obstacle="too_upset"),
    _Used(8, "opposite-action", "some", ("friends",), SkillUse.How.WITH_HELP, prompted=True),
    _Used(6, "stop", "helped", ("family",)),
    _Used(4, "dear-man", "not", ("family",), obstacle="too_upset", prompted=True),
    _Used(3, "check-the-facts", "helped", ("friends",)),
    _Used(1, "stop", "helped", ("home",)),
)


def use_skills(cast: Cast) -> None:
    """Everything at the hour at which it happened."""
    for number, used in enumerate(_USED):
        at = clock.now() - timedelta(days=used.days_ago, hours=number % 5)
        went = Went(used.effect, prompted=used.prompted, contexts=list(used.contexts))
        with clock.standing_at(at):
            row = log_use(client=cast.mia, skill=used.skill, went=went, how=used.how, key=f"life-{number}", at=at)
            if used.obstacle:
                say_obstacle(use=row, obstacle=used.obstacle)
    with clock.standing_at(clock.now() - timedelta(days=60)):
        group = begin_group(name="Tuesday group", by=cast.toni)
        set_members(group=group, clients=[cast.mia, cast.noah], by=cast.toni)
