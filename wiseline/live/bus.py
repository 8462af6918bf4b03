"""Waking the streams of a person, in this process and, by Redis where it is set, in the others.

The bus carries no facts, only 'look again'. When it is down, streams look at the table by themselves.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import redis

logger = logging.getLogger(__name__)
_ENGINE = "engine"

_lock = threading.Lock()
_listeners: dict[str, set[Callable[[], None]]] = {}
_redis_publisher: redis.Redis | None = None
_subscriber: threading.Thread | None = None


@contextmanager
def listening(person_id: UUID) -> Iterator[asyncio.Event]:
    """An asyncio event that is set whenever something was published to the person. Use inside a running loop."""
    loop = asyncio.get_running_loop()
    woken = asyncio.Event()

    def wake_up() -> None:
        loop.call_soon_threadsafe(woken.set)

    with _registered(str(person_id), wake_up):
        yield woken


@contextmanager
def engine_listening(woken: threading.Event) -> Iterator[None]:
    """Set `woken` whenever something became due for the switchboard."""
    with _registered(_ENGINE, woken.set):
        yield


@contextmanager
def _registered(name: str, wake_up: Callable[[], None]) -> Iterator[None]:
    _subscribe()
    with _lock:
        _listeners.setdefault(name, set()).add(wake_up)
    try:
        yield
    finally:
        with _lock:
            _listeners[name].discard(wake_up)
            if not _listeners[name]:
                del _listeners[name]


def wake(person_ids: Sequence[UUID]) -> None:
    """Wake the streams of these persons, everywhere."""
    _wake_everywhere([str(person_id) for person_id in person_ids])


def wake_engine() -> None:
    """Tell the switchboard that something may be due now."""
    _wake_everywhere([_ENGINE])


def _wake_everywhere(names: Sequence[str]) -> None:
    _wake_here(names)
    if settings.REDIS_URL:
        try:
            publisher = _publisher()
            publisher.publish(_channel(publisher), ",".join(names))
        except Exception:  # streams poll the table, so a dead bus delays and loses nothing
            logger.warning("The bus did not take a wake-up; streams fall back to polling.")


def _wake_here(names: Sequence[str]) -> None:
    with _lock:
        wanted = [wake_up for name in names for wake_up in _listeners.get(name, ())]
    for wake_up in wanted:
        try:
            wake_up()
        except RuntimeError:  # the listener's loop has just closed
            continue


def _publisher() -> Any:
    global _redis_publisher  # noqa: PLW0603 one connection pool a process
    if _redis_publisher is None:
        import redis

        _redis_publisher = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    return _redis_publisher


def _channel(connection: redis.Redis) -> str:
    """Channels reach across a Redis's databases: its number keeps two installations from waking each other."""
    return f"wiseline:wake:{connection.connection_pool.connection_kwargs.get('db') or 0}"


def _subscribe() -> None:
    """Start this process's one subscriber thread where Redis is set."""
    global _subscriber  # noqa: PLW0603 one subscriber a process
    if not settings.REDIS_URL:
        return
    with _lock:
        if _subscriber is None or not _subscriber.is_alive():
            _subscriber = threading.Thread(target=_listen_to_redis, name="wiseline-bus", daemon=True)
            _subscriber.start()


def _listen_to_redis() -> None:
    import redis

    pause = threading.Event()
    while True:
        try:
            connection = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
            subscription: Any = connection.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
            subscription.subscribe(_channel(connection))
            for message in subscription.listen():
                _wake_here(message["data"].decode().split(","))
        except redis.RedisError:
            pause.wait(1)
