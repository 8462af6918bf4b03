"""Django, set up late: `wiseline --help` does not wait for it, and `serve --lan` can still say who it is."""

from __future__ import annotations

import os


def django_ready() -> None:
    """Load the settings and the apps. Raises ImproperlyConfigured, with the variable's name, for a wrong setting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiseline.conf.settings")
    import django

    django.setup()
