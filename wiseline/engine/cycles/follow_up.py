"""Bring commitments back to the client at the time that was chosen; remind of the card, and staff of what they owe."""

from __future__ import annotations

from wiseline.agenda.planning import prompt_today
from wiseline.chart.diary.cards import remind_due
from wiseline.chart.needs import remind_of_needs
from wiseline.chart.practice_plan.arranging import close_days
from wiseline.chart.practice_plan.arranging import remind_due as remind_of_practice
from wiseline.chart.questionnaires.asking import remind_of_questions
from wiseline.coaching.flows.commit import ask_due
from wiseline.coaching.flows.recontact import begin_due
from wiseline.rota.flows.swap import remind_of_swaps

WORK = (
    begin_due,
    ask_due,
    remind_due,
    prompt_today,
    remind_of_needs,
    remind_of_swaps,
    close_days,
    remind_of_practice,
    remind_of_questions,
)


def run() -> int:
    """Ask about every commitment whose time has come, and remind who wants to be; return how many."""
    return sum(work() for work in WORK)
