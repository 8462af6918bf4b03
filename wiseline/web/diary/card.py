"""What a client's card asks, and when it reminds: changed by client and therapist together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.chart import authorisation as may
from wiseline.chart.diary.card import MOST_CUSTOM, STANDARD, STANDARD_IDS, Group, Item
from wiseline.chart.diary.cards import card_of, items_of, remind_at, write_card
from wiseline.chart.models import CardReminder
from wiseline.people.sessions import allow, me, person_of, signed_in
from wiseline.web.diary.forms import ItemForm, ReminderForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

FRESH_LINES = 2


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_write_card(me(request), client))
    return client


@signed_in
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The card's lines; each change that is kept is a new version."""
    client = _client(request, person_id)
    actor = me(request)
    standing = items_of(card_of(client))
    forms = _forms(request, standing, thresholds=may.can_set_thresholds(actor, client))
    if request.method == "POST" and not [form for form in forms if not form.is_valid()]:
        write_card(client=client, by=actor, items=_made(forms))
        messages.success(request, _("The card is kept. Days that were filled stay as they were."))
        return redirect("diary:day") if actor == client else redirect("diary:week", client.pk)
    reminder = CardReminder.objects.filter(client=client).first()
    return _render(request, client, forms, ReminderForm(initial={"time": reminder.time if reminder else None}))


def _forms(request: HttpRequest, standing: tuple[Item, ...], *, thresholds: bool) -> list[ItemForm]:
    known = {item.id: item for item in standing}
    standard = [known.get(item.id, item) for item in STANDARD]
    own = [item for item in standing if item.id not in STANDARD_IDS]
    fresh = [None] * min(FRESH_LINES, max(0, MOST_CUSTOM - len(own)))
    data = request.POST if request.method == "POST" else None
    forms = []
    for index, item in enumerate((*standard, *own, *fresh)):
        on = item is not None and item.id in known
        initial = {"on": on, "target": item.target, "help_from": item.help_from} if item else {"group": Group.DAY}
        prefix = item.id if item else f"new{index}"
        forms.append(ItemForm(data, prefix=prefix, item=item, thresholds=thresholds, initial=initial))
    return forms


def _made(forms: list[ItemForm]) -> list[Item]:
    taken = {form.item.id for form in forms if form.item}
    items = []
    for form in forms:
        item = form.made(taken)
        if item is not None:
            taken.add(item.id)
            items.append(item)
    return items


def _render(request: HttpRequest, client: Person, forms: list[ItemForm], reminder: ReminderForm) -> HttpResponse:
    actor = me(request)
    groups = [
        (label, [form for form in forms if form.item and form.item.group == group])
        for group, label in ((group, _label(group)) for group in Group)
    ]
    context = {
        "client": client,
        "groups": [row for row in groups if row[1]],
        "fresh": [form for form in forms if form.item is None],
        "reminder": reminder,
        "errors": [form for form in forms if form.errors],
        "base": "web/base_client.html" if actor.is_client else "web/base_staff.html",
    }
    bad = bool(context["errors"]) or bool(reminder.errors)
    return render(request, "diary/card.html", context, status=422 if bad else 200)


def _label(group: Group) -> str:
    from wiseline.chart.diary.card import GROUPS

    return str(GROUPS[group])


@signed_in
@require_POST
def reminder(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """When to remind of the card; never, where no time is given."""
    client = _client(request, person_id)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        forms = _forms(_as_get(request), items_of(card_of(client)), thresholds=False)
        return _render(request, client, forms, form)
    remind_at(client=client, at=form.cleaned_data["time"])
    messages.success(request, _("Kept."))
    return redirect("diary:card", client.pk)


def _as_get(request: HttpRequest) -> HttpRequest:
    request.method = "GET"
    return request
