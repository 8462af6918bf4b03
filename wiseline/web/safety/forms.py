"""Reading a plan from its form, and what its buttons ask for. Nothing typed is dropped."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.safety.plan import DIALLED, LONG, MOST_ITEMS, SECTIONS, SHORT, SURROUNDINGS, Item

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.http import QueryDict
    from django_stubs_ext import StrPromise

    from wiseline.safety.plan import Sections


class ReviewForm(forms.Form):
    """When the plan is looked at again. `looked`: it was, today, and then the next day is needed."""

    review_on = forms.DateField(
        label=gettext_lazy("When will you look at it together again?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("That is no day.")},
    )

    def __init__(self, *args: Any, looked: bool = False, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looked, self.today = looked, today

    def clean_review_on(self) -> date | None:
        """A day to come, where it was looked at today."""
        day: date | None = self.cleaned_data["review_on"]
        if self.looked and (day is None or (self.today is not None and day <= self.today)):
            raise forms.ValidationError(_("Choose the next day on which you look at it together."))
        return day


class Row(NamedTuple):
    """One thing as the form shows it: as it was typed, and what is wrong with it."""

    item: Item
    error: str
    day: str  # as it was typed


class Part(NamedTuple):
    """One section as the form shows it, the last row empty and ready."""

    name: str
    label: str | StrPromise
    rows: list[Row]


def parts_of(sections: Sections) -> list[Part]:
    """A plan as its form shows it."""
    return [_part(name, label, [_row(item) for item in sections.get(name, ())]) for name, label in SECTIONS]


def _row(item: Item) -> Row:
    return Row(item, "", item.look_on.isoformat() if item.look_on else "")


def _part(name: str, label: str | StrPromise, rows: list[Row]) -> Part:
    rows = [row for row in rows if str(row.item)]
    blank = [] if len(rows) >= MOST_ITEMS else [Row(Item(), "", "")]
    return Part(name, label, rows + blank)


def read_parts(data: QueryDict, *, today: date, known: Collection[date | None] = ()) -> list[Part]:
    """What was posted, row by row as it stood on the page, empty ones too; told of what is wrong.

    `known`: the days that stand in the plan already. A step whose day has come is done or gets a new one.
    """
    parts = [Part(name, label, _rows(data, name)) for name, label in SECTIONS]
    return [part._replace(rows=[_looked_at(row, today, known) for row in part.rows]) for part in parts]


def _looked_at(row: Row, today: date, known: Collection[date | None]) -> Row:
    day = row.item.look_on
    if row.error or day is None or day > today or (day == today and day not in known):
        return row
    return row._replace(error=_("The day of this step has come. Say that it is done, or choose a new day."))


def tidied(parts: list[Part]) -> list[Part]:
    """The same with empty rows left out, but for the last."""
    return [_part(part.name, part.label, part.rows) for part in parts]


def _rows(data: QueryDict, name: str) -> list[Row]:
    texts, phones, places = (data.getlist(f"{name}-{part}") for part in ("text", "phone", "place"))
    days = data.getlist(f"{name}-day") if name == SURROUNDINGS else []
    done = data.getlist(f"{name}-done") if name == SURROUNDINGS else []
    days = ["" if _at(done, at) else day for at, day in enumerate(days)]
    count = min(MOST_ITEMS, max(map(len, (texts, phones, places))))
    return [_checked(*(_at(column, at) for column in (texts, phones, places, days))) for at in range(count)]


def _at(column: Sequence[str], place: int) -> str:
    return column[place].strip() if place < len(column) else ""


def _checked(text: str, phone: str, place: str, day: str) -> Row:
    error, look_on = "", None
    if not (text or phone or place):
        return Row(Item(), "", "")
    if len(text) > LONG or len(place) > SHORT:
        error = _("That is too long: %(most)s letters fit.") % {"most": LONG if len(text) > LONG else SHORT}
    elif phone and (len(phone) > 40 or not DIALLED.fullmatch(phone)):
        error = _("That is no phone number. It has digits, and perhaps a + in front.")
    elif day:
        try:
            look_on = date.fromisoformat(day)
        except ValueError:
            error = _("That is no day.")
    return Row(Item.model_construct(text=text, phone=phone, place=place, look_on=look_on), error, day)


def done_to(parts: list[Part], asked: str) -> list[Part] | None:
    """The form after one of its own buttons, like `more:ask` or `out:ask:1`; None where it is to be kept.

    The number is that of the row on the page: empty rows count until it was found.
    """
    verb, _colon, rest = asked.partition(":")
    name, _colon, number = rest.partition(":")
    if verb not in {"more", "out"}:
        return None
    taken = int(number[:3]) if verb == "out" and number.isdecimal() else -1
    found = []
    for part in parts:
        asked_of = part.name == name
        rest_of = [row for at, row in enumerate(part.rows) if not (asked_of and at == taken)]
        changed = _part(part.name, part.label, rest_of)
        if asked_of and verb == "more" and len(changed.rows) < MOST_ITEMS:
            changed.rows.append(Row(Item(), "", ""))
        found.append(changed)
    return found


def sections_from(parts: list[Part]) -> Sections:
    """The plan of a form without errors."""
    named = {part.name: tuple(row.item for row in part.rows if str(row.item)) for part in parts}
    return {name: items for name, items in named.items() if items}
