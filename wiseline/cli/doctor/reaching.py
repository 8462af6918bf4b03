"""What reaches people: push, e-mail, their devices, and the relay for calls."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wiseline.cli.doctor import turn
from wiseline.cli.doctor.finding import Finding, attention, fail, ok
from wiseline.lib import clock

LATELY = timedelta(days=1)
_RELAY_GUIDE = "docs/how-to/turn.md tells how to run one."


def push_key() -> Finding:
    """The key that signs push messages can be read."""
    from wiseline.reach import vapid

    if not (settings.DATA_DIR / "vapid.pem").exists():
        return attention("push key", "It is not made yet.", "It is made when the first device asks for it.")
    return ok("push key", f"It is there ({vapid.public_key()[:12]}…). Devices must subscribe anew if it is ever lost.")


def push_subject() -> Finding:
    """Push services want an address at which the sender can be reached (RFC 8292, section 2.1)."""
    subject = settings.VAPID_SUBJECT
    scheme, _, address = subject.partition(":")
    mend = "Set WISELINE_VAPID_SUBJECT=mailto:you@your.name"
    try:
        if scheme == "mailto":
            validate_email(address)
        elif scheme != "https" or not urlsplit(subject).hostname:
            raise ValidationError("scheme")
    except ValidationError:
        return fail("push subject", f"{subject!r} is neither mailto: and an address, nor https:.", mend)
    if address.endswith(("@example.org", "@localhost")) and not settings.DEMO:
        return attention("push subject", f"{subject} is only an example; some push services refuse it.", mend)
    return ok("push subject", subject)


def deliveries() -> Finding:
    """Of what was sent lately, how much arrived nowhere, and what still waits."""
    from wiseline.reach.models import Delivery

    now = clock.now()
    late = Delivery.objects.filter(status=Delivery.Status.PENDING, due_at__lt=now - timedelta(minutes=1)).count()
    if late:
        return fail("deliveries", f"{late} wait for longer than a minute.", "Is the switchboard running? See its log.")
    recent = Delivery.objects.filter(created_at__gt=now - LATELY)
    failed = recent.filter(status=Delivery.Status.FAILED)
    if count := failed.count():
        why = failed.order_by("-created_at").values_list("channel", "error")[0]
        return attention("deliveries", f"{count} failed within a day; the last: {': '.join(why)}.", "See the log.")
    return ok("deliveries", f"{recent.count()} within a day, none of them failed.")


def coaches() -> Finding:
    """Everybody who can be asked to answer has a device or a phone number that rang in a test."""
    from wiseline.people.models import Person, Role
    from wiseline.reach.tested import who_can_be_rung

    roles = [Role.THERAPIST, Role.TRAINER, Role.LEAD]
    coaching = Person.objects.filter(is_active=True, role_rows__role__in=roles, programme__is_demo=False).distinct()
    if names := list(coaching.exclude(pk__in=who_can_be_rung().values("pk")).values_list("name", flat=True)):
        return attention(
            "coaches",
            f"No tested device or phone number: {', '.join(names[:5])}{' and more' if len(names) > 5 else ''}.",
            "Each of them signs in on their phone and follows 'Test this phone'.",
        )
    return ok("coaches", f"{coaching.count()}, each with a device or a phone number that rang in a test.")


def email() -> Finding:
    """The mail server lets Wiseline in."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        try:
            with mail.get_connection():
                pass
        except OSError as error:  # smtplib's errors are OSErrors
            return fail("e-mail", f"{place}: {error}", "Mend WISELINE_EMAIL_URL, or the mail server.")
        return ok("e-mail", f"{place} lets Wiseline in.")
    if settings.DEMO:
        return ok("e-mail", "It goes to the demo's mailbox page.")
    return attention(
        "e-mail",
        "It goes to the log only: nobody can sign in by an e-mailed code.",
        "Set WISELINE_EMAIL_URL=smtp+tls://user:password@your.mail.server",
    )


def relay() -> Finding:
    """Calls get through where two networks don't let each other in."""
    from wiseline.calls.ice import ice_servers

    if bool(settings.TURN_URLS) != bool(settings.TURN_SECRET):
        unset = "WISELINE_TURN_SECRET" if settings.TURN_URLS else "WISELINE_TURN_URLS"
        return fail("relay for calls", f"{unset} is not set, and the one is nothing without the other.", _RELAY_GUIDE)
    if not settings.TURN_URLS:
        return attention("relay for calls", "None: some calls between two networks can't connect.", _RELAY_GUIDE)
    login = ice_servers("doctor")[-1]
    for url in settings.TURN_URLS:
        try:
            turn.relay(turn.parse(url), username=login["username"], credential=login["credential"])
        except (turn.Refused, OSError, ValueError) as error:
            return fail("relay for calls", f"{url}: {error}.", _RELAY_GUIDE)
    return ok("relay for calls", f"{', '.join(settings.TURN_URLS)} gave a relay.")
