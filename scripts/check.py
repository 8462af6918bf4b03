"""Every check of the project, one after the other: `make test`. Goes on after a failure, and says all of them.

Needs what `scripts/bootstrap test` installs. The last line is the sum of the test runs. Exit code: 0 only if
every check passed and at least one test ran.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRESQL = os.environ.get("WISELINE_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1/postgres")
REDIS = os.environ.get("WISELINE_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
RUN_AGAIN_UP_TO = 5
"""So many failures may be a busy machine's: they run once more, and are named loudly. More are a fault."""
QUICK_CHECKS = {
    "ruff": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "collecting": ["python", "-m", "pytest", "--collect-only", "-qq"],
}


@dataclass
class Outcome:
    """What became of the checks so far."""

    failed: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    unsteady: list[str] = field(default_factory=list)
    tests: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    once: int = 0  # tests that touch no database, of those that ran on SQLite


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-tests", action="store_true", help="only lint, types, imports and migrations")
    arguments = parser.parse_args()
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="wiseline-check-") as scratch:
        for name, command in QUICK_CHECKS.items():
            _quick_check(name, command, outcome, Path(scratch))
        if not arguments.no_tests:
            _tests(outcome, Path(scratch))
    return _sum_up(outcome, tests_wanted=not arguments.no_tests)


def _say(text: str) -> None:
    print(text, flush=True)


def _quick_check(name: str, command: list[str], outcome: Outcome, scratch: Path) -> None:
    began = time.monotonic()
    environment = {**_without_settings(), "WISELINE_DATA_DIR": str(scratch / "data")}
    done = subprocess.run(  # noqa: S603 our own commands
        [BIN / command[0], *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    _say(f"{name:<12}{'ok' if done.returncode == 0 else 'FAILED'}  ({time.monotonic() - began:.1f} s)")
    if done.returncode:
        outcome.failed.append(name)
        _say((done.stdout + done.stderr).strip())


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("WISELINE_")}


def _tests(outcome: Outcome, scratch: Path) -> None:
    environment = _without_settings() | {"PYTHONHASHSEED": "random"}
    browser = _browser()
    if browser:
        environment |= {"WISELINE_TEST_CHROMIUM": browser, "WISELINE_TEST_BROWSER": "required"}
    _pytest("SQLite", "not browser and not services", environment, outcome, scratch, ["-n", "2"])
    if browser:
        _pytest("browser", "browser", environment, outcome, scratch, [])
    else:
        outcome.not_run.append(f"NO BROWSER: {_count('browser', environment)} browser tests were not run.")
    on_postgresql = "not browser and not own_place and not once"
    if _answers(POSTGRESQL, 5432) and _answers(REDIS, 6379):
        services = {"WISELINE_TEST_DATABASE_URL": POSTGRESQL, "WISELINE_TEST_REDIS_URL": REDIS}
        _pytest("PostgreSQL", on_postgresql, environment | services, outcome, scratch, ["-n", "2"])
        outcome.once = _ran_once(scratch / "SQLite.xml")
    else:
        missing = "PostgreSQL" if not _answers(POSTGRESQL, 5432) else "Redis"
        count = _count(on_postgresql, environment)
        outcome.not_run.append(f"{missing} DID NOT ANSWER: {count} tests were not run on PostgreSQL with Redis.")


def _pytest(  # noqa: PLR0917
    name: str, marked: str, environment: dict[str, str], outcome: Outcome, scratch: Path, more: list[str]
) -> None:
    report = scratch / f"{name}.xml"
    _say(f"\n── Tests: {name} ──")
    command = [BIN / "python", "-m", "pytest", "-q", "-m", marked, f"--junit-xml={report}", *more]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 our own command
    failed = _failures(report)
    if code == 1 and len(failed) <= RUN_AGAIN_UP_TO:
        _say(f"{len(failed)} failed; they run once more, by themselves.")
        again = [*command[:6], "--last-failed", "--last-failed-no-failures=none"]
        code = subprocess.run(again, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 our own command
        if code == 0:
            outcome.unsteady += failed
            outcome.tests.update(passed=len(failed), failed=-len(failed))
    nothing_to_run = 5
    if code not in (0, nothing_to_run):
        outcome.failed.append(f"tests ({name})")
    if report.is_file():
        _count_report(report, outcome)


def _failures(report: Path) -> list[str]:
    if not report.is_file():
        return []
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 pytest wrote it a moment ago
    return [f"{case.get('classname')}.{case.get('name')}" for case in cases if _is_failure(case)]


def _ran_once(report: Path) -> int:
    if not report.is_file():
        return 0
    properties = ElementTree.parse(report).iter("property")  # noqa: S314 pytest wrote it a while ago
    return sum(each.get("name") == "once" for each in properties)


def _is_failure(case: ElementTree.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def _count_report(report: Path, outcome: Outcome) -> None:
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 pytest wrote it a moment ago
        if _is_failure(case):
            outcome.tests["failed"] += 1
        elif (skipped := case.find("skipped")) is not None:
            outcome.tests["skipped"] += 1
            outcome.skips[skipped.get("message", "")] += 1
        else:
            outcome.tests["passed"] += 1


def _count(marked: str, environment: dict[str, str]) -> int:
    done = subprocess.run(  # noqa: S603 our own command
        [BIN / "python", "-m", "pytest", "--collect-only", "-q", "-m", marked, "-p", "no:randomly"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return sum("::" in line for line in done.stdout.splitlines())


def _browser() -> str:
    """The system's Chromium; else one that the machine lets us install; else nothing."""
    if found := _system_browser():
        return found
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _say("Installing Chromium with apt-get.")
        _quiet(["apt-get", "update"])
        _quiet(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
        if found := _system_browser():
            return found
    _say("Installing Playwright's Chromium.")
    _quiet([str(BIN / "python"), "-m", "playwright", "install", "chromium"])
    asked = subprocess.run(  # noqa: S603 our own command
        [
            BIN / "python",
            "-c",
            "from playwright.sync_api import sync_playwright as p\n"
            "with p() as play: print(play.chromium.executable_path)",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else ""


def _system_browser() -> str:
    return next((found for name in BROWSERS if (found := shutil.which(name))), "")


def _quiet(command: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(  # noqa: S603 our own commands
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )


def _answers(url: str, default_port: int) -> bool:
    place = url.split("://", 1)[1].split("/", 1)[0].rsplit("@", 1)[-1]
    host, _, port = place.partition(":")
    try:
        with socket.create_connection((host or "127.0.0.1", int(port or default_port)), timeout=2):
            return True
    except OSError:
        return False


def _sum_up(outcome: Outcome, *, tests_wanted: bool) -> int:
    _say("")
    for reason, count in outcome.skips.most_common():
        _say(f"skipped {count}: {reason}")
    if outcome.once:
        _say(f"run once, on SQLite: {outcome.once} tests that touch no database")
    for line in outcome.not_run:
        _say(f"!!! {line}")
    for test in outcome.unsteady:
        _say(f"!!! UNSTEADY, passed only when run again: {test}")
    if tests_wanted and not outcome.tests["passed"]:
        outcome.failed.append("tests: none passed")
    _say(f"Not well: {', '.join(outcome.failed)}" if outcome.failed else "All checks are well.")
    if tests_wanted:
        tests = outcome.tests
        _say(f"tests: {tests['passed']} passed, {tests['failed']} failed, {tests['skipped']} skipped")
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(main())
