"""Where Twilio and those that accept its dialect differ: addresses, how one signs in, and how webhooks are signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

if TYPE_CHECKING:
    from urllib.parse import SplitResult


@dataclass(frozen=True, slots=True)
class Dialect:
    """One account at one provider. Read from `twiml://ACCOUNT:TOKEN@HOST/?…`.

    `signing_key`: the token, or what `?signing_key=` says (SignalWire); Telnyx' is its Ed25519 public key in base64.
    """

    host: str
    account: str
    token: str
    calls: str  # address of the list of calls
    messages: str
    recordings: str
    bearer: bool
    suffix: str  # after one call's or recording's id
    signature: str  # "hmac" or "ed25519"
    signing_key: str
    application: str  # Telnyx: the TeXML application that places calls
    lookups: bool  # says whether a number is a mobile's


def read(parts: SplitResult) -> Dialect:
    """The dialect of an address: by its host. `?http=1` is for a gateway on this machine."""
    host = parts.hostname or "api.twilio.com"
    place = f"{host}:{parts.port}" if parts.port else host
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    account, token = unquote(parts.username or ""), unquote(parts.password or "")
    base = f"{'http' if query.get('http') == '1' else 'https'}://{place}"
    telnyx = host.endswith("telnyx.com")
    if telnyx:
        root = f"{base}/v2/texml/Accounts/{account}"
    elif host.endswith("signalwire.com"):
        root = f"{base}/api/laml/2010-04-01/Accounts/{account}"
    else:
        root = f"{base}/2010-04-01/Accounts/{account}"
    suffix = "" if telnyx else ".json"
    return Dialect(
        host=host,
        account=account,
        token=token,
        calls=f"{root}/Calls",
        messages=f"{root}/Messages",
        recordings=f"{root}/Recordings",
        bearer=telnyx,
        suffix=suffix,
        signature="ed25519" if telnyx else "hmac",
        signing_key=query.get("signing_key", token),
        application=query.get("application", ""),
        lookups=host == "api.twilio.com",
    )
