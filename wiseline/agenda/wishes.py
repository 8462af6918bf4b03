"""What a client wants to talk about: added at any time, also without a network, and kept once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.agenda.models import Session, Wish
from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import therapist_of

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.people.models import Person


def open_wishes(client: Person) -> list[Wish]:
    """What was not talked about and not taken back, in the order in which it came."""
    return list(Wish.objects.filter(client=client, session=None, taken_back_at=None).order_by("at", "id"))


def add_wish(*, client: Person, text: str, key: str, at: datetime | None = None) -> Wish:
    """Keep a wish; the same key again is the same wish."""
    now = clock.now()
    with changes():
        wish, new = Wish.objects.get_or_create(
            client=client,
            key=key,
            defaults={"programme_id": client.programme_id, "text": text, "at": min(at or now, now)},
        )
        if new:
            therapist = therapist_of(client.pk)
            publish(to=[client.pk, therapist.pk if therapist else None], kind="session")
    return wish


def take_back(*, wish: Wish) -> None:
    """The client does not want to talk about it any more; what was talked about already stays."""
    with changes():
        if Wish.objects.filter(pk=wish.pk, session=None, taken_back_at=None).update(taken_back_at=clock.now()):
            record(
                actor=wish.client,
                action="wish.taken_back",
                subject=wish,
                programme_id=wish.programme_id,
                client_id=wish.client_id,
            )
            publish(to=[wish.client_id], kind="session")


def talked_about(*, session: Session, wish_ids: list[str]) -> None:
    """These were talked about in the session; the others wait for the next one."""
    Wish.objects.filter(client=session.client_id, pk__in=wish_ids, session=None).update(session=session)
