"""The phone network: its settings, whose numbers work, and a test call."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from wiseline.cli.doctor.finding import Finding, attention, fail, ok

_GUIDE = "docs/how-to/phone.md tells how."


def phone_network() -> Finding:
    """A provider is set, and can reach this server."""
    if not settings.PHONE:
        return attention("phone network", "None: nobody is rung by a real call.", _GUIDE)
    scheme = urlsplit(settings.PHONE).scheme
    if scheme == "fake":
        if settings.DEMO:
            return ok("phone network", "The demo's own phones, at /phones/.")
        return fail("phone network", "WISELINE_PHONE=fake: rings nobody.", "Name a provider, or unset it.")
    if scheme == "asterisk":
        return _pbx()
    parts = urlsplit(settings.PHONE)
    missing = {
        "WISELINE_PHONE_NUMBER is not set: a call has no sender.": not settings.PHONE_NUMBER,
        "The provider needs WISELINE_BASE_URL, an https address.": not settings.BASE_URL.startswith("https://"),
        "WISELINE_PHONE names no account and token.": not (parts.username and parts.password),
    }
    for problem in (problem for problem, is_so in missing.items() if is_so):
        return fail("phone network", problem, _GUIDE)
    says = f"{scheme} at {parts.hostname}, as {settings.PHONE_NUMBER}; not called now."
    return ok("phone network", f"{says} `wiseline doctor --call NUMBER` places a test call.")


def _second_misses() -> str:
    """What the second provider lacks; nothing where all is set."""
    parts = urlsplit(settings.PHONE_SECOND)
    missing = {
        "WISELINE_PHONE_SECOND_NUMBER is not set: its calls have no sender.": not settings.PHONE_SECOND_NUMBER,
        "WISELINE_PHONE_SECOND names no account and token.": not (parts.username and parts.password),
        "The second provider needs WISELINE_BASE_URL, an https address.": not settings.BASE_URL.startswith("https://"),
    }
    return next((problem for problem, is_so in missing.items() if is_so), "")


def _pbx() -> Finding:
    """The PBX answers, a process of ours listens to it, and it can be spoken on."""
    from wiseline.calls.providers import ProviderError, the_provider
    from wiseline.calls.providers.asterisk import speech
    from wiseline.calls.providers.asterisk.rest import Asterisk

    found = the_provider()
    if not isinstance(found, Asterisk):
        raise TypeError("the address of a PBX makes its provider")
    missing = {
        "WISELINE_PHONE_NUMBER is not set: a call has no sender.": not settings.PHONE_NUMBER,
        "WISELINE_PHONE names no user and password.": not (found.address.user and found.address.password),
        f"{speech.SPEAKER} is not installed: nothing can be spoken.": not speech.can_speak(),
    }
    for problem in (problem for problem, is_so in missing.items() if is_so):
        return fail("phone network", problem, _GUIDE)
    try:
        version = found.version()
        listens = found.listens(found.ari())
        no_pages = found.capabilities.bridges_apps and not found.lets_pages_in(found.ari())
    except ProviderError as error:
        return fail("phone network", f"asterisk at {found.address.place}: {error}.", _GUIDE)
    says = f"Asterisk {version} at {found.address.place}, as {settings.PHONE_NUMBER}"
    if no_pages:
        return attention("phone network", f"{says}: it has no endpoint for pages of the app.", _GUIDE)
    if not listens:
        return attention("phone network", f"{says}: nobody listens to it yet.", "It is connected while Wiseline runs.")
    return ok("phone network", f"{says}; connected. `wiseline doctor --call NUMBER` places a test call.")


def second_phone_network() -> Finding:
    """Where there is a second provider, it has all that it needs."""
    if not settings.PHONE_SECOND:
        return ok("second phone provider", "None, and none is needed.")
    if problem := _second_misses():
        return fail("second phone provider", problem, _GUIDE)
    says = f"{urlsplit(settings.PHONE_SECOND).hostname}, as {settings.PHONE_SECOND_NUMBER}"
    says += "; takes over while the first is down. `wiseline doctor --call NUMBER --second` places a test call."
    return ok("second phone provider", says)


def phone_numbers() -> Finding:
    """Coaches' numbers that were verified work."""
    from wiseline.reach.models import PhoneNumber

    if not settings.PHONE:
        return ok("phone numbers", "None, and none is needed without a phone network.")
    rows = PhoneNumber.objects.filter(verified_at__isnull=False, person__is_active=True)
    broken = rows.filter(disabled_at__isnull=False).select_related("person")
    if names := [row.person.name for row in broken[:5]]:
        return attention("phone numbers", f"These do not work any more: {', '.join(names)}.", "Each gives theirs anew.")
    return ok("phone numbers", f"{rows.count()} verified.")


def spoken_messages() -> Finding:
    """What was spoken after nobody was reached is here, and nowhere else any more."""
    from wiseline.calls.messages import left_there

    left = left_there()
    if left.unfetched:
        says = f"{left.unfetched} could not be fetched from the provider; tried hourly for a week."
        return fail("spoken messages", says, "The log says why, and names each that was given up.")
    if left.undeleted:
        says = f"{left.undeleted} could not be deleted at the provider; tried hourly for a week."
        return attention(
            "spoken messages", says, "The log says why, and names each that was given up: delete it there."
        )
    return ok("spoken messages", "None is left at the provider.")


def place_test_call(number: str, *, second: bool = False) -> int:
    """Ring a number with a sentence that says that it is a test. Returns 0 where the provider took the call."""
    from wiseline.calls.models import PhoneLine
    from wiseline.calls.providers import SECOND, ProviderError, named, number_of, the_provider
    from wiseline.cli.django_ready import django_ready
    from wiseline.people.models import programme_of_strangers
    from wiseline.reach.numbers import written

    django_ready()
    programme = programme_of_strangers()
    try:
        to = written(number)
        if programme is None:
            raise ProviderError("there is no programme yet: wiseline setup")
        found = named(SECOND) if second else the_provider()
        if found is None:
            raise ProviderError("no second phone provider is set")
        line = PhoneLine.objects.create(programme_id=programme.pk, provider=found.name, part=PhoneLine.Part.TEST)
        sid = found.place(line_id=line.pk, to=to, seconds=30)
    except ValueError as error:
        print(f"fail      test call: {number} is {error}.\n          → Write it with + and the country.")
        return 1
    except ProviderError as error:
        print(f"fail      test call: {error}.\n          → {_GUIDE}")
        return 1
    by = f"{_place(second=second)}, from {number_of(found.name)},"
    print(f"ok        test call: {by} took it as {sid}. It should ring within a few seconds, and say so.")
    return 0


def _place(*, second: bool) -> str:
    """Which provider, without its account."""
    which = "the second provider" if second else "the provider"
    return f"{which} {urlsplit(settings.PHONE_SECOND if second else settings.PHONE).hostname or ''}".strip()
