"""What runs: clock, address, certificates, Redis, the switchboard."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.db import connection

from wiseline.cli import in_use
from wiseline.cli.doctor.finding import Finding, attention, fail, ok
from wiseline.cli.lan.certificate import Files, expires
from wiseline.cli.stop import Stop
from wiseline.lib import clock as wiseline_clock

WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
CLOCK_MAY_DIFFER = timedelta(seconds=2)
SOON = timedelta(days=14)


def clock() -> Finding:
    """The time is plausible, agrees with the database's, and is kept by somebody."""
    now = wiseline_clock.now()
    if os.environ.get("WISELINE_CLOCK_FILE"):
        return fail("clock", "WISELINE_CLOCK_FILE moves the time.", "Unset it: it is for tests only.")
    if now < WRITTEN:
        return fail("clock", f"It says {now:%Y-%m-%d}, which is before this software was written.", "Set the clock.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - wiseline_clock.now())
        if apart > CLOCK_MAY_DIFFER:
            return fail("clock", f"It is {apart.total_seconds():.0f} s from the database's.", "Keep both by NTP.")
    if _kept_by_ntp() is False:
        return attention("clock", "Nothing keeps it right.", "sudo timedatectl set-ntp true")
    return ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC.")


def _kept_by_ntp() -> bool | None:
    """Whether the system's clock is synchronised; None where the system does not say."""
    tool = shutil.which("timedatectl")
    if tool is None:
        return None
    done = subprocess.run(  # noqa: S603 a fixed command
        [tool, "show", "--property=NTPSynchronized", "--value"], capture_output=True, text=True, timeout=5, check=False
    )
    return {"yes": True, "no": False}.get(done.stdout.strip())


def time_zones() -> Finding:
    """The rules of every time zone in use are known."""
    from wiseline.people.models import Person, Programme

    used = {
        *Person.objects.values_list("timezone", flat=True).distinct(),
        *Programme.objects.values_list("timezone", flat=True),
    }
    if unknown := sorted(used - available_timezones()):
        return fail("time zones", f"Unknown: {', '.join(unknown)}.", "Correct them where the person's settings are.")
    return ok("time zones", f"{len(used)} in use, and their rules are known.")


def programmes() -> Finding:
    """There is one, and the demo is not mixed with it."""
    from wiseline.people.models import Programme

    real = Programme.objects.filter(is_demo=False).count()
    demo = Programme.objects.filter(is_demo=True).exists()
    if settings.DEBUG:
        return fail("programmes", "WISELINE_DEBUG=1 shows the program's insides to anybody.", "Unset it.")
    if settings.DEMO and real:
        return fail("programmes", "WISELINE_DEMO=1 with a real programme: signing in is lax.", "Set WISELINE_DEMO=0.")
    if demo and real:
        return attention("programmes", "A demo and a real one share this database.", "Keep them in two data folders.")
    if demo:
        return ok("programmes", "The demo.")
    if not real:
        return attention("programmes", "There is none yet.", "wiseline setup")
    return ok("programmes", f"{real}.")


def address() -> Finding:
    """The address that links are made of is one that a phone accepts."""
    if not settings.BASE_URL:
        level = ok if settings.DEMO else None
        says = "WISELINE_BASE_URL is not set: links lead to this machine only."
        return level("address", says) if level else attention("address", says, "Set it to https://your.name")
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme != "https":
        return attention(
            "address", f"{settings.BASE_URL} is not https.", "Phones allow calls, push and passkeys over https only."
        )
    if settings.ALLOWED_HOSTS != ["*"] and not _allowed(parts.hostname or ""):
        return fail("address", f"{parts.hostname} is not in WISELINE_HOSTS.", f"WISELINE_HOSTS={parts.hostname}")
    return _handshake(parts.hostname or "", parts.port or 443)


def _allowed(host: str) -> bool:
    from django.http.request import validate_host

    return validate_host(host, settings.ALLOWED_HOSTS)


def _handshake(host: str, port: int) -> Finding:
    try:
        with (
            socket.create_connection((host, port), timeout=5) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            shown = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return attention(
            "address", f"{host}: its certificate is not trusted ({error.verify_message}).", "See docs/how-to/run.md."
        )
    except OSError as error:
        return attention("address", f"{host}:{port} can't be reached from here ({error}).", "Is the server running?")
    left = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC) - wiseline_clock.now()
    if left < SOON:
        return attention("address", f"{host}: its certificate ends in {left.days} days.", "Renew it.")
    return ok("address", f"{settings.BASE_URL} answers; its certificate is good for {left.days} more days.")


def certificates() -> Finding:
    """The local network's own certificate, where there is one."""
    files = Files(settings.DATA_DIR / "lan")
    if not files.shown.exists():
        return ok("local certificate", "None, and none is needed without LAN=1.")
    left = expires(files.shown)
    if left < timedelta():
        return attention("local certificate", "It has ended.", "It is made anew by the next `make run LAN=1`.")
    return ok("local certificate", f"Good for {left.days} more days.")


def redis() -> Finding:
    """Redis answers, where it is set."""
    if not settings.REDIS_URL:
        return ok("redis", "Not set, and not needed while one process serves.")
    import redis as client

    connected = client.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=3)
    try:
        connected.ping()
    except client.RedisError as error:
        return fail(
            "redis", f"It does not answer: {error}", "Start it, or mend WISELINE_REDIS_URL. Until then all is slower."
        )
    return ok("redis", "It answers.")


def switchboard() -> Finding:
    """Every cycle of the switchboard has run of late."""
    from wiseline.engine.models import Beat
    from wiseline.engine.switchboard import BEAT_SECONDS, CYCLES

    if not _in_use():
        return attention("switchboard", "Wiseline is not running on this machine.", "wiseline serve")
    beats = dict(Beat.objects.values_list("cycle", "at"))
    now = wiseline_clock.now()
    late = [
        cycle.name
        for cycle in CYCLES
        if cycle.name not in beats or now - beats[cycle.name] > timedelta(seconds=3 * max(cycle.every, BEAT_SECONDS))
    ]
    if late:
        mend = "See the server's log." if settings.ENGINE_IN_WEB else "Start `wiseline switchboard`, or see its log."
        return fail("switchboard", f"These cycles have not run of late: {', '.join(late)}.", mend)
    return ok("switchboard", f"All {len(CYCLES)} cycles run.")


def _in_use() -> bool:
    try:
        with in_use.alone(settings.DATA_DIR):
            return False
    except Stop:
        return True


def auditor() -> Finding:
    """The auditor found nothing that should have moved and did not."""
    from wiseline.engine.models import Beat

    last = Beat.objects.filter(cycle="auditor").first()
    if last is None:
        return attention("auditor", "It has not been here yet.", "It comes within a minute of `wiseline serve`.")
    if last.trouble:
        return fail("auditor", f"At {last.at:%Y-%m-%d %H:%M} UTC: {last.trouble}.", "See the board, and the log.")
    return ok("auditor", f"At {last.at:%Y-%m-%d %H:%M} UTC all was well.")


def heartbeat() -> Finding:
    """Somebody outside notices if this server falls silent."""
    if not settings.HEARTBEAT_URL:
        if settings.DEMO:
            return ok("heartbeat", "None, in the demo.")
        return attention(
            "heartbeat",
            "Nobody outside would notice if this server died.",
            "Set WISELINE_HEARTBEAT_URL to an address that expects a visit every minute and alerts you without.",
        )
    if not settings.HEARTBEAT_URL.startswith(("https://", "http://")):
        return fail("heartbeat", "WISELINE_HEARTBEAT_URL is not an http address.", "Correct it.")
    return ok("heartbeat", f"{urlsplit(settings.HEARTBEAT_URL).hostname} is told while all is well.")
