"""`make lighthouse`: what Lighthouse thinks of the client's main pages, on a phone, in the system's Chromium.

Needs npm and a Chromium, and says so where they are not there. Everything runs on this machine and ends by itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parents[1]
RESULTS = PROJECT / "bench" / "results" / "lighthouse.json"
PORT = 8931
PAGES = (
    "/", "/skills/", "/skills/now/", "/skills/saying-no/", "/skills/tipp/practice/", "/my-plan/", "/breathe/",
    "/help-now/", "/people/me/timeline/",
)  # fmt: skip
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
HEADLESS = ("--headless=new", "--no-sandbox")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def sign_in(log: str, chromium: str, profile: str) -> None:
    """Let the demo's client be signed in in a browser profile, by the link that the server printed."""
    found = re.search(r"http://mia\.localhost:\d+(\S+)", log)
    if found is None:
        raise RuntimeError(f"The demo printed no link.\n{log}")
    address = f"http://127.0.0.1:{PORT}{found[1]}"
    command = [chromium, *HEADLESS, f"--user-data-dir={profile}", "--dump-dom", "--timeout=4000", address]
    page = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stdout  # noqa: S603
    if 'data-person="' not in page:
        raise RuntimeError("The link signed nobody in.")


@contextmanager
def demo() -> Iterator[str]:
    """A demo server; gives what it printed."""
    with tempfile.TemporaryDirectory(prefix="wiseline-lighthouse-") as folder:
        log = Path(folder) / "log"
        environment = {**os.environ, "WISELINE_DATA_DIR": folder, "WISELINE_DEMO": "1"}
        command = [sys.executable, "-m", "wiseline", "serve", "--port", str(PORT)]
        with log.open("w") as output:
            server = subprocess.Popen(  # noqa: S603 our own server
                command, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            deadline = time.monotonic() + 90
            while "second client" not in log.read_text():
                if time.monotonic() > deadline or server.poll() is not None:
                    raise RuntimeError(f"The demo did not start.\n{log.read_text()}")
                time.sleep(0.2)
            yield log.read_text()
        finally:
            server.terminate()
            server.wait(20)


def measure(path: str, chromium: str, profile: str) -> dict[str, Any]:
    """The scores of one page, and the audits that cost it something."""
    command = [
        "node", str(FOLDER / "node_modules/lighthouse/cli/index.js"), f"http://127.0.0.1:{PORT}{path}",
        "--output=json", "--quiet", f"--only-categories={','.join(LEAST)}", "--disable-storage-reset",
        f"--chrome-flags={' '.join(HEADLESS)} --user-data-dir={profile}",
        "--max-wait-for-load=12000",  # the live stream never ends, so the network is never still
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium}
    for _attempt in range(3):  # it asks to be run again where it missed the start of the page
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=90, env=environment)  # noqa: S603
        if done.returncode == 0:
            break
    else:
        raise RuntimeError(done.stderr.strip()[-400:])
    report = json.loads(done.stdout)
    scores = {name: round(100 * category["score"]) for name, category in report["categories"].items()}
    weighed = {
        ref["id"] for category in report["categories"].values() for ref in category["auditRefs"] if ref["weight"]
    }
    costs = [name for name in weighed if (report["audits"][name]["score"] or 0) < 0.9]
    open_ones = [name for name in costs if report["audits"][name]["score"] is not None]
    return {"path": path, "landed": report["finalDisplayedUrl"], **scores, "costs": sorted(open_ones)}


def main() -> int:
    """Measure, print, keep. 1 where a page is below what we want."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None or shutil.which("npm") is None:
        print("SKIPPED: Lighthouse needs npm and a Chromium, and one of them is not here.")
        return 0
    if not (FOLDER / "node_modules").exists():
        npm = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
        subprocess.run(npm, check=True, cwd=FOLDER, timeout=300)  # noqa: S603
    with demo() as log, tempfile.TemporaryDirectory(prefix="wiseline-", ignore_cleanup_errors=True) as profile:
        sign_in(log, chromium, profile)
        rows = [measure(path, chromium, profile) for path in PAGES]
    for row in rows:
        scores = "  ".join(f"{name} {row[name]:>3}" for name in LEAST)
        print(f"{row['path']:<24} {scores}  {' '.join(row['costs'])}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1))
    return int(any(row[name] < least for row in rows for name, least in LEAST.items()))


if __name__ == "__main__":
    sys.exit(main())
