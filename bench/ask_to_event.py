"""From a client's tap to the ring on the coach's device, with 200 devices connected and 20 asks a second.

Everything that an ask stores is stored. The baseline in the same run is a bare SSE echo with one insert.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from typing import Any

from bench import wire, world
from bench.figures import summary

DEVICES = 200
ASKS = 400
PER_SECOND = 20
PORT = 8917


async def _measure(
    listen: Callable[[int], tuple[str, str]], ask: Callable[[int], tuple[str, str, str]], asks: int
) -> list[float]:
    """Seconds from sending ask i to the ring event at device i % DEVICES."""
    rung: dict[int, asyncio.Queue[float]] = {index: asyncio.Queue() for index in range(DEVICES)}

    async def device(index: int, connected: asyncio.Event) -> None:
        path, cookie = listen(index)
        async for kind, _data, moment in wire.events(PORT, path, cookie, connected):
            if kind == "ring":
                rung[index].put_nowait(moment)

    flags = [asyncio.Event() for _ in range(DEVICES)]
    devices = [asyncio.create_task(device(index, flag)) for index, flag in enumerate(flags)]
    await asyncio.gather(*(asyncio.wait_for(flag.wait(), 60) for flag in flags))
    posters = [wire.Poster(PORT) for _ in range(16)]
    times: list[float] = []

    async def one(index: int) -> None:
        path, body, cookie = ask(index)
        start = time.perf_counter()
        status = await posters[index % len(posters)].post(path, body, cookie)
        if status != 201:
            raise RuntimeError(f"ask {index} was answered with {status}")
        moment = await asyncio.wait_for(rung[index % DEVICES].get(), 30)
        times.append(moment - start)

    begun = time.perf_counter()
    running = []
    for index in range(asks):
        await asyncio.sleep(max(0.0, begun + index / PER_SECOND - time.perf_counter()))
        running.append(asyncio.create_task(one(index)))
    await asyncio.gather(*running)
    for task in devices:
        task.cancel()
    return times[20:]  # the first second warms up


def run() -> list[dict[str, Any]]:
    """Both measurements, and their ratio."""
    folder = world.fresh("ask")
    clients, coaches, _lead = world.people(ASKS, DEVICES)
    coach_cookies = [f"wiseline_session={world.session_of(coach)}" for coach in coaches]
    client_cookies = [f"wiseline_session={world.session_of(client)}" for client in clients]
    server = wire.start_server("wiseline.conf.asgi:application", PORT)
    try:
        times = asyncio.run(
            _measure(
                lambda index: ("/live/", coach_cookies[index]),
                lambda index: ("/ask/", f"safety=safe&client_key=bench{index}", client_cookies[index]),
                ASKS,
            )
        )
    finally:
        wire.stop_server(server)
    os.environ["BENCH_ECHO_DATABASE"] = os.path.join(folder, "echo.sqlite3")
    server = wire.start_server("bench.echo:application", PORT)
    try:
        bare = asyncio.run(
            _measure(
                lambda index: (f"/live/{index}", "x=1"), lambda index: (f"/ask/{index % DEVICES}", "", "x=1"), ASKS
            )
        )
    finally:
        wire.stop_server(server)
        world.remove(folder)
    rows = [summary("ask → ring on the coach's device", times), summary("bare SSE echo with one insert", bare)]
    rows[0]["ratio_p50"] = round(float(str(rows[0]["p50_ms"])) / float(str(rows[1]["p50_ms"])), 1)
    return rows


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
