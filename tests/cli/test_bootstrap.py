"""Making the virtual environment ready, as far as that can be seen without installing anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT

TOOLS = ("sh", "dirname", "cmp", "cp", "chmod", "cat", "env")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's root with what the script reads, and a PATH without any Python."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "scripts" / "bootstrap", tmp_path / "scripts")
    (tmp_path / "requirements.txt").write_text("something==1\n")
    for tool in TOOLS:
        (tmp_path / "tools" / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def run(copy: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = {"PATH": str(copy / "tools"), "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [copy / "scripts" / "bootstrap"], env=path | environment, capture_output=True, text=True, check=False
    )


def script(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{content}\n")
    path.chmod(0o755)
    return path


def test_without_a_python_that_is_new_enough_it_says_which_one_it_found(copy: Path) -> None:
    script(copy / "tools" / "python3", '[ "$1" = --version ] && echo "Python 3.8.1" && exit 0\nexit 1')
    done = run(copy)
    assert done.returncode == 1
    assert "needs Python 3.11 or later" in done.stderr
    assert "Python 3.8.1" in done.stderr
    assert not (copy / ".venv").exists()


def test_without_the_venv_module_it_says_what_to_install(copy: Path) -> None:
    bare = script(copy / "bare", 'case "$2" in *ensurepip*) exit 1;; esac\nexit 0')
    done = run(copy, PYTHON=str(bare))
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_what_is_installed_already_is_left_alone(copy: Path) -> None:
    (copy / ".venv" / "bin").mkdir(parents=True)
    (copy / ".venv" / "bin" / "python").symlink_to(sys.executable)
    shutil.copy(copy / "requirements.txt", copy / ".venv" / "wiseline-requirements.txt")
    done = run(copy)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_changed_requirements_are_installed_and_remembered_only_when_that_worked(copy: Path) -> None:
    """A stand-in for the environment's Python writes down what it is asked, and fails once."""
    python = script(
        copy / ".venv" / "bin" / "python",
        'echo "$@" >>"$HOME/asked"\n'
        'case "$*" in *install*) [ -e "$HOME/broken" ] && exit 1;; *purelib*) echo "$HOME";; esac\nexit 0',
    )
    stamp = copy / ".venv" / "wiseline-requirements.txt"
    stamp.write_text("something==0\n")
    (copy / "broken").touch()
    failed = run(copy, HOME=str(copy))
    assert failed.returncode == 1
    assert "could not be installed" in failed.stderr
    assert stamp.read_text() == "something==0\n"
    (copy / "broken").unlink()
    done = run(copy, HOME=str(copy))
    assert done.returncode == 0, done.stderr
    assert stamp.read_text() == "something==1\n"
    assert "--require-hashes" in (copy / "asked").read_text()
    assert os.access(python.with_name("wiseline"), os.X_OK)
