"""Texts that come in: a request, a message of an open contact, STOP, HELP, YES. Each is taken once."""

from __future__ import annotations

from datetime import timedelta
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
from wiseline.coaching.models import Contact, Message, Safety, Way
from wiseline.coaching.texts import told_status
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.lib.ids import new_id
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes
from wiseline.reach.flows.texts import (
    ANSWER,
    ASKS_BOTH,
    ASKS_CONSENT,
    ASKS_SAFETY,
    agree,
    asked_at,
    send_text,
    stop,
    wording,
    wording_agreed,
)
from wiseline.reach.models import PhoneText
from wiseline.reach.numbers import digest, number_of, person_at
from wiseline.safety.emergency import country_of_strangers, help_in, number_for

if TYPE_CHECKING:
    from wiseline.people.models import Person
    from wiseline.reach.models import PhoneNumber

STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
HELP = frozenset({"help", "info"})
START = frozenset({"start", "unstop"})
YES = START | {"yes"}
"""The words that phone companies hold senders to (CTIA); a whole text, and nothing else in it. None of them agrees to
words that were not shown: YES answers the question for consent, and START is answered by it where it was not asked.

HELP is answered whatever else it does: within an open contact it is a message there like any other.
"""
THANKS = frozenset(
    {
        *("ok", "okay", "thanks", "thankyou", "thx", "ty", "tysm", "manythanks", "thanksalot", "thankssomuch"),
        *("thankyousomuch", "thankyouverymuch", "thanksagain", "thankyouagain", "okthanks", "okaythanks"),
        *("okthankyou", "okaythankyou"),
        *("danke", "dankeschön", "vielendank", "merci", "gracias", "grazie"),
    }
)
"""A whole text, and nothing else in it. A farewell is not among them: it may be one of another kind."""
SAFETY = {"1": Safety.DANGER, "danger": Safety.DANGER, "2": Safety.SAFE, "safe": Safety.SAFE}
"""What answers the question about safety, as on the phone line; a whole text, and nothing else in it."""
THANKFUL_FOR = timedelta(hours=12)
"""So long after a talk a mere thank-you belongs to it, and wakes nobody."""


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
    asks_what_this_is = text.body.strip().lower() in HELP  # a sign or a word more, and it is a cry like any other
    contact = open_contact_of(person)
    if word in STOP:
        stop(person=person)
        _answer(text, row, _("No more texts from us. In the app, and by calling, you reach us all the same."))
    elif asks_what_this_is and contact is None:
        _answer(text, row, _help(person))
    elif word in YES and not row.texts and asked_at(person, ASKS_CONSENT, ASKS_BOTH) and _agrees(text, person):
        _answer_yes(text, person, row, contact)
    elif word in START and not row.texts and row.works:
        if contact is not None:
            _into(contact, text, person)
        _answer(text, row, _ask_consent(), kind=ASKS_CONSENT)
    elif contact is None and (talk := _thanks_for(person, word)) is not None:
        _into(talk, text, person)
        _answer(text, row, _("Your coach can read it. If you need someone now, text anything else."))
    else:
        _message(text, person, row, contact, told=[_help(person)] if asks_what_this_is else [])


def _agrees(text: PhoneText, person: Person) -> bool:
    return agree(person=person, full=False, words=f"{_ask_consent()} – {text.body}")


def _answer_yes(text: PhoneText, person: Person, row: PhoneNumber, contact: Contact | None) -> None:
    """It may have been meant for the coach, or for "in danger?": in a talk it is a message too, and that is asked."""
    told, kind = [_("Thank you. We text you at this number. STOP ends it.")], ANSWER
    if contact is not None:
        _into(contact, text, person)
        if not contact.safety and asked_at(person, ASKS_SAFETY):
            told.append(_ask_safety())
            kind = ASKS_SAFETY
    _answer(text, row, " ".join(told), kind=kind)


def _message(text: PhoneText, person: Person, row: PhoneNumber, contact: Contact | None, *, told: list[str]) -> None:
    """It is a message, and where nobody is there for it, a request; it is answered after what is `told` anyway."""
    asks = contact is None or contact.status == Status.UNREACHED  # then the search begins again
    safety = _safety_said(text, person, contact)
    if contact is None or asks or safety:
        key = f"text:{text.pk}"
        contact, _new = ask(client=person, ask_key=key, way=Way.MESSAGE, safety=safety, at_once=True)
    _into(contact, text, person)
    consent = asks and row.works and not row.texts and safety != Safety.DANGER  # then nothing stands beside the number
    if safety == Safety.DANGER:
        told.insert(0, _call_now(person))
    elif asks:
        told += _received(person, contact, texted=told_status(contact))
    elif safety:
        told.append(_("Thank you. If that changes, reply 1."))
    if unsaid := asks and not contact.safety:
        told.append(_ask_safety())
    if consent:
        told.append(_ask_consent())
    if told:
        asked = {(True, True): ASKS_BOTH, (True, False): ASKS_SAFETY, (False, True): ASKS_CONSENT}
        _answer(text, row, " ".join(told), kind=asked.get((unsaid or bool(safety), consent), ANSWER))


def _safety_said(text: PhoneText, person: Person, contact: Contact | None) -> str:
    """What a bare "1" or "2" says about safety; nothing where it may answer something that a coach asked since.

    Who said that they are safe can still say that they are not, also once that talk is over.
    """
    said = SAFETY.get("".join(sign for sign in text.body.lower() if sign.isalnum()), "")
    known = contact.safety if contact else Safety.SAFE
    if not said or known == Safety.DANGER or (said == Safety.SAFE and known):
        return ""
    at = asked_at(person, ASKS_SAFETY, ASKS_BOTH)
    if at is None or (contact is not None and at < contact.asked_at):
        return ""
    coach_wrote = Message.objects.filter(contact__client=person, sent_at__gte=at).exclude(author=person)
    return "" if coach_wrote.exists() else str(said)


def _into(contact: Contact, text: PhoneText, person: Person) -> None:
    PhoneText.objects.filter(pk=text.pk).update(contact_id=contact.pk)
    if text.body.strip():
        write(contact=contact, author=person, body=text.body, client_key=f"text:{text.pk}")


def _thanks_for(person: Person, word: str) -> Contact | None:
    """The talk that a mere thank-you belongs to."""
    if word not in THANKS:
        return None
    talks = Contact.objects.filter(client=person, ended_at__gt=clock.now() - THANKFUL_FOR)
    return talks.filter(status__in=(Status.WRAPPING_UP, Status.CLOSED)).order_by("-ended_at").first()


def _received(person: Person, contact: Contact, *, texted: bool) -> list[str]:
    """That it came, and what is so now. `texted`: another text tells them where nobody was reached."""
    danger = _("In danger, call %(number)s. Do not wait for us.") % {"number": number_for(person)}
    if contact.status != Status.UNREACHED:
        return [_("We have your text and look for someone now."), danger]
    nobody = [] if texted else [_("Nobody could be reached yet. Someone will come back to you.")]
    return [_("We have your text."), *nobody, danger]


def _ask_safety() -> str:
    return _("In danger? Reply 1. Safe? Reply 2.")


def _call_now(person: Person) -> str:
    number = {"number": number_for(person)}
    return _("Call %(number)s now. Do not wait for us. Whoever answers you reads that you are in danger.") % number


def _ask_consent() -> str:
    return _("May we answer by text? Say YES. %(words)s") % {"words": wording(full=False)}


def _help(person: Person) -> str:
    return _("Wiseline. Text us, and someone answers. In danger, call %(number)s. STOP ends texts.") % {
        "number": number_for(person)
    }


def _answer(text: PhoneText, row: PhoneNumber, body: str, *, kind: str = ANSWER) -> None:
    send_text(row=row, body=body, kind=kind, key=f"answer:{text.pk}", contact_id=text.contact_id, unasked=True)


def _of_staff(person: Person, text: TextIn) -> None:
    """Staff are texted and do not text: STOP ends it, YES brings it back, and nothing else is kept or answered."""
    word = "".join(sign for sign in text.body.lower() if sign.isalpha())
    with translation.override(person.locale):
        if word in STOP:
            stop(person=person)
        elif word in YES and (shown := wording_agreed(person)):
            agree(person=person, full=False, words=f"{shown} – {text.body}")


def _stranger(text: TextIn) -> None:
    """Told once an hour where help is; nothing is kept. STOP is answered with silence."""
    connected = named(text.provider)
    word = "".join(sign for sign in text.body.lower() if sign.isalpha())
    if connected is None or word in STOP or not text.number.startswith("+"):
        return
    if not cache.add(f"stranger:{digest(text.number)}", 1, timeout=3600):
        return
    number = help_in(country_of_strangers()).emergency[0].number
    body = _("We do not know this number, so nobody reads this. In danger, call %(number)s.") % {"number": number}
    if settings.PHONE_CLINIC:
        body += " " + _("The clinic: %(number)s.") % {"number": settings.PHONE_CLINIC}
    try:
        connected.text(text_id=new_id(), to=text.number, body=body)
    except ProviderError:
        cache.delete(f"stranger:{digest(text.number)}")
