"""Answers of the diary in words, and the form's field of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from wiseline.chart.diary.card import STEPS, Item, Kind
from wiseline.skills.catalogue import name_of

if TYPE_CHECKING:
    from django.forms import BoundField, Form

register = template.Library()


@register.simple_tag
def field_for(form: Form, item: Item) -> BoundField:
    """The field that asks for an item."""
    return form[item.id]


@register.filter
def said(item: Item, answer: Any) -> str:
    """An answer as a person reads it; empty where there is none."""
    if answer is None or answer in ("", []):
        return ""
    words = {
        Kind.YES_NO: lambda: _("yes") if answer else _("no"),
        Kind.HOURS: lambda: _("%(hours)s h") % {"hours": number_format(round(answer / 60, 2))},
        Kind.MINUTES: lambda: _("%(minutes)s min") % {"minutes": answer},
        Kind.STEPS: lambda: f"{answer} · {STEPS[answer]}",
        Kind.SKILLS: lambda: ", ".join(name_of(skill) for skill in answer),
    }
    return words[item.kind]() if item.kind in words else str(answer)


@register.filter
def short(item: Item, answer: Any) -> str:
    """An answer in a narrow cell."""
    if answer is None or answer in ("", []):
        return ""
    if item.kind == Kind.STEPS:
        return str(answer)
    if item.kind == Kind.SKILLS:
        return str(len(answer))
    if item.kind == Kind.HOURS:
        return number_format(round(answer / 60, 1))
    return said(item, answer)


@register.filter
def skill_name(skill: str) -> str:
    """A skill's name."""
    return name_of(skill)


@register.filter
def of(mapping: dict[Any, Any], key: Any) -> Any:
    """What a mapping has under a key."""
    return mapping.get(key)
