"""What the contact's templates need beyond Django's filters."""

from __future__ import annotations

from django import template
from django.forms import BoundField, Form

from wiseline.skills.catalogue import name_of

register = template.Library()
register.filter("skill_label", name_of)


@register.filter
def words(text: str) -> list[str]:
    """The words of a text: a short way to list field names."""
    return text.split()


@register.filter
def field(form: Form, name: str) -> BoundField:
    """A form's field by its name."""
    return form[name]


@register.filter
def urge_before(form: Form, name: str) -> BoundField:
    """The field of an urge before the contact."""
    return form[f"urge_before_{name}"]


@register.filter
def urge_after(form: Form, name: str) -> BoundField:
    """The field of an urge after the contact."""
    return form[f"urge_after_{name}"]
