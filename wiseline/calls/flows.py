"""Joining, leaving and losing a call. Signalling goes up by POST and down by the live stream.

Who was on the line first makes the offer, and who comes later answers it: the database puts joins in order, so
two pages that join in the same instant never offer to each other. A page that is alone leaves an offer with the
server, which hands it to the next one together with its leg: they are connected one round trip sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q

from wiseline.calls.models import Call, Leg, PhoneLine
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from wiseline.people.models import Person

GONE_AFTER = timedelta(seconds=30)
"""A page that gave no sign of life for so long is not there any more; until then a reload takes its place."""
FORSAKEN_AFTER = timedelta(minutes=2)
"""Phones let a page in the background speak once a minute only, while its call goes on."""
OFFER_GOOD_FOR = timedelta(seconds=20)
"""Routers forget an unused path soon; an older offer is made anew rather than handed out."""
SIGNALS = frozenset({"offer", "answer", "candidates", "hello"})
MOST_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Joined:
    """A new leg, who is on the line already, and the offer that one of them had left."""

    leg: Leg
    others: list[Leg]
    offer: dict[str, Any] | None
    new_call: bool


def join(*, contact_id: UUID, person: Person, peers: Iterable[UUID], by_phone: bool = False) -> Joined:
    """Join the contact's call, or begin it. A newer page of the same person takes over from the older one.

    `peers` are told of the new leg; one of them who is on the line makes it an offer, unless theirs was taken. A
    phone takes none: to it, a page makes one of another kind (`rooms.put_through`).
    """
    now = clock.now()
    with changes():
        _hold_lines(contact_id)
        standing = _open_call(contact_id, now)
        call = standing or _begin(contact_id, person)
        for older in Leg.objects.filter(call=call, person=person, left_at=None):
            publish(to=[person.pk], kind="call", id=str(contact_id), leg=str(older.pk), what="moved")
        Leg.objects.filter(call=call, person=person, left_at=None).update(left_at=now, offer=None)
        others = [leg for leg in _others(call, person) if _there(leg, now)]
        offer = _take_offer(others, now)
        offer = None if by_phone else offer
        leg = Leg.objects.create(call=call, person=person, joined_at=now, alive_at=now, by_phone=by_phone)
        if not by_phone:
            _ask_phones_anew(contact_id)
        publish(
            to=set(peers) - {person.pk},
            kind="call",
            id=str(contact_id),
            what="joined",
            leg=str(leg.pk),
            phone=by_phone,
            took=offer["session"] if offer else "",
        )
    return Joined(leg, others, offer, new_call=standing is None)


def _open_call(contact_id: UUID, now: datetime) -> Call | None:
    """The contact's call, locked; one that everybody vanished from is over."""
    call = Call.objects.select_for_update().filter(contact_id=contact_id, ended_at=None).first()
    if call is not None and _end_if_forsaken(call, now):
        return None
    return call


def _begin(contact_id: UUID, person: Person) -> Call:
    try:
        with transaction.atomic():
            return Call.objects.create(
                contact_id=contact_id,
                programme_id=person.programme_id,
                started_by=person,
                started_at=clock.now(),
            )
    except IntegrityError:  # the other side began it in the same instant
        return Call.objects.select_for_update().get(contact_id=contact_id, ended_at=None)


def _others(call: Call, person: Person) -> list[Leg]:
    return list(Leg.objects.filter(call=call, left_at=None).exclude(person=person).order_by("joined_at", "id"))


def _there(leg: Leg, now: datetime) -> bool:
    return leg.alive_at >= now - GONE_AFTER


def _take_offer(others: list[Leg], now: datetime) -> dict[str, Any] | None:
    """The offer that the other page left, which is then taken: it serves once."""
    for leg in others:
        offer, left = leg.offer, leg.offered_at
        if offer and left:
            Leg.objects.filter(pk=leg.pk).update(offer=None, offered_at=None)
            if left >= now - OFFER_GOOD_FOR:
                return {"leg": str(leg.pk), **offer}
    return None


def signal(*, leg: Leg, kind: str, data: dict[str, Any]) -> Leg | None:
    """Pass a signalling message to the other leg of the call; where nobody is there yet, keep an offer for them.

    Returns the phone that an offer is for: phones read no signals. Raises ValueError for a kind that is not in SIGNALS.
    """
    if kind not in SIGNALS:
        raise ValueError(f"no signal {kind}")
    with changes():
        call = Call.objects.select_for_update().get(pk=leg.call_id)
        others = _others(call, leg.person)
        if not others:
            _keep(leg, kind, data)
        for other in others:
            if other.by_phone:
                continue
            publish(
                to=[other.person_id],
                kind="signal",
                id=str(call.contact_id),
                to_leg=str(other.pk),
                from_leg=str(leg.pk),
                signal=kind,
                body=data,
            )
    return next((other for other in others if other.by_phone and kind == "offer"), None)


def _hold_lines(contact_id: UUID) -> None:
    """The phone lines before the call, as a phone's own flow takes them: else each could wait for the other."""
    if connection.features.has_select_for_update:
        lines = PhoneLine.objects.select_for_update().filter(contact_id=contact_id, ended_at=None)
        list(lines.order_by("pk").values_list("pk"))


def _ask_phones_anew(contact_id: UUID) -> None:
    """Who is on a phone line of the contact may have to hear something else now."""
    if PhoneLine.objects.filter(contact_id=contact_id, ended_at=None).update(wants_at=clock.now()):
        transaction.on_commit(wake_engine)


def _keep(leg: Leg, kind: str, data: dict[str, Any]) -> None:
    if kind == "offer":
        Leg.objects.filter(pk=leg.pk).update(offer=data, offered_at=clock.now())
        return
    kept = Leg.objects.values_list("offer", flat=True).get(pk=leg.pk)
    if kind == "candidates" and kept and kept.get("session") == data.get("session"):
        more = [*kept.get("candidates", []), *data.get("candidates", [])][:MOST_CANDIDATES]
        Leg.objects.filter(pk=leg.pk).update(offer={**kept, "candidates": more})


def alive(*, leg: Leg, connected: bool) -> list[Leg]:
    """The page says that it is there, and whether it hears the other side. Returns who else is there."""
    now = clock.now()
    Leg.objects.filter(pk=leg.pk, left_at=None).update(alive_at=now)
    call = leg.call
    if connected and call.connected_at is None:
        with changes():
            if Call.objects.filter(pk=call.pk, connected_at=None).update(connected_at=now):
                publish(to=_people(call), kind="call", id=str(call.contact_id), what="connected")
    return [other for other in _others(call, leg.person) if _there(other, now)]


def leave(*, leg: Leg, end: str = Call.End.HUNG_UP, peers: Iterable[UUID] = ()) -> None:
    """Hang up. The call is over for both; the other side is told who hung up. Twice is the same as once."""
    with changes():
        _hold_lines(leg.call.contact_id)
        call = Call.objects.select_for_update().get(pk=leg.call_id)
        still_in = Leg.objects.filter(pk=leg.pk, left_at=None).exists()
        if still_in and call.ended_at is None:  # a page that was taken over can't end the call of the newer one
            _end(call, end, by=leg.person, at=clock.now(), peers=peers)


def end_call(*, contact_id: UUID, by: Person | None, peers: Iterable[UUID]) -> None:
    """The talk itself is over, so its call is. Nothing happens where there is none. Call inside `changes()`."""
    call = Call.objects.select_for_update().filter(contact_id=contact_id, ended_at=None).first()
    if call is not None:
        _end(call, Call.End.HUNG_UP, by=by, at=clock.now(), peers=peers)


def _end(call: Call, end: str, *, by: Person | None, at: datetime, peers: Iterable[UUID] = ()) -> None:
    people = {*peers, *_people(call)}
    call.ended_at = at
    call.end = Call.End.NOT_CONNECTED if end == Call.End.HUNG_UP and call.connected_at is None else end
    call.ended_by = by if end == Call.End.HUNG_UP else None
    call.save(update_fields=["ended_at", "end", "ended_by"])
    Leg.objects.filter(call=call, left_at=None).update(left_at=at, offer=None)
    _ask_phones_anew(call.contact_id)
    who = str(by.pk) if by else ""
    publish(to=people, kind="call", id=str(call.contact_id), call=str(call.pk), what="ended", end=end, by=who)


def _people(call: Call) -> set[UUID]:
    return set(Leg.objects.filter(call=call).values_list("person_id", flat=True))


def open_leg(*, contact_id: UUID, person: Person) -> Leg | None:
    """The person's leg in the contact's call that was alive a moment ago: a reloaded page takes its place."""
    return Leg.objects.filter(
        call__contact_id=contact_id,
        call__ended_at=None,
        person=person,
        left_at=None,
        alive_at__gte=clock.now() - GONE_AFTER,
    ).first()


def rejoinable(*, contact_id: UUID, person: Person) -> bool:
    """Whether the person was in the contact's call until a moment ago."""
    return open_leg(contact_id=contact_id, person=person) is not None


def page_on_line(*, contact_id: UUID, person_id: UUID) -> bool:
    """Whether the person is in the contact's call with a page of the app; one that talks may be in the background."""
    now = clock.now()
    there = Leg.objects.filter(call__contact_id=contact_id, call__ended_at=None, person_id=person_id, by_phone=False)
    talks = Q(call__connected_at__isnull=False, alive_at__gte=now - FORSAKEN_AFTER)
    return there.filter(Q(alive_at__gte=now - GONE_AFTER) | talks, left_at=None).exists()


def someone_waits(*, contact_id: UUID, besides: Person, phones: bool = True) -> bool:
    """Whether somebody else is on the line in the contact's call; without `phones`, whether with a page of the app."""
    there = Leg.objects.filter(
        call__contact_id=contact_id, call__ended_at=None, left_at=None, alive_at__gte=clock.now() - GONE_AFTER
    )
    there = there if phones else there.filter(by_phone=False)
    return there.exclude(person=besides).exists()


def end_forsaken(now: datetime) -> int:
    """End the calls of which no page has given a sign of life for a while. Returns how many."""
    count = 0
    for call in Call.objects.filter(ended_at=None, started_at__lt=now - FORSAKEN_AFTER):
        with changes():
            _hold_lines(call.contact_id)
            locked = Call.objects.select_for_update().filter(pk=call.pk, ended_at=None).first()
            count += locked is not None and _end_if_forsaken(locked, now)
    return count


def _end_if_forsaken(call: Call, now: datetime) -> bool:
    """End it at the moment of its last sign of life, where that is too long ago."""
    seen = Leg.objects.filter(call=call, left_at=None).aggregate(at=Max("alive_at"))["at"] or call.started_at
    if seen >= now - FORSAKEN_AFTER:
        return False
    _end(call, Call.End.LOST, by=None, at=seen)
    return True
