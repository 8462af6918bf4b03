"""Commands to the PBX, by HTTP."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests

from wiseline.calls.providers import ProviderError

if TYPE_CHECKING:
    from wiseline.calls.providers.asterisk.address import Address

TIMEOUT_SECONDS = 5
UP = "Up"
"""The state of a channel that was answered."""
SO_ALREADY = 409
"""What Asterisk says where a name is taken."""
NO_CHANNEL = 422
"""What it says of an event about a channel that is not there (any more)."""


class Gone(ProviderError):
    """What it was asked about does not exist (any more)."""


class Ari:
    """One PBX. Used by one thread at a time: it keeps its connection."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy of the environment: the PBX is ours
        self._session.auth = (address.user, address.password)

    def get(self, *path: str, **query: str) -> Any:
        """What is there, from JSON."""
        return self._json(self._answer("GET", path, query))

    def post(self, *path: str, **query: str) -> Any:
        """Do it."""
        return self._json(self._answer("POST", path, query))

    def make(self, *path: str, **query: str) -> None:
        """Create what has a name of ours; that it is there already is no error."""
        self._answer("POST", path, query, fine=SO_ALREADY)

    def tell(self, event: str, *, application: str, channel: str) -> None:
        """An event of our own, to who listens; that the channel is gone is no error. Raises Gone: nobody listens."""
        query = {"application": application, "source": f"channel:{channel}"}
        self._answer("POST", ("events", "user", event), query, fine=NO_CHANNEL)

    def enter(self, room: str, channel: str) -> None:
        """Put a channel into a room, which is made where it is not there."""
        if not self.exists("bridges", room):  # made anew, one that is there would be an error
            self.make("bridges", room, type="mixing")
        self.post("bridges", room, "addChannel", channel=channel)

    def delete(self, *path: str) -> None:
        """Remove it. What is gone already is no error."""
        self._answer("DELETE", path, {}, fine=404)

    def content(self, *path: str) -> bytes:
        """A file."""
        return self._answer("GET", path, {}).content

    def exists(self, *path: str) -> bool:
        """Whether it is there."""
        return self._answer("GET", path, {}, fine=404).status_code != 404

    def sign_in(self) -> dict[str, str]:
        """The header that opens the WebSocket; the password stands in no address."""
        pair = f"{self.address.user}:{self.address.password}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def _answer(self, method: str, path: tuple[str, ...], query: dict[str, str], *, fine: int = 0) -> requests.Response:
        url = "/".join((self.address.commands, *(quote(part, safe="") for part in path)))
        try:
            response = self._session.request(method, url, params=query, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            sent = method == "POST" and isinstance(error, requests.ReadTimeout)
            raise ProviderError(f"the PBX does not answer ({type(error).__name__})", unknown=sent) from error
        if response.ok or response.status_code == fine:
            return response
        if response.status_code == 404:
            raise Gone("it is not there")
        raise ProviderError(f"the PBX refused ({response.status_code})")

    def _json(self, response: requests.Response) -> Any:
        if not response.content:
            return {}
        try:
            return response.json()
        except ValueError as error:
            raise ProviderError("the PBX answered with something else than JSON") from error
