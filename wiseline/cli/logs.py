"""What the server writes about each request: never a query, never the secret part of a link."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlsplit

# As long as an invitation's token, and not one of our identifiers.
_SECRET = re.compile(r"(?<=/)(?![0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?:/|$))[\w\-:=.]{24,}(?=/|$)")


def speakable(target: str) -> str:
    """The path of a request target, without its query, link secrets replaced by an ellipsis."""
    path = urlsplit(target).path
    return path if path.startswith("/static/") else _SECRET.sub("…", path)


class WithoutSecrets(logging.Filter):
    """Rewrites uvicorn's access records (client, method, target, HTTP version, status); static files are left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, target, version, status = record.args
            path = speakable(str(target))
            record.args = (client, method, path, version, status)
            return not (path.startswith("/static/") and str(status) < "400")
        return True


def uvicorn_logging() -> dict[str, Any]:
    """A logging configuration for uvicorn that goes with Django's."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_secrets": {"()": "wiseline.cli.logs.WithoutSecrets"}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
            "access": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]},
        },
        "loggers": {
            "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "uvicorn.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }
