"""Which addresses of apprise a coach may name.

Apprise knows ways that reach any host, or this very machine (`json://`, `file://`, `syslog://`). So only services that
are meant to alert a person are taken, and those on a host of somebody's own only where the operator names that host.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

CLOUD = frozenset(
    {"pover", "tgram", "slack", "pagerduty", "opsgenie", "pagertree", "splunk", "threema", "pbul", "join"}
)
"""Services whose host the scheme itself names."""
OWN_HOST = frozenset(
    {"ntfy", "ntfys", "gotify", "gotifys", "signal", "signals", "mmost", "mmosts", "rocket", "rockets", "matrix"}
    | {"matrixs", "nctalk", "nctalks"}
)
"""Services that stand on a host of somebody's own; `ntfy://topic` alone is the public one."""


def problem_with(address: str) -> str:
    """Why the address can't be used; empty where it can."""
    import apprise

    parts = urlsplit(address.strip())
    scheme = parts.scheme.lower()
    if scheme not in CLOUD | OWN_HOST:
        return _("This is none of the ways that Wiseline takes: %(ways)s.") % {
            "ways": ", ".join(sorted(CLOUD | OWN_HOST))
        }
    public = scheme in {"ntfy", "ntfys"} and not parts.path.strip("/")
    if scheme in OWN_HOST and not public and (parts.hostname or "") not in settings.ALERT_HOSTS:
        return _("Its host is not on the list of this server. Ask who runs it.")
    if apprise.Apprise.instantiate(address.strip(), suppress_exceptions=True) is None:
        return _("This address is not complete.")
    return ""
