"""Words that may mean danger, in pages: help beside what the client writes, marks in what staff read.

Computed when it is shown, kept nowhere: no status, no place in a queue and no alert comes from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wiseline.people.models import Person
from wiseline.safety.danger.find import find_marks, works_in
from wiseline.safety.emergency import help_for

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def danger_help(context: Context) -> SafeString:
    """Once a page, for clients: help and the plan appear below a field while words that may mean danger are typed."""
    person = context["request"].user
    if not isinstance(person, Person) or not person.is_client:
        return mark_safe("")
    shown: dict[str, Any] = {"help": help_for(person), "works": works_in(get_language() or "")}
    return mark_safe(render_to_string("safety/partials/danger_help.html", shown))  # noqa: S308 a template of ours


@register.filter
def words_to_look_at(text: object, reader: object) -> str:
    """The text, with marks for staff around what may mean danger; for a client as it is, like all that is no text."""
    if not isinstance(text, str) or getattr(reader, "is_client", True) or not works_in(get_language() or ""):
        return text  # type: ignore[return-value]  # what is no text is shown as it was
    parts: list[str] = []
    at = 0
    for mark in find_marks(text):
        parts += [escape(text[at : mark.start]), _marked(text[mark.start : mark.end])]
        at = mark.end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 each part is escaped


def _marked(words: str) -> str:
    """`<mark>`, said to those who do not see it."""
    return format_html('<mark><span class="hidden-visually">{} </span>{}</mark>', _("Words to look at:"), words)
