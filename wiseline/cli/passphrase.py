"""Asking for a passphrase where a person is there to be asked."""

from __future__ import annotations

import getpass
import sys

from wiseline.cli.stop import Stop

SHORTEST = 12
_HOW = (
    "Set WISELINE_BACKUP_PASSPHRASE, or say --unlocked to write a file that anybody who has it can read: "
    "the keys of all sealed text are in it."
)


def ask_for_new(given: str, *, unlocked: bool) -> str:
    """The passphrase for a new backup; empty with `unlocked`. Raises Stop where there is none and nobody to ask."""
    if unlocked:
        if given:
            raise Stop("A passphrase and --unlocked contradict each other.", mend="Leave one of them out.")
        return ""
    if not given:
        if not sys.stdin.isatty():
            raise Stop("A backup needs a passphrase.", mend=_HOW)
        given = getpass.getpass(f"Passphrase for this backup (at least {SHORTEST} characters): ")
        if given and getpass.getpass("The same again: ") != given:
            raise Stop("The two were not the same.", mend="Nothing was written. Try again.")
    if len(given) < SHORTEST:
        raise Stop(f"The passphrase must have at least {SHORTEST} characters.", mend=_HOW)
    return given


def ask_for_known(given: str) -> str:
    """The passphrase that opens a locked backup."""
    if given:
        return given
    if not sys.stdin.isatty():
        raise Stop("This backup is locked with a passphrase.", mend="Set WISELINE_BACKUP_PASSPHRASE.")
    return getpass.getpass("Passphrase of this backup: ")
