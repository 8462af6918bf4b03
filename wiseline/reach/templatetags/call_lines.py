"""The programme's own phone lines, to tap: a call needs no internet."""

from __future__ import annotations

from django import template

from wiseline.calls.providers import our_numbers

register = template.Library()


@register.inclusion_tag("reach/partials/call_lines.html")
def call_lines(*, told: bool = True) -> dict[str, object]:
    """Each number with when to dial it, nothing where there is no phone line; `told` where the page has said why."""
    return {"lines": our_numbers(), "told": told}
