"""Parsing limits, shifts and overrides."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.people.models import Person, Programme
from wiseline.rota.hours import Interval, instant, zone_of
from wiseline.rota.limits import Reason
from wiseline.rota.roster import Shift

ROWS_PER_DAY = 2
OUTSIDE = (
    (
        Reason.LIFE_THREATENING,
        gettext_lazy("Calls about risk to somebody’s life, or doubt about it"),
    ),
    (Reason.SKILLS, gettext_lazy("Calls for help to use a skill")),
    (Reason.REPAIR, gettext_lazy("Calls about something between us")),
    (Reason.GOOD_NEWS, gettext_lazy("Good news")),
    (Reason.CHECK_IN, gettext_lazy("Short check-ins")),
)
RETURNS = (
    (15, gettext_lazy("15 minutes")),
    (30, gettext_lazy("30 minutes")),
    (45, gettext_lazy("45 minutes")),
    (60, gettext_lazy("1 hour")),
    (120, gettext_lazy("2 hours")),
    (240, gettext_lazy("4 hours")),
    (1440, gettext_lazy("24 hours")),
)


EVERY = (
    (1, gettext_lazy("every week")),
    (2, gettext_lazy("every second week")),
    (3, gettext_lazy("every third week")),
    (4, gettext_lazy("every fourth week")),
)


class TimeInput(forms.TimeInput):
    """A time of day, by the device's own picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DateInput(forms.DateInput):
    """A date, by the device's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LimitsForm(forms.Form):
    """Two stretches of hours for each weekday, and what else a coach says about when to ring them."""

    outside = forms.MultipleChoiceField(
        label=gettext_lazy("Outside these hours, ring me for"),
        choices=OUTSIDE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    return_minutes = forms.TypedChoiceField(
        label=gettext_lazy("I get back at the latest within"), choices=RETURNS, coerce=int
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words, for your clients"), max_length=300, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            for row in range(ROWS_PER_DAY):
                for edge, label in (("start", _("%(day)s, from")), ("end", _("%(day)s, until"))):
                    self.fields[f"{edge}_{day}_{row}"] = forms.TimeField(
                        label=label % {"day": WEEKDAYS[day]}, required=False, widget=TimeInput()
                    )

    def days(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Weekday names with the fields of their rows."""
        return [
            (
                str(WEEKDAYS[day]),
                [(self[f"start_{day}_{row}"], self[f"end_{day}_{row}"]) for row in range(ROWS_PER_DAY)],
            )
            for day in range(7)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for day in range(7):
            for row in range(ROWS_PER_DAY):
                start, end = f"start_{day}_{row}", f"end_{day}_{row}"
                if start in self.errors or end in self.errors:
                    continue
                if (data.get(start) is None) != (data.get(end) is None):
                    missing = end if data.get(end) is None else start
                    self.add_error(missing, _("Give both times, or leave both open."))
        return data

    def windows(self) -> list[tuple[int, time, time]]:
        """(weekday, start, end) of every row that was filled."""
        data = self.cleaned_data
        return [
            (day, data[f"start_{day}_{row}"], data[f"end_{day}_{row}"])
            for day in range(7)
            for row in range(ROWS_PER_DAY)
            if data.get(f"start_{day}_{row}") is not None
        ]


class DayOffForm(forms.Form):
    """Days away."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day lies before the first."))
        return data


def _coaches(programme: Programme) -> forms.ModelChoiceField[Person]:
    people = Person.objects.filter(
        programme=programme, is_active=True, role_rows__role__in=["therapist", "trainer", "lead"]
    )
    return forms.ModelChoiceField(label=gettext_lazy("Who"), queryset=people.distinct().order_by("name"))


class ShiftForm(forms.Form):
    """A weekly shift on one or more weekdays."""

    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    start = forms.TimeField(label=gettext_lazy("From"), widget=TimeInput())
    end = forms.TimeField(label=gettext_lazy("Until (the next day, if earlier)"), widget=TimeInput())
    every_weeks = forms.TypedChoiceField(
        label=gettext_lazy("How often"),
        help_text=gettext_lazy("Counted from the week of the day on which it begins."),
        choices=EVERY,
        coerce=int,
    )
    first = forms.DateField(label=gettext_lazy("Beginning on"), widget=DateInput())
    last = forms.DateField(label=gettext_lazy("Ending on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"] = _coaches(programme)
        self.order_fields(["coach", "days", "start", "end", "every_weeks", "first", "last"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The end lies before the beginning."))
        return data

    def shifts(self) -> tuple[Shift, ...]:
        """What is asked for, as the rota's rules read it."""
        data = self.cleaned_data
        coach, dates, every = data["coach"].pk, (data["first"], data["last"]), data["every_weeks"]
        return tuple(Shift(coach, day, data["start"], data["end"], *dates, True, every) for day in data["days"])


class OverrideForm(forms.Form):
    """Somebody else for a while, in the programme's time zone."""

    start = forms.DateTimeField(
        label=gettext_lazy("From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    end = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"] = _coaches(programme)
        self.order_fields(["coach", "start", "end"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start: datetime | None = data.get("start")
        end: datetime | None = data.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The end lies before the start."))
        elif start and end and end - start > timedelta(days=31):
            self.add_error("end", _("At most a month at once."))
        return data


class SwapForm(forms.Form):
    """One of the coach's own coming duties, or a part of it, to give away. Times are the programme's."""

    duty = forms.ChoiceField(label=gettext_lazy("Which of your duties?"))
    part_start = forms.TimeField(label=gettext_lazy("Only from"), required=False, widget=TimeInput())
    part_end = forms.TimeField(label=gettext_lazy("Only until"), required=False, widget=TimeInput())
    words = forms.CharField(label=gettext_lazy("A word to your colleagues"), required=False, max_length=200)

    def __init__(self, *args: Any, coach: Person, duties: list[Interval], **kwargs: Any) -> None:
        kwargs["auto_id"] = "swap_%s"
        super().__init__(*args, **kwargs)
        self._duties = {row.start.isoformat(): row for row in duties}
        self._zone = zone_of(coach.programme.timezone)
        self.fields["duty"].choices = [(key, self._words(row)) for key, row in self._duties.items()]  # type: ignore[attr-defined]
        to = _coaches(coach.programme)
        to.queryset = to.queryset.exclude(pk=coach.pk) if to.queryset is not None else None
        to.required, to.label, to.empty_label = False, _("To whom?"), _("Whoever can")
        self.fields["to"] = to
        self.order_fields(["duty", "to", "words", "part_start", "part_end"])

    def _words(self, row: Interval) -> str:
        start, end = row.start.astimezone(self._zone), row.end.astimezone(self._zone)
        return f"{date_format(start, 'D j M, H:i')} – {date_format(end, 'D j M, H:i')}"

    def stretch(self) -> tuple[datetime, datetime]:
        """What is given away: the duty, or the part of it between the two times. Raises ValidationError: none."""
        duty = self._duties[self.cleaned_data["duty"]]
        start = self._moment(duty, self.cleaned_data["part_start"]) or duty.start
        end = self._moment(duty, self.cleaned_data["part_end"], after=start) or duty.end
        if not duty.start <= start < end <= duty.end:
            raise forms.ValidationError(_("This part does not lie within your duty."))
        return start, end

    def _moment(self, duty: Interval, wall: time | None, after: datetime | None = None) -> datetime | None:
        """The first time after the duty's start (or `after`) at which the wall clock shows `wall`."""
        if wall is None:
            return None
        begin = after or duty.start
        day = begin.astimezone(self._zone).date()
        moments = (instant(day + timedelta(days=more), wall, str(self._zone), late=False) for more in range(3))
        return next((moment for moment in moments if moment > begin or (after is None and moment == begin)), None)
