"""Parsing wishes, calendars, the blocks of a week and an edited draft."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.rota.forms import DateInput

if TYPE_CHECKING:
    from wiseline.people.models import Person
    from wiseline.rota.models import RotaBlock

LARGEST_FILE = 1_000_000
_TROUBLE = {
    "not_allowed": gettext_lazy("This address is not read. It must begin with https:// and be open to the internet."),
    "unknown_host": gettext_lazy("No server of this name was found."),
    "no_answer": gettext_lazy("The server did not answer."),
    "refused": gettext_lazy("The server did not give the calendar out. Is the address its secret or public one?"),
    "too_large": gettext_lazy("The calendar is larger than 2 MB."),
    "unreadable": gettext_lazy("This is no calendar that can be read (iCalendar, .ics)."),
}


def trouble_words(reason: str) -> str:
    """Why a calendar could not be had, in words; empty where it could."""
    return str(_TROUBLE.get(reason, _("The calendar could not be read."))) if reason else ""


def block_words(block: RotaBlock) -> str:
    """“Monday, 18:00–08:00”."""
    return f"{WEEKDAYS[block.weekday]}, {block.start:%H:%M}–{block.end:%H:%M}"


class WishForm(forms.Form):
    """What a coach would take, and how much at the most."""

    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("I can take"), required=False, widget=forms.CheckboxSelectMultiple
    )
    share = forms.IntegerField(
        label=gettext_lazy("My part of the load, in percent"),
        min_value=0,
        max_value=200,
        help_text=gettext_lazy("100 is a full part; 50 for half a post."),
    )
    most_nights = forms.IntegerField(
        label=gettext_lazy("Nights in four weeks, at the most"), min_value=0, max_value=28, required=False
    )
    most_hours = forms.IntegerField(
        label=gettext_lazy("Hours in four weeks, at the most"), min_value=0, max_value=672, required=False
    )

    def __init__(self, *args: Any, blocks: list[RotaBlock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["blocks"].choices = [(block.name, block_words(block)) for block in blocks]  # type: ignore[attr-defined]


class CalendarForm(forms.Form):
    """A calendar by address or as a file."""

    address = forms.CharField(
        label=gettext_lazy("Address of the calendar"),
        max_length=1000,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file (.ics)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("address") and not data.get("file") and not self.errors:
            self.add_error("address", _("Give an address or a file."))
        if data.get("file") and data["file"].size > LARGEST_FILE:
            self.add_error("file", trouble_words("too_large"))
        return data


class BlocksForm(forms.Form):
    """Pieces of the week: some weekdays, from one time to another; one line each."""

    lines = forms.CharField(
        label=gettext_lazy("Pieces of the week, one on each line"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=3000,
        help_text=gettext_lazy("For instance “Mon-Fri 18:00-08:00” or “Sat 08:00-20:00”."),
    )

    def clean_lines(self) -> list[tuple[int, time, time]]:
        found: list[tuple[int, time, time]] = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if line.strip():
                found += _read_block(line, number)
        return found


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def block_lines(blocks: list[RotaBlock]) -> str:
    """The blocks as `BlocksForm` reads them."""
    return "\n".join(f"{DAYS[block.weekday].title()} {block.start:%H:%M}-{block.end:%H:%M}" for block in blocks)


def _read_block(line: str, number: int) -> list[tuple[int, time, time]]:
    try:
        days, hours = line.split(maxsplit=1)
        first, _dash, last = days.lower().replace("–", "-").partition("-")
        begin, _dash, end = hours.replace("–", "-").replace(" ", "").partition("-")
        low = DAYS.index(first[:3])
        high = DAYS.index(last[:3]) if last else low
        start, finish = time.fromisoformat(begin), time.fromisoformat(end)
    except ValueError as error:
        raise forms.ValidationError(_("Line %(number)s could not be read.") % {"number": number}) from error
    return [((low + more) % 7, start, finish) for more in range((high - low) % 7 + 1)]


class DraftForm(forms.Form):
    """From which day on four weeks are to be planned."""

    first = forms.DateField(label=gettext_lazy("Four weeks, beginning on"), widget=DateInput())


def read_choices(data: Any, count: int, coaches: list[Person]) -> list[UUID | None]:
    """The coach chosen in each row; what names nobody of the programme is nobody."""
    known = {str(coach.pk): coach.pk for coach in coaches}
    return [known.get(data.get(f"row_{number}", "")) for number in range(count)]
