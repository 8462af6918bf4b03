"""What a browser is called by the person who holds it. A guess from what it says of itself: no more is needed."""

from __future__ import annotations

from django.utils.translation import gettext as _

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # the first that fits: most of them also claim to be those further down


def browser_words(user_agent: str) -> str:
    """'Chrome on an Android phone', from the header that a browser sends."""
    place = _place(user_agent)
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    if not browser:
        return place or _("A browser")
    return _("%(browser)s on %(place)s") % {"browser": browser, "place": place or _("a computer")}


def _place(user_agent: str) -> str:
    places = (
        ("iPhone", _("an iPhone")),
        ("iPad", _("an iPad")),
        ("Android", _("an Android phone") if "Mobile" in user_agent else _("an Android tablet")),
        ("Windows", _("a Windows computer")),
        ("CrOS", _("a Chromebook")),
        ("Macintosh", _("a Mac")),
        ("Linux", _("a Linux computer")),
    )
    return next((words for mark, words in places if mark in user_agent), "")
