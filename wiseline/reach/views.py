"""A person's devices: register, test, remove; and receipts from devices that rang."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish
from wiseline.people.sessions import me, signed_in
from wiseline.people.signed_in import has_device
from wiseline.reach.flows.retire import retire
from wiseline.reach.models import Delivery, Device
from wiseline.reach.vapid import public_key
from wiseline.reach.words import delivery_for

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_DEVICES = 12


@signed_in
def devices(request: HttpRequest) -> HttpResponse:
    """The person's devices."""
    rows = Device.objects.filter(person=me(request), disabled_at=None).order_by("-last_seen_at")
    return render(request, "reach/devices.html", {"devices": rows, "vapid_key": public_key(), "me": me(request)})


@signed_in
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Register this device, or renew its push subscription. Called by the page on each open: a repeat is harmless."""
    person = me(request)
    try:
        data = json.loads(request.body)
        key = str(data["key"])[:64]
        subscription = data.get("subscription")
        endpoint = str(subscription["endpoint"]) if subscription else ""
        if endpoint and (urlsplit(endpoint).scheme not in {"https", "http"} or not subscription["keys"]["p256dh"]):
            raise ValueError("not a subscription")
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": _("This device could not be added.")}, status=400)
    others = Device.objects.filter(person=person, disabled_at=None).exclude(key=key)
    if not key or others.count() >= MOST_DEVICES:
        return JsonResponse({"error": _("Remove a device first.")}, status=400)
    defaults = {"label": str(data.get("label") or _("This device"))[:80], "last_seen_at": clock.now()}
    if endpoint:
        digest = hashlib.sha256(endpoint.encode()).hexdigest()
        retire(Device.objects.filter(endpoint_hash=digest).exclude(person=person, key=key))
        defaults |= {"subscription": subscription, "endpoint_hash": digest, "disabled_at": None}
    device, _new = Device.objects.update_or_create(person=person, key=key, defaults=defaults)
    has_device(request, key)
    return JsonResponse({"id": str(device.pk)})


@csrf_exempt  # no cookie is looked at: only the device itself knows the address that it had
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """The browser was given a new push address in place of an old one, perhaps long after the person signed in."""
    try:
        data = json.loads(request.body)
        old, subscription = str(data["old"]), data["subscription"]
        endpoint = str(subscription["endpoint"])
        if urlsplit(endpoint).scheme not in {"https", "http"} or not subscription["keys"]["p256dh"]:
            raise ValueError("not a subscription")
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": _("This device could not be added.")}, status=400)
    known = hashlib.sha256(old.encode()).hexdigest()
    for device in Device.objects.filter(endpoint_hash=known).select_related("person"):
        device.subscription = subscription
        device.endpoint_hash = hashlib.sha256(endpoint.encode()).hexdigest()
        device.disabled_at = None
        device.save(update_fields=["subscription", "endpoint_hash", "disabled_at"])
    return HttpResponse(status=204)


@signed_in
@require_POST
def test(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Ring this device: by push where it has a subscription, and in the open page."""
    device = get_object_or_404(Device, pk=device_id, person=me(request))
    now = clock.now()
    with changes():
        publish(to=[device.person_id], kind="test", device=str(device.pk))
        if device.endpoint_hash:
            Delivery.objects.get_or_create(
                dedupe=f"test:{device.pk}:{int(now.timestamp()) // 5}",
                defaults={
                    "person": device.person,
                    "device": device,
                    "channel": "web_push",
                    "kind": "test",
                    "due_at": now,
                    "expires_at": now + timedelta(minutes=5),
                },
            )
    wake_engine()
    return render(request, "reach/devices.html#heard", {"device": device})


@signed_in
@require_POST
def heard(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """The person heard it: the device counts as tested."""
    Device.objects.filter(pk=device_id, person=me(request)).update(tested_at=clock.now())
    messages.success(request, _("Good. This device can ring you."))
    return redirect("reach:devices")


@signed_in
@require_POST
def remove(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Take a device off the list; it is not rung any more."""
    retire(Device.objects.filter(pk=device_id, person=me(request)))
    return redirect("reach:devices")


@signed_in
@require_POST
def shown(request: HttpRequest) -> HttpResponse:
    """An open page shows a ring: that is the receipt of the in-app delivery."""
    try:
        contact_id = UUID(request.POST.get("contact", ""))
    except ValueError:
        return HttpResponse(status=400)
    rows = Delivery.objects.filter(person=me(request), channel="in_app", received_at=None)
    _receive(list(rows.filter(contact_id=contact_id)))
    return HttpResponse(status=204)


@csrf_exempt  # no cookie is looked at: the signed token in the address is the permission
@require_POST
def received(request: HttpRequest, token: str) -> HttpResponse:
    """The service worker showed the notification."""
    delivery = delivery_for(token)
    if delivery is None:
        return HttpResponse(status=410)
    _receive([delivery])
    return HttpResponse(status=204)


def _receive(rows: list[Delivery]) -> None:
    from wiseline.reach.watchers import watchers_of

    with changes():
        for delivery in rows:
            fresh = Delivery.objects.filter(pk=delivery.pk, received_at=None).update(received_at=clock.now())
            if fresh and delivery.contact_id:
                publish(
                    to=watchers_of(delivery.contact_id) | {delivery.person_id},
                    kind="delivery",
                    id=str(delivery.contact_id),
                )
