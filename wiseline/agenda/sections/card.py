"""What the diary card says about the targets of therapy: one line an item, one a day for an act."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wiseline.agenda.line import Line
from wiseline.agenda.targets import RULES, heading_of, rank_of
from wiseline.chart.diary.card import Group as CardGroup
from wiseline.chart.diary.card import Kind
from wiseline.chart.models import DiaryDay

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wiseline.agenda.look import Look
    from wiseline.chart.diary.card import Item

Reached = list[tuple["date", int]]


def lines(look: Look) -> list[Line]:
    """The items that count, in the card's order; then the days that were not filled."""
    found = [line for item in look.items.values() for line in _of_item(look, item)]
    return [*found, *_unfilled(look)]


def fact_of(item: Item) -> str | None:
    """The fact of `targets.RULES` that an item of the card stands for."""
    if f"card.{item.id}" in RULES:
        return f"card.{item.id}"
    own = item.id.startswith("own.") and item.target and item.kind == Kind.SCALE
    return "card.own_target" if own else None


def _of_item(look: Look, item: Item) -> Iterable[Line]:
    fact = fact_of(item)
    if fact is None:
        return []
    values = [(day, value) for day, value in look.values(item.id) if isinstance(value, int)]
    reached = [(day, value) for day, value in values if heading_of(fact, value, threshold=item.help_from)]
    if not reached:
        return []
    if item.group == CardGroup.ACTS and item.kind == Kind.YES_NO:
        return [_line(look, fact, f"card.{item.id}.{day}", item.whole_name, [(day, value)]) for day, value in reached]
    return [_line(look, fact, f"card.{item.id}", _said(item, reached, len(values)), reached)]


def _line(look: Look, fact: str, key: str, text: str, reached: Reached) -> Line:
    top = max(value for _day, value in reached)
    day = max(day for day, value in reached if value == top)  # the week that the line opens has the strongest day
    last = min(day + timedelta(days=3), look.last_day)
    days = ", ".join(date_format(each, "D j M") for each, _value in reached)
    return Line(
        key,
        RULES[fact].group,
        text,
        "diary:week",
        (str(look.client.pk),),
        f"last={last}",
        at=day,
        details=(days,) if len(reached) > 1 else (),
        rank=rank_of(fact),
    )


def _said(item: Item, reached: Reached, known: int) -> str:
    count = len(reached)
    words = {"name": item.whole_name, "count": count, "known": known}
    if item.kind == Kind.SCALE:
        words["top"] = max(value for _day, value in reached)
        return (
            ngettext(
                "%(name)s: up to %(top)s of 5, on %(count)s of %(known)s days that were filled",
                "%(name)s: up to %(top)s of 5, on %(count)s of %(known)s days that were filled",
                count,
            )
            % words
        )
    if item.kind == Kind.HOURS:
        words["hours"] = number_format(round(min(value for _day, value in reached) / 60, 1))
        return _("%(name)s: as little as %(hours)s, on %(count)s of %(known)s days that were filled") % words
    if item.kind == Kind.COUNT:
        words["top"] = max(value for _day, value in reached)
        return _("%(name)s: up to %(top)s, on %(count)s of %(known)s days that were filled") % words
    if item.id == "medication":
        return _("%(name)s: no, on %(count)s of %(known)s days that were filled") % words
    return _("%(name)s: on %(count)s of %(known)s days that were filled") % words


def _unfilled(look: Look) -> list[Line]:
    """How many days stand empty, once the client has begun a diary; today is not over yet."""
    first = DiaryDay.objects.filter(client=look.client).order_by("day").values_list("day", flat=True).first()
    if first is None:
        return []
    begin = max(first, look.first_day)
    asked = [begin + timedelta(days=each) for each in range((look.last_day - begin).days)]
    filled = {row.day for row in look.days}
    empty = [day for day in asked if day not in filled]
    group = heading_of("card.unfilled", len(empty))
    if group is None:
        return []
    text = _("The card: %(filled)s of %(all)s days filled") % {
        "filled": len(asked) - len(empty),
        "all": len(asked),
    }
    days = ", ".join(date_format(day, "D j M") for day in empty)
    details = (_("Empty: %(days)s") % {"days": days},)
    return [
        Line(
            "card.unfilled",
            group,
            text,
            "diary:week",
            (str(look.client.pk),),
            f"last={min(empty[-1] + timedelta(days=3), look.last_day)}",
            details=details,
            rank=rank_of("card.unfilled"),
        )
    ]
