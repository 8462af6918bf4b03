"""`wiseline evaluate`: measures a part of Wiseline over anybody's cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.cli.django_ready import django_ready
from wiseline.cli.stop import Stop

if TYPE_CHECKING:
    from pathlib import Path


def finder(file: Path) -> None:
    """Print how often an accepted skill comes first and among the first three, and the ids of the cases missed."""
    django_ready()
    from wiseline.skills.finder.evaluate import Unreadable, measure, ranked, read_cases

    try:
        cases = read_cases(file)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Stop(f"{file} can not be read as cases: {error}") from error
    order = {case.id: ranked(case) for case in cases}
    strict = measure(cases, lambda case: order[case.id])
    print(strict.line("strict"))
    print(measure(cases, lambda case: order[case.id], lenient=True).line("lenient"))
    print("missed", *strict.missed)


def risk(file: Path) -> None:
    """Print how many texts with danger are marked and how many without are not, and the ids where it went wrong."""
    django_ready()
    from wiseline.safety.danger.evaluate import Unreadable, measure, read_cases

    try:
        cases = read_cases(file)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Stop(f"{file} can not be read as cases: {error}") from error
    figures = measure(cases)
    print(figures.sensitivity.line("sensitivity"))
    print(figures.specificity.line("specificity"))
    print("missed", *figures.missed)
    print("wrongly marked", *figures.wrongly)
