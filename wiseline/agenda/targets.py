"""Which fact of the chart belongs under which target of therapy. One table, pure; each row with its source.

The order of targets is DBT's: life-threatening, therapy-interfering, quality of life, skills (clinical-sources, 45).
Which everyday facts stand for each is general knowledge (GK) unless a source is named; a therapist moves nothing by
it: they hide a line, or add one of their own where they want it.
"""

from __future__ import annotations

from dataclasses import dataclass

from wiseline.agenda.line import Group

LIFE, THERAPY, QUALITY, SKILLS = Group.LIFE, Group.THERAPY, Group.QUALITY, Group.SKILLS


@dataclass(frozen=True, slots=True)
class Rule:
    """From which value on a fact counts (None: it counts by being there), or up to which; and the source."""

    group: Group
    source: str
    least: int | None = None
    most: int | None = None
    threshold: bool = False  # the client's own agreed threshold takes the place of `least`, where there is one


RULES: dict[str, Rule] = {
    # The diary card. Urges and feelings 0 to 5, acts 0 or 1, sleep in minutes, alcohol in drinks.
    "card.act.self_harm": Rule(LIFE, "45", least=1),
    "card.urge.suicide": Rule(LIFE, "45; any strength: GK", least=1),
    "card.urge.self_harm": Rule(LIFE, "45; from what was agreed on: GK", least=4, threshold=True),
    "card.urge.quit": Rule(THERAPY, "45; GK", least=1),
    "card.unfilled": Rule(THERAPY, "45; GK", least=2),
    "card.urge.substances": Rule(QUALITY, "45; GK", least=3, threshold=True),
    "card.drugs": Rule(QUALITY, "45; GK", least=1),
    "card.alcohol": Rule(QUALITY, "45; GK", least=4),
    "card.misery": Rule(QUALITY, "45; GK", least=4),
    "card.conflict": Rule(QUALITY, "45; GK", least=1),
    "card.sleep": Rule(QUALITY, "45; GK", most=300),
    "card.medication": Rule(QUALITY, "45; GK", most=0),
    "card.own_target": Rule(QUALITY, "45; the card's own targets from 4 of 5 on: GK", least=4, threshold=True),
    # Contacts.
    "contact.crisis": Rule(LIFE, "1: calls about suicide and self-injury come first"),
    "contact.danger": Rule(LIFE, "12; 45"),
    "contact.unsure": Rule(LIFE, "12; 45"),
    "contact.acted": Rule(LIFE, "12; 45"),
    "contact.risk_unanswered": Rule(LIFE, "23: an incomplete assessment of risk; that it comes first: GK"),
    "contact.repair": Rule(THERAPY, "1: less conflict and distance with the therapist"),
    "contact.limits": Rule(THERAPY, "16; 23"),
    "contact.unreached": Rule(THERAPY, "23: therapists interfere too, by not returning calls"),
    "contact.quit": Rule(THERAPY, "45; GK", least=1),
    "questionnaire.asks_for_help": Rule(LIFE, "45; which answer asks for it is the instrument's own mark"),
    # The alliance and the work.
    "repair.open": Rule(THERAPY, "1"),
    "pulse.dropped": Rule(THERAPY, "45; GK"),
    "session.missed": Rule(THERAPY, "45; GK"),
    "question.unanswered": Rule(THERAPY, "45; GK"),
    "commitment.not_done": Rule(THERAPY, "45; 48: what got in the way is asked, not blamed"),
    "need.late": Rule(THERAPY, "23: therapists interfere too"),
    # Skills.
    "skill.failed": Rule(SKILLS, "33: a skill that was used and did not help is a signal to coach"),
    "skill.asked": Rule(SKILLS, "GK"),
    "skill.unused": Rule(SKILLS, "41; GK"),
}


def heading_of(fact: str, value: int | None = None, *, threshold: int | None = None) -> Group | None:
    """Under which target a fact stands; None where it is below what counts. Raises KeyError for no such fact."""
    rule = RULES[fact]
    least = threshold if rule.threshold and threshold is not None else rule.least
    if least is None and rule.most is None:
        return rule.group
    if value is None:
        return None
    if rule.most is not None:
        return rule.group if value <= rule.most else None
    return rule.group if least is not None and value >= least else None


_RANKS = {fact: place for place, fact in enumerate(RULES)}


def rank_of(fact: str) -> int:
    """Where a fact stands among those of its target: in the order of the table."""
    return _RANKS[fact]
