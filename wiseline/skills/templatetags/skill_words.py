"""A skill's Markdown in a template."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from wiseline.skills.library.entry import html_of, html_of_line

register = template.Library()


@register.filter
def marked(text: str) -> SafeString:
    """Markdown as HTML; HTML in it is shown as text."""
    return mark_safe(html_of(text))  # noqa: S308 the renderer escapes


@register.filter
def marked_line(text: str) -> SafeString:
    """One line of Markdown as HTML."""
    return mark_safe(html_of_line(text))  # noqa: S308 the renderer escapes
