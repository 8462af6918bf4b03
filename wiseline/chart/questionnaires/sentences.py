"""What is said of a score's change, to staff and to the client: 'no clear change' where that is the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from wiseline.chart.questionnaires import change
from wiseline.chart.questionnaires.change import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.chart.questionnaires.definition import Score


def number(value: float) -> str:
    """A score as it is read: without a decimal place where none is needed."""
    return number_format(round(value, 1), 0 if float(round(value, 1)).is_integer() else 1)


def verdict_of(rule: Score, values: Sequence[float]) -> Verdict:
    """What can be said of the latest value, by the instrument's error since the first, or against oneself."""
    if rule.norms is None:
        return change.within(values, rule.better).verdict
    if len(values) < 2:
        return Verdict.TOO_EARLY
    return change.by_norms(values[0], values[-1], rule.norms, rule.better)


def sentence(rule: Score, values: Sequence[float], *, to_client: bool) -> str:
    """One or two sentences on the course of a score; `values` from the first to the latest, at least one."""
    if len(values) == 1:
        return _("One answer so far: %(latest)s. From the second on, there is something to compare.") % {
            "latest": number(values[0])
        }
    return _by_norms(rule, values, to_client) if rule.norms else _within(rule, values, to_client)


def _by_norms(rule: Score, values: Sequence[float], to_client: bool) -> str:
    verdict = verdict_of(rule, values)
    told = {"first": number(values[0]), "latest": number(values[-1])}
    if to_client:
        words = {
            Verdict.BETTER: _("At first %(first)s, now %(latest)s. That is a clear change, and a good one."),
            Verdict.WORSE: _(
                "At first %(first)s, now %(latest)s. It has clearly become harder. "
                "It is worth talking about this with your therapist."
            ),
        }
    else:
        words = {
            Verdict.BETTER: _("Since the first, from %(first)s to %(latest)s: a reliable change for the better."),
            Verdict.WORSE: _("Since the first, from %(first)s to %(latest)s: a reliable change for the worse."),
        }
    otherwise = _("At first %(first)s, now %(latest)s: no clear change.")
    return words.get(verdict, otherwise) % told


def _within(rule: Score, values: Sequence[float], to_client: bool) -> str:
    found = change.within(values, rule.better)
    told = {
        "low": round(found.low),
        "high": round(found.high),
        "latest": number(values[-1]),
        "before": found.before,
        "fewest": change.FEWEST,
        "of_hundred": max(1, round(100 * (found.chance or 0))),
    }
    up = (found.verdict == Verdict.BETTER) == (rule.better == "higher")
    if found.verdict == Verdict.TOO_EARLY:
        return (
            _(
                "The latest is %(latest)s, mostly it was %(low)s to %(high)s. "
                "With fewer than %(fewest)s answers, a change can’t be told."
            )
            % told
        )
    if found.verdict == Verdict.NOT_CLEAR:
        return _("The latest is %(latest)s, mostly it was %(low)s to %(high)s: no clear change.") % told
    if to_client:
        higher = _("Your last three answers are higher than the ones before. That looks like a real change.")
        lower = _("Your last three answers are lower than the ones before. That looks like a real change.")
        return higher if up else lower
    higher = _("The last three answers are higher than the %(before)s before; by chance about %(of_hundred)s in 100.")
    lower = _("The last three answers are lower than the %(before)s before; by chance about %(of_hundred)s in 100.")
    return (higher if up else lower) % told


def band(rule: Score) -> str:
    """What the grey band of the chart is."""
    return (
        _("Grey: where half of the answers lie.") if rule.norms is None else _("Grey: no clear change from the first.")
    )


def about(rule: Score) -> str:
    """How a change of this score is told, and with what right."""
    if rule.norms is None:
        return _(
            "There are no norms for this question. It is compared with the same person’s own answers only, "
            "and weeks that follow each other resemble each other: take a change as a question to ask, not as a result."
        )
    return _("A change counts as clear from more than %(points)s points on (Jacobson & Truax 1991). %(source)s") % {
        "points": number(change.CLEAR * change.difference_error(rule.norms)),
        "source": rule.norms.source,
    }
