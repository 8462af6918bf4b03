"""`wiseline serve`: prepare, say where it is, answer until told to stop."""

from __future__ import annotations

import errno
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from wiseline.cli.django_ready import django_ready
from wiseline.cli.stop import Stop

LOOPBACK = "127.0.0.1"
CUT_STREAMS_AFTER = 2  # seconds: live streams never end by themselves; devices come back for the rest


@dataclass(frozen=True, slots=True)
class Wish:
    """How the server was asked to run. An empty host means the loopback address, or all of them on the LAN."""

    host: str
    port: int
    workers: int
    lan: bool


def serve(wish: Wish) -> None:
    """Run until interrupted. Raises Stop where something stands in the way of starting."""
    with _bound(wish) as listener:
        wish = replace(wish, port=listener.getsockname()[1])
        base_url = _lan_settings(wish) if wish.lan else _base_url(wish)
        django_ready()
        from django.conf import settings

        from wiseline.cli import in_use, prepare

        if wish.workers > 1 and not settings.REDIS_URL:
            raise Stop(
                "Several processes need Redis: without it one can't tell another's devices that something happened.",
                mend="Set WISELINE_REDIS_URL, or leave --workers out.",
            )
        prepare.folder_is_fit(settings.DATA_DIR)
        with in_use.shared(settings.DATA_DIR):
            with prepare.in_plain_words():
                _prepare()
            _answer(wish, base_url, listener)
    print("\nWiseline has stopped. Everything is kept.", file=sys.stderr)


def _bound(wish: Wish) -> socket.socket:
    """The address, taken. Done first: the answer to 'is it running already?' should not take a migration."""
    host = wish.host or ("0.0.0.0" if wish.lan else LOOPBACK)  # noqa: S104 asked for with --lan
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, wish.port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Stop(
            f"{host} is not an address of this machine.", mend="Leave --host out, or give an address."
        ) from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise _not_bound(error, host, wish.port) from error
    return listener


def _not_bound(error: OSError, host: str, port: int) -> Stop:
    if error.errno == errno.EADDRINUSE:
        return Stop(
            f"Port {port} is taken: another program answers there, perhaps Wiseline itself.",
            mend=f"Stop that one, or choose another port: make run PORT={port + 1}",
        )
    if error.errno == errno.EACCES:
        return Stop(f"Port {port} is kept for the system.", mend="Choose one above 1024: make run PORT=8000")
    return Stop(f"{host} port {port} can't be used: {error.strerror}.", mend="Leave --host and --port out.")


def _base_url(wish: Wish) -> str:
    """What links in e-mails begin with: WISELINE_BASE_URL, which is set here where nobody did."""
    given = os.environ.get("WISELINE_BASE_URL", "").strip().rstrip("/")
    host = f"[{wish.host}]" if ":" in wish.host else wish.host
    os.environ["WISELINE_BASE_URL"] = given or f"http://{host or LOOPBACK}:{wish.port}"
    return os.environ["WISELINE_BASE_URL"]


def _lan_settings(wish: Wish) -> str:
    """Put what follows from being reached over the network into the environment; returns the base URL."""
    from wiseline.cli.lan import address

    name, reachable = address.hostname(), address.addresses()
    if not reachable:
        raise Stop(
            "This machine is on no network that a phone could be on.",
            mend="Join the phones' Wi-Fi, or start without LAN=1.",
        )
    hosts = [*map(str, reachable), name, f"{name}.local", "localhost", LOOPBACK]
    os.environ.setdefault("WISELINE_HOSTS", ",".join(hosts))
    os.environ["WISELINE_BASE_URL"] = f"https://{reachable[0]}:{wish.port}"
    os.environ["WISELINE_HTTPS"] = "1"
    return os.environ["WISELINE_BASE_URL"]


def _prepare() -> None:
    from wiseline.cli import prepare

    if prepare.tables_are_current():
        print("The database is up to date.", file=sys.stderr)
    if prepare.static_files_are_current():
        print("The pages' files are collected and compressed.", file=sys.stderr)
    if prepare.demo_is_loaded():
        print("The demo programme is filled.", file=sys.stderr)


def _answer(wish: Wish, base_url: str, listener: socket.socket) -> None:
    """Uvicorn, on the socket that is ours already."""
    import uvicorn
    from django.db import connections
    from uvicorn.supervisors import Multiprocess

    from wiseline.cli.greeting import GreetingServer, greeting

    config = uvicorn.Config(**_uvicorn_settings(wish))
    said = greeting(base_url, wish)
    connections.close_all()  # the server's threads open their own
    with suppress(KeyboardInterrupt):  # uvicorn has stopped by then
        if wish.workers > 1:
            print(said, flush=True)
            Multiprocess(config, sockets=[listener]).run()
        else:
            GreetingServer(config, said).run(sockets=[listener])


def _uvicorn_settings(wish: Wish) -> dict[str, Any]:
    from django.conf import settings

    from wiseline.cli.logs import uvicorn_logging

    common: dict[str, Any] = {
        "app": "wiseline.conf.asgi:application",
        "workers": wish.workers,
        "ws": "none",
        "lifespan": "on",
        "log_config": uvicorn_logging(),
        "proxy_headers": bool(settings.SECURE_PROXY_SSL_HEADER),
        "server_header": False,
        "timeout_graceful_shutdown": CUT_STREAMS_AFTER,
    }
    if not wish.lan:
        return common
    from wiseline.cli.lan import address, certificate

    files = certificate.certificate(
        settings.DATA_DIR / "lan", hostname=address.hostname(), addresses=address.addresses()
    )
    return common | {
        "app": "wiseline.cli.lan.application:application",
        "ssl_certfile": str(files.shown),
        "ssl_keyfile": str(files.shown_key),
    }
