"""Web Push (RFC 8030, encrypted by RFC 8291, signed by RFC 8292), by pywebpush."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import requests
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from pywebpush import WebPushException, webpush

from wiseline.lib import clock
from wiseline.reach.channels import Undelivered
from wiseline.reach.vapid import private_key
from wiseline.reach.words import notice_for, token_for

if TYPE_CHECKING:
    from wiseline.reach.models import Delivery

GONE = {404, 410}
TIMEOUT_SECONDS = 8


def payload(delivery: Delivery) -> dict[str, object]:
    """What the service worker gets. The token lets this device answer without being signed in."""
    notice = notice_for(delivery)
    token = token_for(delivery)
    with override(delivery.person.locale):
        actions = (
            [
                {"action": "answer", "title": _("Answer")},
                {"action": "callback", "title": _("Call back in 15 minutes")},
            ]
            if notice.answerable
            else []
        )
    return {
        "id": str(delivery.pk),
        "title": notice.title,
        "body": notice.body,
        "url": notice.path,
        "tag": f"{delivery.contact_id or delivery.pk}-{delivery.kind}",
        "ring": delivery.kind in {"ring", "nudge", "call"},
        "actions": actions,
        "receipt": reverse("reach:received", args=[token]),
        "answer": reverse("coaching:answer_by_token", args=[token]) if notice.answerable else None,
        "callback": reverse("coaching:promise_by_token", args=[token]) if notice.answerable else None,
    }


def send(delivery: Delivery) -> None:
    """Push to the delivery's device. Raises Undelivered; permanently where the subscription is gone."""
    device = delivery.device
    if device is None or device.disabled_at is not None or not device.subscription:
        raise Undelivered("no subscription", permanent=True)
    ttl = max(0, int((delivery.expires_at - clock.now()).total_seconds()))
    try:
        response = webpush(
            subscription_info=device.subscription,
            data=json.dumps(payload(delivery)),
            vapid_private_key=private_key(),
            vapid_claims={"sub": settings.VAPID_SUBJECT},
            ttl=ttl,
            timeout=TIMEOUT_SECONDS,
            headers={"Urgency": "high", "Topic": delivery.pk.hex},
        )
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        raise Undelivered(f"push service: {status}", permanent=status in GONE) from error
    except (requests.RequestException, ValueError) as error:
        raise Undelivered(f"push service: {type(error).__name__}") from error
    if response.status_code >= 300:
        raise Undelivered(f"push service: {response.status_code}", permanent=response.status_code in GONE)
