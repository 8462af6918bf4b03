"""Server time of each main page, with 10 and with 1,000 clients and a year of history each.

The baseline is a page that needs no database (the emergency numbers, signed out), in the same run.
"""

from __future__ import annotations

import json
import statistics
import time
from typing import Any

from bench import world

ROUNDS = 40
CONTACTS_A_YEAR = 31  # 2.55 contacts a client and month (Oliveira & Rizvi 2018)


def _times(folder_name: str, clients_count: int) -> dict[str, float]:
    """Median milliseconds of each page. Runs in a process of its own: settings are read once."""
    folder = world.fresh(folder_name)
    try:
        clients, coaches, lead = world.people(clients_count, max(2, clients_count // 10))
        world.history(clients, coaches, CONTACTS_A_YEAR)
        return _measure(clients, coaches, lead)
    finally:
        world.remove(folder)


def _measure(clients: list[Any], coaches: list[Any], lead: Any) -> dict[str, float]:
    from django.test import Client

    from wiseline.coaching.flows.answer import answer
    from wiseline.coaching.flows.ask import ask

    world.diary(clients[0])
    world.questions(clients[0], coaches[0])
    waiting, _new = ask(client=clients[0], safety="safe")
    talking, _new = ask(client=clients[1], safety="safe")
    answer(contact_id=talking.pk, coach=coaches[1])
    session = world.session(clients[0], coaches[0])
    pages = {
        "emergency numbers, signed out (baseline)": (None, "/help-now/"),
        "client: home": (clients[2], "/"),
        "client: waiting": (clients[0], f"/c/{waiting.pk}/"),
        "client: timeline": (clients[0], "/people/me/timeline/"),
        "coach: board": (coaches[0], "/board/"),
        "lead: board": (lead, "/board/"),
        "coach: ring": (coaches[0], f"/c/{waiting.pk}/"),
        "coach: contact": (coaches[1], f"/c/{talking.pk}/"),
        "coach: caseload": (coaches[0], "/people/"),
        "coach: a client": (coaches[0], f"/people/{clients[0].pk}/"),
        "client: today's card": (clients[2], "/diary/"),
        "client: my practice": (clients[2], "/practice/"),
        "coach: a week of the diary": (coaches[0], f"/diary/of/{clients[0].pk}/"),
        "coach: patterns of a year": (coaches[0], f"/patterns/of/{clients[0].pk}/"),
        "client: questions": (clients[2], "/questions/"),
        "coach: answers over time": (coaches[0], f"/questions/of/{clients[0].pk}/"),
        "coach: a session's page of a year": (coaches[0], f"/sessions/{session.pk}/"),
        "coach: the consultation team": (coaches[0], "/team-agenda/?weeks=4"),
        "coach: skills in daily life": (coaches[0], f"/map/of/{clients[0].pk}/"),
        "coach: hours": (coaches[0], "/hours/"),
        "lead: rota": (lead, "/hours/rota/"),
    }
    found = {}
    for name, (person, path) in pages.items():
        browser = Client(HTTP_HOST="localhost")
        if person is not None:
            browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            response = browser.get(path)
            times.append(time.perf_counter() - begun)
            if response.status_code != 200:
                raise RuntimeError(f"{name}: {response.status_code}")
        found[name] = statistics.median(times[5:]) * 1000
    return found


def run() -> list[dict[str, Any]]:
    """Both sizes side by side."""
    import subprocess
    import sys

    sizes = {}
    for count in (10, 1000):
        code = f"import json; from bench.pages import _times; print(json.dumps(_times('pages{count}', {count})))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
        sizes[count] = json.loads(done.stdout.strip().splitlines()[-1])
    return [
        {
            "name": name,
            "p50_ms": round(sizes[1000][name], 2),
            "p50_ms_10_clients": round(sizes[10][name], 2),
            "ratio_1000_to_10": round(sizes[1000][name] / sizes[10][name], 2),
        }
        for name in sizes[10]
    ]


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
