"""Which provider takes what goes out: the first that is not in an outage. It stands in the database, for all processes.

One failure of the provider's own opens it, for half a minute and then twice as long each time. After that one thing is
tried by it again: taken, the outage is over; failed, it goes on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from wiseline.calls.models import Outage
from wiseline.calls.providers import Provider, providers

SHORTEST, LONGEST = timedelta(seconds=30), timedelta(minutes=5)


def way_out(*, texts: bool, now: datetime, after: str = "") -> Provider | None:
    """By which one a call or a text goes out now; where all of them fail, the one that may be tried the soonest.

    What failed with one (`after`) goes on with the other rather than be the trial of whether the first is back.
    """
    able = [found for found in providers() if found.capabilities.texts or not texts]
    if len(able) < 2:
        return able[0] if able else None
    until = dict(Outage.objects.filter(until__gt=now).values_list("provider", "until"))
    return min(able, key=lambda found: (until.get(found.name, now), found.name == after))


def pause_after(failures: int) -> timedelta:
    """How long nothing goes out by it."""
    doubled: int = 2 ** min(max(0, failures - 1), 10)
    return min(LONGEST, SHORTEST * doubled)


def failed(name: str, now: datetime) -> None:
    """The provider did not answer, or not as it should."""
    row, new = Outage.objects.get_or_create(
        provider=name, defaults={"failures": 1, "since": now, "until": now + SHORTEST}
    )
    if not new and row.until <= now:  # what fails while it is known to be down says nothing new
        Outage.objects.filter(provider=name, until=row.until).update(
            failures=row.failures + 1, until=now + pause_after(row.failures + 1)
        )


def worked(name: str) -> None:
    """It took something."""
    Outage.objects.filter(provider=name).delete()


def is_out(name: str, now: datetime) -> bool:
    """Whether nothing is to go out by it now."""
    return Outage.objects.filter(provider=name, until__gt=now).exists()


def lasting(now: datetime) -> list[Outage]:
    """The outages that last, or ended so lately that nothing was tried since."""
    return list(Outage.objects.filter(until__gt=now - LONGEST).order_by("since"))
