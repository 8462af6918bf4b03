"""`wiseline doctor`: small checks, each of which says how to mend what it finds. It changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.db import DatabaseError

from wiseline.cli.django_ready import django_ready
from wiseline.cli.doctor.finding import Finding, Level, attention, fail

WORDS = {Level.OK: "ok", Level.ATTENTION: "attention", Level.FAIL: "fail"}
COLOURS = {Level.OK: "32", Level.ATTENTION: "33", Level.FAIL: "31"}
Check = Callable[[], Finding]


def examine() -> int:
    """Run and print every check; returns 1 if one failed, else 0."""
    django_ready()  # a wrong setting ends here, with its name
    findings = [_run(check) for check in all_checks()]
    for finding in findings:
        _print(finding)
    worst = [sum(finding.level == level for finding in findings) for level in (Level.FAIL, Level.ATTENTION)]
    print(f"\n{len(findings)} checks: {worst[0]} failed, {worst[1]} want attention.")
    return 1 if worst[0] else 0


def all_checks() -> list[Check]:
    """The checks in the order in which one thing leans on another."""
    from wiseline.cli.doctor import keeping, phone, reaching, running

    return [
        keeping.folder,
        keeping.space,
        keeping.database,
        keeping.migrations,
        keeping.secret_key,
        keeping.key_ring,
        keeping.sealed_values,
        running.clock,
        running.time_zones,
        running.programmes,
        running.address,
        running.certificates,
        running.redis,
        running.switchboard,
        running.auditor,
        running.heartbeat,
        reaching.push_key,
        reaching.push_subject,
        reaching.deliveries,
        reaching.coaches,
        reaching.email,
        reaching.relay,
        phone.phone_network,
        phone.second_phone_network,
        phone.phone_numbers,
        phone.spoken_messages,
    ]


def _run(check: Check) -> Finding:
    subject = check.__name__.replace("_", " ")
    try:
        return check()
    except DatabaseError as error:
        return attention(subject, f"could not be looked at: {str(error).splitlines()[0]}", "The tables come first.")
    except Exception as error:  # a check that breaks is a finding, and the next one still runs
        said = str(error).strip().splitlines()
        return fail(
            subject, f"could not be checked: {said[0] if said else type(error).__name__}", "Mend what failed above."
        )


def _print(finding: Finding) -> None:
    word = f"{WORDS[finding.level]:<10}"
    if sys.stdout.isatty():
        word = f"\x1b[{COLOURS[finding.level]}m{word}\x1b[0m"
    print(f"{word}{finding.subject}: {finding.says}")
    if finding.mend:
        print(f"{'':<10}→ {finding.mend}")
