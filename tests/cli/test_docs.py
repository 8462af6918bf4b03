"""What the guides name exists, and what exists is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from wiseline.cli.app import app

GUIDES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ALL = "\n".join(guide.read_text() for guide in GUIDES)
SETTING = re.compile(r"\bWISELINE_[A-Z_]+[A-Z]\b")


def names_in(*folders: str) -> set[str]:
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {name for path in sources for name in SETTING.findall(path.read_text())}


def test_the_reference_lists_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `(WISELINE_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE)
    tests_only = {name for name in rows if name.startswith("WISELINE_TEST_")}
    assert len(rows) == len(set(rows))
    assert set(rows) - tests_only == names_in("wiseline")
    assert tests_only <= names_in("tests", "scripts")


def test_the_guides_name_no_setting_that_does_not_exist() -> None:
    assert set(SETTING.findall(ALL)) <= names_in("wiseline", "tests", "scripts")


def test_the_guides_name_every_command_and_no_other() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    commands |= {group.name for group in app.registered_groups if group.name}
    assert {name for name in commands if f"wiseline {name}" in ALL} == commands
    named = set(re.findall(r"(?:\.venv/bin/|^|[`‘“ ])wiseline ([a-z-]+)(?=[\s`])", ALL, re.MULTILINE))
    assert named <= commands


def test_the_guides_name_no_target_that_the_makefile_lacks() -> None:
    targets = set(re.findall(r"^([a-z]+)(?: [a-z]+)*:", (ROOT / "Makefile").read_text(), re.MULTILINE))
    targets |= {
        name
        for line in re.findall(r"^([a-z ]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        for name in line.split()
    }
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", ALL, re.MULTILINE)) <= targets


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))
def test_links_between_the_guides_lead_somewhere(guide: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", guide.read_text()):
        assert (guide.parent / link).exists(), link
