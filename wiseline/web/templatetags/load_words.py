"""Waiting times and shares in words."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def wait_words(wait: timedelta) -> str:
    """A waiting time, rounded as a person would say it."""
    seconds = wait.total_seconds()
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", round(seconds)) % {"n": round(seconds)}
    if seconds < 2 * 3600:
        return ngettext("%(n)s minute", "%(n)s minutes", round(seconds / 60)) % {"n": round(seconds / 60)}
    return ngettext("%(n)s hour", "%(n)s hours", round(seconds / 3600)) % {"n": round(seconds / 3600)}


@register.filter
def in_words(quantiles: list[tuple[int, timedelta]]) -> list[tuple[int, str]]:
    """Each waiting time once, with the largest share that was reached within it."""
    return [(part, words) for words, part in {wait_words(wait): part for part, wait in quantiles}.items()]


@register.filter
def percent(share: float) -> str:
    """A share in percent."""
    return _("%(n)s %%") % {"n": round(100 * share)}
