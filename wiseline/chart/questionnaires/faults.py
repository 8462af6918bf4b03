"""Reading a definition, and saying line by line what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from wiseline.chart.questionnaires.definition import Definition

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TEXT = 100_000


class Fault(NamedTuple):
    """What is wrong, and on which line; 0: of the whole."""

    line: int
    words: str


class Faulty(ValueError):
    """A text that is no questionnaire."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.words}" for fault in faults))
        self.faults = tuple(faults)


def read(text: str) -> Definition:
    """The definition that a text holds. Raises Faulty."""
    if len(text) > LONGEST_TEXT:
        raise Faulty([Fault(0, f"The text is longer than {LONGEST_TEXT} letters.")])
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty([_of_toml(str(error))]) from error
    try:
        return Definition.model_validate(found)
    except ValidationError as error:
        raise Faulty([_of_part(text, each["loc"], each["msg"]) for each in error.errors()]) from error


def _of_toml(message: str) -> Fault:
    found = re.search(r"^(.*?) \(at (?:line (\d+).*|end of document)\)$", message)
    return Fault(int(found[2] or 0), found[1]) if found else Fault(0, message)


def _of_part(text: str, loc: tuple[int | str, ...], message: str) -> Fault:
    """Where in the text a part stands: the n-th table of its name, and in it the key."""
    message = message.removeprefix("Value error, ")
    if not loc and (found := re.match(r"([a-z_]+)(?:\.(\d+))?(?:\.([a-z_]+))?: (.*)", message)):
        loc = tuple(int(part) if part.isdecimal() else part for part in found.groups()[:3] if part)
        message = f"{found[3]}: {found[4]}" if found[3] else found[4]
    elif loc:
        message = f"{'.'.join(str(part) for part in loc if not isinstance(part, int))}: {message}"
    return Fault(line_of(text, loc), message)


def line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """The line of a part, as near as it can be told; 0 where it stands nowhere."""
    lines = text.splitlines()
    at, end = 0, len(lines)
    if len(loc) >= 2 and isinstance(loc[1], int):
        heads = [place for place, line in enumerate(lines) if line.strip() == f"[[{loc[0]}]]"]
        if loc[1] < len(heads):
            at = heads[loc[1]]
            end = next((place for place in range(at + 1, end) if lines[place].strip().startswith("[[")), end)
            return _key_line(lines, at, end, [part for part in loc[2:] if isinstance(part, str)]) or at + 1
    return _key_line(lines, at, end, [part for part in loc if isinstance(part, str)])


def _key_line(lines: list[str], at: int, end: int, names: list[str]) -> int:
    for name in reversed(names):
        for place in range(at, end):
            if re.match(rf"(\[+[a-z_.]*)?{re.escape(name)}\s*(=|\]|\.)", lines[place].strip()):
                return place + 1
    return 0
