"""Twilio, and providers that accept its dialect: Telnyx (TeXML) and SignalWire (LaML).

`render` turns instructions into TwiML, `views` webhooks into events, `signature` says whether a webhook is the
provider's own, `rest` asks the provider, and `dialect` names the differences between the three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.calls.providers.twiml.rest import TwiML

if TYPE_CHECKING:
    from urllib.parse import SplitResult


def connect(parts: SplitResult) -> TwiML:
    """`twiml://ACCOUNT:TOKEN@api.twilio.com`"""
    return TwiML(parts)
