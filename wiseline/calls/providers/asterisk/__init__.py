"""A clinic's own PBX, spoken to by ARI: commands by HTTP, events over its WebSocket. There is no webhook to reach us.

`address` reads the settings, `ari` asks and answers, `rest` is the provider of the port. What happens on lines is
taken by one process (`talker`): it holds the WebSocket, lets a `player` carry out each line's instructions, and on a
new connection looks at what is there (`resume`). `speech` makes the sounds: Asterisk does not speak by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.calls.providers.asterisk.rest import Asterisk

if TYPE_CHECKING:
    from urllib.parse import SplitResult


def connect(parts: SplitResult) -> Asterisk:
    """`asterisk://USER:PASSWORD@HOST:8089/APP?endpoint=PJSIP/{number}@trunk`"""
    return Asterisk(parts)
