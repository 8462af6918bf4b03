"""`wiseline switchboard`: the engine alone, in the foreground."""

from __future__ import annotations

import signal
import sys

from wiseline.cli.django_ready import django_ready


def run() -> None:
    """Run every cycle until interrupted or told to end."""
    django_ready()
    from django.conf import settings

    from wiseline.cli import in_use, prepare
    from wiseline.engine.switchboard import Switchboard

    prepare.folder_is_fit(settings.DATA_DIR)
    with in_use.shared(settings.DATA_DIR):
        with prepare.in_plain_words():
            prepare.tables_are_current()
        board = Switchboard()
        signal.signal(signal.SIGTERM, lambda *_: board.stop())
        board.start()
        print("The switchboard runs. Ctrl-C stops it.", file=sys.stderr, flush=True)
        try:
            board.wait()
        except KeyboardInterrupt:
            board.stop()
    print("The switchboard has stopped.", file=sys.stderr)
