"""A person's own phone number: give it, verify it, say when it rings, try it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.calls.providers import our_numbers
from wiseline.lib import clock
from wiseline.people.sessions import me, signed_in
from wiseline.reach.flows import phone as flow
from wiseline.reach.flows import texts as texting
from wiseline.reach.forms import CodeForm, NumberForm, PinForm, RingForm
from wiseline.reach.models import Delivery
from wiseline.reach.numbers import awaits_code, masked, number_of
from wiseline.reach.selectors import newest_code
from wiseline.reach.ways import can_text

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse


def _page(request: HttpRequest, **given: forms.Form) -> HttpResponse:
    person = me(request)
    row = number_of(person)
    chosen = {"ring": row.ring, "ring_after": row.ring_after} if row else {}
    code = newest_code(person)
    context: dict[str, Any] = {
        "row": row,
        "shown": masked(row.number) if row else "",
        "lines": our_numbers(),
        "text_lines": our_numbers(texts=True),
        "base": "web/base_client.html" if person.is_client else "web/base_staff.html",
        "can_text": can_text(),
        "awaits_code": row is not None and awaits_code(row, clock.now()),
        "next_shown": masked(row.next_number or row.number) if row else "",
        "texted": code is not None and code.channel == "sms",
        "text_failed": code is not None and code.channel == "sms" and code.status == Delivery.Status.FAILED,
        "neutral_words": texting.wording(full=False, staff=not person.is_client),
        "agreed_words": texting.wording_agreed(person),
        "full_words": texting.wording(full=True),
        "number_form": NumberForm(can_text=can_text()),
        "code_form": CodeForm(),
        "ring_form": RingForm(initial=chosen),
        "pin_form": PinForm(),
        **given,
    }
    bad = any(form.errors for form in given.values())
    return render(request, "reach/phone.html", context, status=422 if bad else 200)


@signed_in
def phone(request: HttpRequest) -> HttpResponse:
    """The number as it stands."""
    return _page(request)


@signed_in
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """A new number: it is rung or texted with a code."""
    form = NumberForm(request.POST, can_text=can_text())
    if not settings.PHONE or not form.is_valid():
        return _page(request, number_form=form)
    try:
        by_text = bool(form.cleaned_data.get("by_text"))
        flow.give_number(person=me(request), number=form.cleaned_data["number"], by_text=by_text)
    except flow.TooMany:
        form.add_error("number", _("That was tried often now. Please wait an hour."))
        return _page(request, number_form=form)
    return redirect("reach:phone")


@signed_in
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """The code that came."""
    form = CodeForm(request.POST)
    if form.is_valid() and not flow.verify(person=me(request), code=form.cleaned_data["code"]):
        form.add_error("code", _("That did not fit. Look or listen again, or ask for another code."))
    if form.errors:
        return _page(request, code_form=form)
    messages.success(request, _("Good. This number is yours now."))
    return redirect("reach:phone")


@signed_in
@require_POST
def ring(request: HttpRequest) -> HttpResponse:
    """When it rings."""
    form = RingForm(request.POST)
    if not form.is_valid():
        return _page(request, ring_form=form)
    flow.choose_ring(person=me(request), ring=form.cleaned_data["ring"], after=form.cleaned_data["ring_after"])
    messages.success(request, _("Kept. This holds from now on."))
    return redirect("reach:phone")


@signed_in
@require_POST
def texts(request: HttpRequest) -> HttpResponse:
    """Agree to texts, neutral or in full, or end them."""
    person, chosen = me(request), request.POST.get("texts", "")
    if chosen == "neutral" or (chosen == "full" and person.is_client):
        if texting.agree(person=person, full=chosen == "full"):
            messages.success(request, _("Kept. You can end it at any time."))
        else:
            messages.error(request, _("This number takes no texts."))
    elif chosen == "none":
        texting.stop(person=person)
        messages.success(request, _("No more texts."))
    return redirect("reach:phone")


@signed_in
@require_POST
def pin(request: HttpRequest) -> HttpResponse:
    """A PIN, or none."""
    form = PinForm(request.POST)
    if not form.is_valid():
        return _page(request, pin_form=form)
    flow.set_pin(person=me(request), pin=form.cleaned_data["pin"])
    messages.success(request, _("Kept."))
    return redirect("reach:phone")


@signed_in
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Ring it once."""
    if flow.test_call(person=me(request)):
        messages.success(request, _("It rings in a moment. Tell us here when you heard it."))
    else:
        messages.info(request, _("It was rung a moment ago, or can not be rung."))
    return redirect("reach:phone")


@signed_in
@require_POST
def heard(request: HttpRequest) -> HttpResponse:
    """The person heard the test call."""
    flow.heard_it(person=me(request))
    messages.success(request, _("Good. This phone can ring you."))
    return redirect("reach:phone")


@signed_in
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Forget the number."""
    flow.remove_number(person=me(request))
    messages.success(request, _("This number is forgotten."))
    return redirect("reach:phone")
