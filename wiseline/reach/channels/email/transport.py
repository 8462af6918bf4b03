"""E-mail: a neutral line and a link."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage

from wiseline.reach.channels import Undelivered
from wiseline.reach.words import absolute, notice_for

if TYPE_CHECKING:
    from wiseline.reach.models import Delivery


def send(delivery: Delivery) -> None:
    """Send the notice. Raises Undelivered; permanently where the address is refused."""
    if not delivery.person.email:
        raise Undelivered("no address", permanent=True)
    notice = notice_for(delivery)
    message = EmailMessage(
        subject=notice.title,
        body=f"{notice.body}\n\n{absolute(notice.path)}\n",
        to=[delivery.person.email],
        headers={"Message-ID": f"<{delivery.pk}@wiseline>"},
    )
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        # 4yz is for now only, as where a mailbox is full or a sender is new to it (RFC 5321, section 4.2.1)
        gone = all(code >= 500 for code in codes)
        raise Undelivered(f"address refused ({', '.join(map(str, codes))})", permanent=gone) from error
    except OSError as error:
        raise Undelivered(f"mail server: {type(error).__name__}") from error
