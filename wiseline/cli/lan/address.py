"""Which names and addresses this machine has on the local network."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def hostname() -> str:
    """The machine's own name without a domain, in small letters."""
    return socket.gethostname().split(".")[0].lower() or "localhost"


def addresses() -> list[Address]:
    """This machine's addresses that a phone may reach, the likeliest first; empty without a network."""
    found = [_of_the_route_out()]
    with suppress(OSError):  # a machine need not know its own name
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    parsed = [ipaddress.ip_address(text) for text in dict.fromkeys(found) if text]
    return [address for address in parsed if not address.is_loopback and not address.is_unspecified]


def _of_the_route_out() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Chooses a route; a datagram socket sends nothing by connecting. The address is for documents only.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
