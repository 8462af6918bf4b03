"""A page's offer, put to the PBX: as much of SIP over WebSocket (RFC 3261, RFC 7118) as one call needs that we begin.

The PBX answers with its own description and is the page's peer from then on; the dialog is let go of. What ends the
call later is a command to its channel, so no process has to live as long as the call does.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from wiseline.calls.providers import ProviderError

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

    from wiseline.calls.providers.asterisk.address import Address

SECONDS = 5.0
ANSWER_SECONDS = 7.0
"""So long a page rings at most, while its phone hears who comes; the page itself waits a second longer."""
LATE_SECONDS = 2.0
"""So much longer a PBX is waited for that has said nothing at all of the call."""
BACK_SECONDS = 1.0
"""So long the PBX is listened to after a call was taken back."""
SUBPROTOCOL = Subprotocol("sip")
BRANCH = "z9hG4bK"
"""Begins the name of every transaction, by the standard."""
SOUND = "m=audio"
RINGS_BEFORE, REFUSED = 200, 300
UNKNOWN_CALLER, PROXY, NO_SUCH_CALL = 401, 407, 481
DIGEST = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
MD5 = "md5"
CANDIDATE = re.compile(r"^a=candidate:\S+ \d+ udp \d+ [0-9a-f.:]+ \d+ typ ", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """What the PBX says. `status` is 0 where it asks something itself."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Dialog:
    """One call that we begin. Everything in it has names of its own, made anew for each."""

    user: str
    password: str
    to: str
    call: str = field(default_factory=lambda: secrets.token_hex(12))
    tag: str = field(default_factory=lambda: secrets.token_hex(6))
    number: int = 0
    branch: str = ""

    def invite(self, offer: str, challenge: str = "", *, proxy: bool = False) -> str:
        """Call, with the page's description; after a challenge, with the answer to it."""
        self.number += 1
        self.branch = BRANCH + secrets.token_hex(8)
        more = [f"Contact: <sip:{self.user}@{self.host};transport=ws>", "Content-Type: application/sdp"]
        if challenge:
            name = "Proxy-Authorization" if proxy else "Authorization"
            more.append(f"{name}: {authorization(challenge, self.user, self.password, 'INVITE', self.to)}")
        return self._ask("INVITE", self.branch, f"<{self.to}>", more, offer)

    def acknowledge(self, answer: Message) -> str:
        """Every final answer is acknowledged; one that refuses, within its own transaction."""
        branch = BRANCH + secrets.token_hex(8) if answer.status < REFUSED else self.branch
        return self._ask("ACK", branch, answer.headers.get("to", f"<{self.to}>"))

    def cancel(self) -> str:
        """Never mind."""
        return self._ask("CANCEL", self.branch, f"<{self.to}>")

    def bye(self, answer: Message) -> str:
        """It was answered, and nobody wants it any more."""
        self.number += 1
        return self._ask("BYE", BRANCH + secrets.token_hex(8), answer.headers.get("to", f"<{self.to}>"))

    @property
    def host(self) -> str:
        """What stands for our address: the PBX knows us by the connection only."""
        return f"{self.tag}.invalid"

    def _ask(self, method: str, branch: str, to: str, more: list[str] | None = None, body: str = "") -> str:
        lines = [
            f"{method} {self.to} SIP/2.0",
            f"Via: SIP/2.0/WS {self.host};branch={branch}",
            "Max-Forwards: 70",
            f"From: <sip:{self.user}@{self.host}>;tag={self.tag}",
            f"To: {to}",
            f"Call-ID: {self.call}",
            f"CSeq: {self.number} {method}",
            *(more or []),
            f"Content-Length: {len(body.encode())}",
        ]
        return "\r\n".join(lines) + "\r\n\r\n" + body


def read(text: str) -> Message:
    """A message, from the wire. Raises ValueError for what is none."""
    head, _gap, body = text.partition("\r\n\r\n")
    first, *rest = head.split("\r\n")
    words = first.split(" ", 2)
    if len(words) < 3:
        raise ValueError("no SIP")
    headers: dict[str, str] = {}
    for line in rest:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Message(int(words[1]) if words[0] == "SIP/2.0" else 0, headers, body)


def authorization(challenge: str, user: str, password: str, method: str, uri: str) -> str:
    """The answer to a challenge (RFC 2617): the password itself is never sent. Raises ProviderError for another way."""
    given = {name.lower(): quoted or plain for name, quoted, plain in DIGEST.findall(challenge)}
    if given.get("algorithm", MD5).lower() != MD5 or "nonce" not in given:
        raise ProviderError("the PBX wants a kind of sign-in that is not known here")
    realm, nonce = given.get("realm", ""), given["nonce"]
    who, what = _md5(f"{user}:{realm}:{password}"), _md5(f"{method}:{uri}")
    parts = {"username": user, "realm": realm, "nonce": nonce, "uri": uri}
    plain = {"algorithm": "MD5"}
    if "auth" in [one.strip() for one in given.get("qop", "").split(",")]:
        own, count = secrets.token_hex(8), "00000001"
        plain |= {"qop": "auth", "nc": count}
        parts |= {"cnonce": own, "response": _md5(f"{who}:{nonce}:{count}:{own}:auth:{what}")}
    else:
        parts["response"] = _md5(f"{who}:{nonce}:{what}")
    if "opaque" in given:
        parts["opaque"] = given["opaque"]
    shown = [*(f'{name}="{value}"' for name, value in parts.items()), *(f"{k}={v}" for k, v in plain.items())]
    return "Digest " + ", ".join(shown)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def names_a_way(offer: str) -> bool:
    """Whether the offer has an address of the page. Asterisk takes sound from those addresses only that stand in it.

    A browser hides its own (mDNS) until the microphone was allowed, and offers before it has those of a relay.
    """
    return CANDIDATE.search(offer) is not None


def call(address: Address, *, extension: str, offer: str) -> str:
    """Call an extension with a page's description; returns the PBX's own. Raises ProviderError."""
    if not names_a_way(offer):
        raise ProviderError("the page's offer names no way to it", down=False)
    try:
        with connect(
            address.pages,
            subprotocols=[SUBPROTOCOL],
            open_timeout=SECONDS,
            close_timeout=1,
            proxy=None,
            compression=None,
        ) as socket:
            return _call(socket, _dialog(address, extension), offer)
    except (WebSocketException, OSError, EOFError, ValueError) as error:
        raise ProviderError(f"the PBX takes no call of a page ({type(error).__name__})") from error


def _dialog(address: Address, extension: str) -> Dialog:
    return Dialog(address.page_user, address.page_password, f"sip:{extension}@{address.place};transport=ws")


def _call(socket: ClientConnection, dialog: Dialog, offer: str) -> str:
    end = time.monotonic() + ANSWER_SECONDS
    socket.send(dialog.invite(offer))
    answer = _final(socket, dialog, end)
    if answer.status in {UNKNOWN_CALLER, PROXY}:
        socket.send(dialog.acknowledge(answer))
        proxy = answer.status == PROXY
        challenge = answer.headers.get("proxy-authenticate" if proxy else "www-authenticate", "")
        socket.send(dialog.invite(offer, challenge, proxy=proxy))
        answer = _final(socket, dialog, end)
    socket.send(dialog.acknowledge(answer))
    if answer.status >= REFUSED:
        raise ProviderError(f"the PBX refused a call of a page ({answer.status})")
    if SOUND not in answer.body:
        socket.send(dialog.bye(answer))
        raise ProviderError("the PBX answered a page without a description")
    return answer.body


def _final(socket: ClientConnection, dialog: Dialog, end: float) -> Message:
    """The answer that settles the last call. What comes of an earlier one, or on the way, is let go by.

    A call is taken back only once the PBX has said anything of it (RFC 3261, 9.1): before, it would not know which.
    """
    heard = False
    while True:
        left = end + (0 if heard else LATE_SECONDS) - time.monotonic()
        try:
            message = _next(socket, left)
        except TimeoutError:
            _take_back(socket, dialog)
            raise
        if message.headers.get("cseq") != f"{dialog.number} INVITE":
            continue
        if message.status >= RINGS_BEFORE:
            return message
        heard = True


def _next(socket: ClientConnection, seconds: float) -> Message:
    said: Any = socket.recv(timeout=max(0.0, seconds))
    return read(said if isinstance(said, str) else said.decode(errors="replace"))


def _take_back(socket: ClientConnection, dialog: Dialog) -> None:
    """Never mind; until the PBX has said that it is over. It may have been answered meanwhile, or come in just now."""
    socket.send(dialog.cancel())
    end = time.monotonic() + BACK_SECONDS
    while (left := end - time.monotonic()) > 0:
        try:
            message = _next(socket, left)
        except TimeoutError:
            return
        of = message.headers.get("cseq")
        if of == f"{dialog.number} CANCEL" and message.status == NO_SUCH_CALL:
            socket.send(dialog.cancel())
        if of == f"{dialog.number} INVITE" and message.status >= RINGS_BEFORE:
            socket.send(dialog.acknowledge(message))
            if message.status < REFUSED:
                socket.send(dialog.bye(message))
            return
