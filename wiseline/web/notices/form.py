"""What a person chooses: for each topic and way when it comes, by day and at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.coaching.selectors.duty import duty_around
from wiseline.lib import clock
from wiseline.reach.routing import MORNING, VOICE, Chosen, Topic, too_late, wakes_nobody
from wiseline.reach.selectors import ABOUT_WORDS
from wiseline.rota.forms import TimeInput
from wiseline.web.notices.words import (
    RING_DELAYS,
    TOLD_DELAYS,
    channels_of,
    delay_words,
    foretold_words,
    way_words,
    within_limits,
)

if TYPE_CHECKING:
    from wiseline.people.models import Person
    from wiseline.reach.ways import Reach

OFF, USUAL = "off", "usual"
PARTS = {"day": gettext_lazy("By day"), "night": gettext_lazy("At night")}


def topics_of(person: Person) -> list[Topic]:
    """What the person can be told about."""
    if person.is_client:
        return [Topic.NEWS, Topic.REMINDERS]
    found = [Topic.BOARD, Topic.ROTA, Topic.NEWS]
    return [Topic.RING, *found] if person.is_coach else found


def ways_for(topic: Topic, reach: Reach) -> list[str]:
    """The ways that can be chosen for it. Only what rings is worth a call."""
    return [way for way in reach.preferences.has if topic is Topic.RING or way != VOICE]


def usual_for(topic: Topic, reach: Reach) -> dict[str, str]:
    """Way to the choice that stands for what happens without one."""
    first, every = (reach.usual(channels) for channels in channels_of(topic, reach.person))
    return {way: str(first[way]) if way in first else USUAL if way in every else OFF for way in ways_for(topic, reach)}


class NoticesForm(forms.Form):
    """One field for each part of the day, topic and way; and when night is."""

    night_from = forms.TimeField(label=gettext_lazy("Night begins"), widget=TimeInput())
    night_to = forms.TimeField(label=gettext_lazy("Night ends"), widget=TimeInput())
    at = forms.TimeField(label=gettext_lazy("What would happen at"), widget=TimeInput(), required=False)

    def __init__(self, reach: Reach, hold: timedelta, data: Any = None) -> None:
        self.reach, self.hold = reach, hold
        chosen = reach.preferences
        kept = {"night_from": chosen.night_from, "night_to": chosen.night_to, "at": time(2)}
        super().__init__(data, initial=kept)
        if reach.person.is_coach:  # whose own hours differ from day to day
            self.fields["on"] = forms.ChoiceField(
                label=_("Day"), choices=_days(chosen.zone), initial=str(_next(time(2), chosen.zone)), required=False
            )
        self.tables: list[dict[str, Any]] = []
        for topic in topics_of(reach.person):
            usual = usual_for(topic, reach)
            rows = [self._row(topic, way, usual[way]) for way in ways_for(topic, reach)]
            self.tables.append({"title": str(ABOUT_WORDS[topic]), "rings": topic is Topic.RING, "rows": rows})

    def _row(self, topic: Topic, way: str, usual: str) -> dict[str, Any]:
        cells = []
        for part, words in PARTS.items():
            kept: Chosen = getattr(self.reach.preferences, part).get(topic, {})
            value = usual if way not in kept else OFF if kept[way] is None else str(kept[way])
            label = f"{way_words(way, self.reach)}, {words}"
            self.fields[_name(part, topic, way)] = forms.ChoiceField(
                label=label, choices=_choices(topic, part, usual, value), initial=value, required=False
            )
            cells.append(self[_name(part, topic, way)])
        return {"way": way_words(way, self.reach), "cells": cells}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if Topic.RING in topics_of(self.reach.person):
            for part in PARTS:
                self._hold_ring_to_its_use(part)
        if data.get("night_from") and data.get("night_from") == data.get("night_to"):
            self.add_error("night_to", _("Night needs a beginning and another end."))
        return data

    def _hold_ring_to_its_use(self, part: str) -> None:
        plan = self._plan(part, Topic.RING)
        if wakes_nobody(plan):
            silent = _("%(part)s nothing would ring you. Leave one way on that wakes: push, a call, a text or another.")
            self.add_error(None, silent % {"part": PARTS[part]})
        late = _("After %(hold)s somebody else is rung, so this would never come. Let it come sooner.")
        for way in too_late(plan, self.hold):
            words = late % {"hold": delay_words(int(self.hold.total_seconds()))}
            self.add_error(_name(part, Topic.RING, way), words)

    def _values(self, part: str, topic: Topic) -> dict[str, str]:
        """What was chosen; a way that came while the page was open is as usual."""
        usual = usual_for(topic, self.reach)
        return {way: self.cleaned_data.get(_name(part, topic, way)) or usual[way] for way in usual}

    def _plan(self, part: str, topic: Topic) -> Chosen:
        values = self._values(part, topic)
        return {way: None if value in {OFF, USUAL} else int(value) for way, value in values.items()}

    def chosen(self, part: str) -> dict[str, Chosen]:
        """What differs from the usual, to be kept."""
        found: dict[str, Chosen] = {}
        for topic in topics_of(self.reach.person):
            usual, values, plan = usual_for(topic, self.reach), self._values(part, topic), self._plan(part, topic)
            found[topic] = {way: plan[way] for way in plan if values[way] != usual[way]}
        return found

    def foretold(self) -> dict[str, Any]:
        """What would happen at the moment that was asked for if this were kept: the topics, each in a sentence."""
        data = self.cleaned_data
        kept = replace(
            self.reach.preferences,
            day=self.chosen("day"),
            night=self.chosen("night"),
            night_from=data["night_from"],
            night_to=data["night_to"],
        )
        at = data["at"] or time(2)
        moment = moment_of(at, data.get("on", ""), kept.zone)
        then = replace(self.reach, preferences=kept)
        lines = []
        for topic in topics_of(then.person):
            words = foretold_words(then, topic, moment, self.hold)
            if topic is Topic.RING:
                words = within_limits(words, then.person, duty_around(then.person, moment), moment)
            lines.append((str(ABOUT_WORDS[topic]), words))
        return {"moment": moment, "night": kept.is_night(moment), "lines": lines}


def moment_of(at: time, days_ahead: str, zone: str) -> datetime:
    """This time on a day that is so many days ahead where the person lives; no day: when it comes next."""
    ahead = int(days_ahead) if days_ahead else _next(at, zone)
    return datetime.combine(_here(zone).date() + timedelta(days=ahead), at, ZoneInfo(zone))


def _here(zone: str) -> datetime:
    return clock.now().astimezone(ZoneInfo(zone))


def _next(at: time, zone: str) -> int:
    """0 where the time is still to come today, else 1."""
    return int(at <= _here(zone).time())


def _days(zone: str) -> list[tuple[str, str]]:
    today = _here(zone).date()
    near = {0: _("today"), 1: _("tomorrow")}
    return [(str(ahead), near.get(ahead) or date_format(today + timedelta(days=ahead), "l")) for ahead in range(7)]


def _name(part: str, topic: Topic, way: str) -> str:
    return f"{part}-{topic}-{way.replace(':', '-')}"


def _choices(topic: Topic, part: str, usual: str, value: str) -> list[tuple[str, str]]:
    seconds = {*RING_DELAYS} if topic is Topic.RING else {0} if topic is Topic.REMINDERS else {*TOLD_DELAYS}
    seconds |= {int(one) for one in (usual, value) if one not in {OFF, USUAL, str(MORNING)}}
    found = [(str(one), delay_words(one)) for one in sorted(seconds)]
    if part == "night" and topic is not Topic.RING:
        found.append((str(MORNING), delay_words(MORNING)))
    if usual == USUAL:
        found.append((USUAL, _("second ring") if topic is Topic.RING else _("if urgent")))
    return [*found, (OFF, _("no"))]
