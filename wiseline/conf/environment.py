"""Reading settings from the environment: a wrong value stops the start with its name and how to mend it."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent
_FLAGS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def text(name: str, *, default: str = "") -> str:
    """The variable's text without surrounding space, or the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """A yes-or-no variable; raises ImproperlyConfigured for anything else."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _FLAGS:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return _FLAGS[value]


def number(name: str, *, default: int) -> int:
    """A whole number of zero or more."""
    value = text(name)
    if not value:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, *, default: list[str]) -> list[str]:
    """A list separated by commas."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default


def json_list(name: str) -> list[dict[str, Any]]:
    """A JSON list of objects; empty where the variable is unset."""
    value = text(name, default="[]")
    try:
        parsed = json.loads(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a JSON list: {error}.") from error
    if not isinstance(parsed, list) or not all(isinstance(item, dict) for item in parsed):
        raise ImproperlyConfigured(f"{name} must be a JSON list of objects.")
    return parsed


def data_dir() -> Path:
    """The one folder that holds everything Wiseline keeps; made, for the owner alone, where it is missing."""
    folder = Path(text("WISELINE_DATA_DIR", default=str(PACKAGE.parent / "data"))).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(f"WISELINE_DATA_DIR {folder} cannot be made: {error.strerror}.") from error
    return folder


def _kept(path: Path, make: str) -> str:
    """The content of a secret's file, written once and readable by its owner alone."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make + "\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"The secret {path} cannot be written: {error.strerror}.") from error
    return path.read_text().strip()


def secret_key(folder: Path) -> str:
    """The key that signs sessions and links: WISELINE_SECRET_KEY, else one kept in the data folder."""
    return text("WISELINE_SECRET_KEY") or _kept(folder / "secret-key", secrets.token_urlsafe(50))


def encryption_keys(folder: Path) -> list[str]:
    """The key ring `id:base64`, the current key first: WISELINE_KEYS, else one kept in the data folder."""
    given = words("WISELINE_KEYS", default=[])
    if given:
        return given
    fresh = "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()
    return [line for line in _kept(folder / "keys", fresh).splitlines() if line.strip()]


def database(name: str, folder: Path) -> dict[str, Any]:
    """Django's database entry: SQLite in the data folder, or what a sqlite:/// or postgresql:// address says."""
    parts = urlsplit(text(name, default=f"sqlite:///{folder / 'wiseline.sqlite3'}"))
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "/" + unquote(parts.path).lstrip("/"),
            "CONN_MAX_AGE": None,  # a file is opened once a thread; the last one to close it would write back the log
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA mmap_size=134217728;PRAGMA cache_size=-16000;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {
                **dict(parse_qsl(parts.query)),
                "pool": {"min_size": 2, "max_size": 16, "timeout": 10},
            },
        }
    raise ImproperlyConfigured(f"{name} must begin with sqlite:/// or postgresql://.")


def cache(redis_url: str) -> dict[str, Any]:
    """Rate limits and short-lived codes: Redis where there is one, else this process's memory."""
    if redis_url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}


def email(name: str, *, demo: bool) -> tuple[str, dict[str, Any]]:
    """Django's e-mail backend and settings; in the demo, mail goes to the mailbox page."""
    value = text(name)
    if not value:
        backend = "wiseline.reach.mailbox.Backend" if demo else "django.core.mail.backends.console.EmailBackend"
        return backend, {}
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ImproperlyConfigured(f"{name} must begin with smtp://, smtps:// or smtp+tls://.")
    return "django.core.mail.backends.smtp.EmailBackend", {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 10,
    }


def phone(name: str, *, demo: bool) -> str:
    """The address of the phone provider; in the demo its phones are a page. Empty: no phone calls."""
    value = text(name, default="fake:" if demo else "")
    scheme = urlsplit(value).scheme
    if value and scheme not in {"twiml", "asterisk", "fake"}:
        raise ImproperlyConfigured(f"{name} must begin with twiml:// or asterisk://, not {scheme or 'nothing'}.")
    return value


def second_phone(name: str, *, first: str) -> str:
    """The address of the provider that takes over in an outage of the first; a PBX can only be the first."""
    value = text(name)
    if value and (not value.startswith("twiml://") or not first):
        raise ImproperlyConfigured(f"{name} must begin with twiml://, and needs WISELINE_PHONE beside it.")
    return value


def phone_number(name: str, *, default: str = "") -> str:
    """A number with its country: + and digits, spaces left out."""
    value = text(name, default=default)
    number = "".join(sign for sign in value if sign not in " -()/.")
    if number and not (number.startswith("+") and number[1:].isdigit() and 8 <= len(number) <= 16):
        raise ImproperlyConfigured(f"{name} must be a number with its country, for instance +353 1 234 5678.")
    return number
