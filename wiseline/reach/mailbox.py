"""The demo's mailbox: e-mail is kept in the data folder and shown on a page instead of going out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from wiseline.lib import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

_FILE = "mailbox.jsonl"


class Backend(BaseEmailBackend):
    """Django e-mail backend of the demo."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with open(settings.DATA_DIR / _FILE, "a", encoding="utf-8") as file:
            for message in email_messages:
                row = {
                    "at": clock.now().isoformat(),
                    "to": list(message.to),
                    "subject": str(message.subject),
                    "body": str(message.body),
                }
                file.write(json.dumps(row) + "\n")
        return len(email_messages)


def messages(limit: int = 50) -> list[dict[str, Any]]:
    """The newest messages, newest first."""
    path = settings.DATA_DIR / _FILE
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[-limit:]][::-1]
