"""Bytes of the client's home over the wire, on a first visit and on a later one, in a real Chromium."""

from __future__ import annotations

import json
from typing import Any

from bench import wire, world

PORT = 8918


def run() -> list[dict[str, Any]]:
    """Compressed bytes, headers included, of everything that the page fetches before it is ready."""
    from playwright.sync_api import sync_playwright

    from tests.browser import LAUNCH_ARGS, chromium_path

    chromium = chromium_path()
    if chromium is None:
        return [{"name": "client's home: NOT MEASURED, no Chromium"}]
    folder = world.fresh("weight")
    clients, _coaches, _lead = world.people(2, 2)
    from wiseline.people.links import link_token

    path = f"/demo/in/{link_token(clients[0], purpose='demo')}/"
    server = wire.start_server("wiseline.conf.asgi:application", PORT)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=LAUNCH_ARGS)
            context = browser.new_context(service_workers="block")  # its answers would count as nothing
            first = _visit(context, f"http://127.0.0.1:{PORT}{path}")
            later = _visit(context, f"http://127.0.0.1:{PORT}/")
            browser.close()
    finally:
        wire.stop_server(server)
        world.remove(folder)
    return [
        {"name": "client's home, first visit, KB", "kb": round(first / 1024, 1)},
        {"name": "client's home, later visit, KB", "kb": round(later / 1024, 1)},
    ]


def _visit(context: Any, address: str) -> int:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    total = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", count)
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)
    page.close()
    return total


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
