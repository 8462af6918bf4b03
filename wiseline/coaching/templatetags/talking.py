"""What the templates of a talk ask for."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from wiseline.coaching import authorisation as may
from wiseline.coaching.models import Contact, Message
from wiseline.coaching.phone.bar import phone_bar
from wiseline.coaching.selectors.call import call_bar
from wiseline.coaching.texts import why_not_by_text
from wiseline.coaching.transitions import OPEN

if TYPE_CHECKING:
    from wiseline.people.models import Person

register = template.Library()
KEPT_FOR_A_WHILE = timedelta(minutes=1)


register.simple_tag(call_bar, name="call_bar")


register.simple_tag(phone_bar, name="phone_bar")


register.filter(why_not_by_text)


@register.filter
def as_json(value: object) -> str:
    """For a data attribute: htmx takes script elements, and so JSON elements, out of what it swaps in."""
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))


@register.filter
def may_write(person: Person, contact: Contact) -> bool:
    """Whether the person may add a message."""
    return contact.status in OPEN and may.can_hold_talk(person, contact)


@register.filter
def was_kept(message: Message) -> bool:
    """Whether it was written a while before it could be sent."""
    return message.written_at is not None and message.sent_at - message.written_at >= KEPT_FOR_A_WHILE
