"""A hand inside the server's data: a process that calls functions for a test, one JSON line each.

A request names a function (`module:name`) and its arguments; the answer is what the function returned, or its
traceback. It runs with the settings of the server under test, which the test's own process does not have.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from importlib import import_module
from typing import Any, TextIO

import django


def _answer(line: str) -> dict[str, Any]:
    asked = json.loads(line)
    module, name = asked["call"].split(":")
    try:
        return {"value": getattr(import_module(module), name)(**asked["arguments"])}
    except Exception:
        return {"error": traceback.format_exc()}


def main(said: TextIO, out: TextIO) -> None:
    """Answer until the other side closes."""
    django.setup()
    for line in said:
        print(json.dumps(_answer(line), default=str), file=out, flush=True)


if __name__ == "__main__":
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library in C prints must not disturb either
    main(sys.stdin, channel)
