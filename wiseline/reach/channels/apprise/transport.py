"""What a coach carries anyway: ntfy, Pushover, a Signal gateway, a pager; by apprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apprise

from wiseline.reach.channels import Undelivered
from wiseline.reach.channels.apprise.address import problem_with
from wiseline.reach.words import absolute, notice_for

if TYPE_CHECKING:
    from wiseline.reach.models import Delivery


def send(delivery: Delivery) -> None:
    """Send the neutral notice. Raises Undelivered; permanently where the address is not one (any more)."""
    route = delivery.route
    if route is None or route.disabled_at is not None:
        raise Undelivered("no such way", permanent=True)
    if problem := problem_with(route.address):
        raise Undelivered(f"address: {problem}", permanent=True)
    notice = notice_for(delivery)
    asset = apprise.AppriseAsset(app_id="Wiseline", app_desc="Wiseline", app_url="", async_mode=False)
    service = apprise.Apprise.instantiate(route.address, asset=asset, suppress_exceptions=True)
    kind = apprise.NotifyType.WARNING if notice.answerable else apprise.NotifyType.INFO
    if service is None or not service.notify(
        body=f"{notice.body}\n{absolute(notice.path)}", title=notice.title, notify_type=kind
    ):
        raise Undelivered("the service did not take it")
