"""Texts that come in: a request, a message of an open contact, STOP, HELP, YES. Each is taken once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wiseline.calls.line import TextIn
from wiseline.calls.providers import ProviderError, named
from wiseline.coaching.flows.ask import ask, open_contact_of
from wiseline.coaching.flows.converse import LONGEST, write
from wiseline.coaching.models import Way
from wiseline.lib import clock
from wiseline.lib.ids import new_id
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes
from wiseline.people.models import Programme
from wiseline.reach.flows.texts import agree, send_text, stop, wording
from wiseline.reach.models import PhoneText
from wiseline.reach.numbers import digest, number_of, person_at
from wiseline.safety.emergency import help_in

if TYPE_CHECKING:
    from wiseline.people.models import Person
    from wiseline.reach.models import PhoneNumber

STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
HELP = frozenset({"help", "info"})
YES = frozenset({"yes", "start", "unstop"})
"""The words that phone companies hold senders to (CTIA); a whole text, and nothing else in it."""


def text_in(text: TextIn) -> None:
    """A text came: see `calls.line.text_in`."""
    person = person_at(text.number)
    if person is not None and not person.is_client:
        _of_staff(person, text)
        return
    if person is None:
        _stranger(text)
        return
    row = number_of(person)
    assert row is not None  # noqa: S101 they were found by it
    try:
        with changes(), transaction.atomic(), translation.override(person.locale):
            kept = PhoneText.objects.create(
                programme_id=person.programme_id,
                person=person,
                incoming=True,
                provider=text.provider,
                external_id=text.external_id,
                number=row.number,
                body=text.body[:LONGEST],
                at=clock.now(),
            )
            _take(kept, person, row)
    except IntegrityError:
        if not PhoneText.objects.filter(provider=text.provider, external_id=text.external_id).exists():
            raise  # else it is a repeat
    wake_engine()


def _take(text: PhoneText, person: Person, row: PhoneNumber) -> None:
    word = "".join(sign for sign in text.body.lower() if sign.isalpha())
    contact = open_contact_of(person)
    if word in STOP:
        stop(person=person)
        _answer(text, row, _("No more texts from us. In the app, and by calling, you reach us all the same."))
    elif word in HELP:
        _answer(text, row, _help(person))
    elif word in YES and not row.texts:
        agree(person=person, full=False, words=f"{_ask_consent()} – {text.body}")
        _answer(text, row, _("Thank you. We text you at this number. STOP ends it."))
    else:
        new = contact is None
        contact = contact or ask(client=person, ask_key=f"text:{text.pk}", way=Way.MESSAGE)[0]
        PhoneText.objects.filter(pk=text.pk).update(contact_id=contact.pk)
        if text.body.strip():
            write(contact=contact, author=person, body=text.body, client_key=f"text:{text.pk}")
        if new:
            _answer(text, row, _received(person, agreed=bool(row.texts)))


def _received(person: Person, *, agreed: bool) -> str:
    number = help_in(person.country).emergency[0].number
    told = [
        _("We have your text and look for someone now."),
        _("In danger, call %(number)s. Do not wait for us.") % {"number": number},
    ]
    if not agreed:
        told.append(_ask_consent())
    return " ".join(told)


def _ask_consent() -> str:
    return _("May we answer by text? Say YES. %(words)s") % {"words": wording(full=False)}


def _help(person: Person) -> str:
    number = help_in(person.country).emergency[0].number
    return _("Wiseline. Text us, and someone answers. In danger, call %(number)s. STOP ends texts.") % {
        "number": number
    }


def _answer(text: PhoneText, row: PhoneNumber, body: str) -> None:
    send_text(row=row, body=body, kind="answer", key=f"answer:{text.pk}", contact_id=text.contact_id, unasked=True)


def _of_staff(person: Person, text: TextIn) -> None:
    """Staff are texted and do not text: STOP ends it, YES brings it back, and nothing else is kept or answered."""
    word = "".join(sign for sign in text.body.lower() if sign.isalpha())
    with translation.override(person.locale):
        if word in STOP:
            stop(person=person)
        elif word in YES:
            agree(person=person, full=False, words=f"{_ask_consent()} – {text.body}")


def _stranger(text: TextIn) -> None:
    """Told once an hour where help is; nothing is kept. STOP is answered with silence."""
    connected = named(text.provider)
    word = "".join(sign for sign in text.body.lower() if sign.isalpha())
    if connected is None or word in STOP or not text.number.startswith("+"):
        return
    if not cache.add(f"stranger:{digest(text.number)}", 1, timeout=3600):
        return
    programme = Programme.objects.order_by("is_demo", "created_at").first()
    number = help_in(programme.country if programme else "").emergency[0].number
    body = _("We do not know this number, so nobody reads this. In danger, call %(number)s.") % {"number": number}
    if settings.PHONE_CLINIC:
        body += " " + _("The clinic: %(number)s.") % {"number": settings.PHONE_CLINIC}
    try:
        connected.text(text_id=new_id(), to=text.number, body=body)
    except ProviderError:
        cache.delete(f"stranger:{digest(text.number)}")
