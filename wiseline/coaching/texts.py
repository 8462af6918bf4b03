"""What a client who texts is told by text: who was reached, and what a coach writes. Neutral unless they chose more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wiseline.coaching.selectors.truth import clock_words, of_contact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.reach.flows.texts import send_text
from wiseline.reach.models import Delivery, Device, PhoneNumber, PhoneText
from wiseline.reach.numbers import number_of
from wiseline.reach.words import absolute
from wiseline.safety.emergency import number_for

if TYPE_CHECKING:
    from wiseline.coaching.models import Contact, Message

TOLD = frozenset({Status.LIVE, Status.PROMISED, Status.UNREACHED})


def _texted(contact: Contact) -> PhoneNumber | None:
    """The client's number, where they want texts and no open app would show the same."""
    if not settings.PHONE:
        return None
    row = number_of(contact.client)
    if row is None or not row.texts:
        return None
    if PhoneText.objects.filter(contact_id=contact.pk, incoming=True).exists():
        return row
    devices = Device.objects.filter(person=contact.client_id, disabled_at=None).exclude(endpoint_hash="")
    return None if devices.exists() else row


def why_not_by_text(contact: Contact) -> str:
    """Why a client who texts in this contact is not sent by text what their coach writes; nothing where they are."""
    if not settings.PHONE or not PhoneText.objects.filter(contact_id=contact.pk, incoming=True).exists():
        return ""
    row = number_of(contact.client)
    if row is None or not row.works:
        why = _("Your client texts, and their number takes no texts from us.")
    elif not row.texts:
        why = _("Your client texts, and has not agreed to texts from us.")
    else:
        return ""
    return f"{why} {_('They read this only in the app: better call.')}"


def tell_status(contact: Contact) -> None:
    """Who was reached. Call inside `changes()`, once for each change of status."""
    if contact.status not in TOLD:
        return
    row = _texted(contact)
    if row is None:
        return
    with translation.override(contact.client.locale), timezone.override(contact.client.timezone):
        full = row.texts == PhoneNumber.Texts.FULL
        body = of_contact(contact, clock.now()).headline if full else _neutral(contact)
        if contact.status == Status.UNREACHED:
            body = f"{body} {_('In danger, call %(number)s.') % {'number': number_for(contact.client)}}"
        send_text(row=row, body=body, kind="news", key=_key(contact), contact_id=contact.pk)


def _neutral(contact: Contact) -> str:
    match contact.status:
        case Status.LIVE:
            return _("Someone is here for you now. You can answer this text.")
        case Status.PROMISED:
            at = clock_words(contact.promised_for, clock.now()) if contact.promised_for else ""
            return _("Someone will call you: %(time)s.") % {"time": at}
        case _:
            return _("Nobody could be reached yet. Someone will come back to you.")


def told_status(contact: Contact) -> bool:
    """Whether a text tells of the status as it stands at this version."""
    return bool(settings.PHONE) and Delivery.objects.filter(dedupe=f"text:{_key(contact)}:0").exists()


def _key(contact: Contact) -> str:
    return f"{contact.pk}:{contact.version}"


def tell_message(contact: Contact, message: Message) -> bool:
    """A coach wrote; returns whether a text goes out. Call inside `changes()`."""
    row = _texted(contact)
    if row is None or message.author_id == contact.client_id:
        return False
    with translation.override(contact.client.locale):
        neutral = _("You have a message: %(link)s") % {"link": absolute(f"/c/{contact.pk}/")}
        body = message.body if row.texts == PhoneNumber.Texts.FULL else neutral
        key = f"message:{message.pk}"
        return bool(send_text(row=row, body=body, kind="message", key=key, contact_id=contact.pk))
