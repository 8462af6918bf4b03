"""A skill's name and Markdown, and a practice's steps, in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

from wiseline.skills.catalogue import name_of
from wiseline.skills.library.entry import html_of, html_of_line

if TYPE_CHECKING:
    from wiseline.skills.practices.practice import Step

register = template.Library()


@register.filter
def marked(text: str) -> SafeString:
    """Markdown as HTML; HTML in it is shown as text."""
    return mark_safe(html_of(text))  # noqa: S308 the renderer escapes


@register.filter
def marked_line(text: str) -> SafeString:
    """One line of Markdown as HTML."""
    return mark_safe(html_of_line(text))  # noqa: S308 the renderer escapes


@register.filter
def template_of(step: Step) -> str:
    """The template that shows one kind of a practice's steps."""
    return f"skills/steps/{step.kind}.html"


@register.filter
def skill_name(skill: str) -> str:
    """A skill's name in the reader's language."""
    return name_of(skill)
