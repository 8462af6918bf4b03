"""What must hold of the whole database at every moment, whatever happened (docs/architecture.md, the invariants)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Count
from django.utils import timezone

from wiseline.chart.models import Note
from wiseline.coaching.models import Contact, ContactEvent
from wiseline.coaching.selectors.board import board_of
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import HELD, OPEN, OPEN_TO_CLIENT, SEARCHING, TRANSITIONS, Status
from wiseline.lib import clock
from wiseline.live.models import Cursor, Event
from wiseline.people.models import Person
from wiseline.reach.models import Delivery


def check_everything(leads: Iterable[Person] = ()) -> None:
    """Raise AssertionError where an invariant does not hold."""
    contacts = list(Contact.objects.select_related("client", "client__programme", "programme", "holder", "ringing"))
    for contact in contacts:
        nobody_is_forgotten(contact)
        its_history_is_whole(contact)
        the_client_reads_the_truth(contact)
        only_a_signed_note_ends_it(contact)
    at_most_one_open_contact_a_client()
    every_ring_was_put_into_the_outbox_once()
    nobody_is_rung_for_what_is_held()
    every_live_stream_is_without_gaps()
    for lead in leads:
        what_nobody_answered_is_on_the_board_of(lead)


def nobody_is_forgotten(contact: Contact) -> None:
    """Invariant 1: while it is open, a named person holds it or the switchboard must act at a known time."""
    if contact.status not in OPEN:
        assert contact.due_at is None
    elif contact.status in HELD:
        assert contact.holder is not None
        assert contact.holder.is_active
    else:
        assert contact.status in SEARCHING
        assert contact.due_at is not None
        assert contact.holder is None


def at_most_one_open_contact_a_client() -> None:
    """A second ask opens the first."""
    rows = Contact.objects.filter(status__in=OPEN_TO_CLIENT).values("client").annotate(number=Count("pk"))
    assert all(row["number"] == 1 for row in rows)


def its_history_is_whole(contact: Contact) -> None:
    """Invariant 5: each change once, each by the table, each building on the one before it."""
    events = list(contact.events.order_by("version"))
    assert [event.version for event in events] == list(range(contact.version + 1))
    assert events[-1].after == contact.status
    for earlier, later in pairwise(events):
        assert later.before == earlier.after
        assert later.at >= earlier.at
        moved = later.before != later.after
        assert not moved or Status(later.after) in TRANSITIONS[Status(later.before)]
    for event in events:
        if event.before == Status.UNREACHED != event.after:  # invariant 7
            assert event.actor is not None, "what nobody answered leaves the board by a person's hand only"


def the_client_reads_the_truth(contact: Contact) -> None:
    """Invariant 4: the words that are made from the row say what the row says."""
    with timezone.override(contact.client.timezone):
        words = of_contact(contact, clock.now())
    everything = " ".join([words.headline, *words.lines])
    assert all(words.lines)
    assert "None" not in everything
    rung, holder = contact.ringing, contact.holder
    match contact.status:
        case Status.RINGING if rung is not None:
            assert words.headline == f"We are ringing {rung.name}."
        case Status.ASKED | Status.RINGING:
            assert "ringing" not in words.headline
        case Status.PROMISED:
            assert holder is not None
            assert f"{holder.name} will call you" in words.headline
        case Status.LIVE:
            assert holder is not None
            assert words.headline == f"{holder.name} is here with you."
        case Status.UNREACHED:
            assert holder is not None
            assert words.headline == "We could not reach anyone."
            assert f"{holder.name} has been told" in everything
        case Status.WITHDRAWN:
            assert "took your request back" in words.headline
        case _:
            assert words.headline == "This contact is over."


def only_a_signed_note_ends_it(contact: Contact) -> None:
    """Invariant 7: closed is what a person has noted."""
    if contact.status == Status.CLOSED:
        assert Note.objects.filter(contact_id=contact.pk, author=contact.holder, signed_at__isnull=False).count() == 1


def what_nobody_answered_is_on_the_board_of(lead: Person) -> None:
    """Invariant 7: seen by whoever leads the team."""
    board = board_of(lead, clock.now())
    shown = {row.pk for row in (*board.mine, *board.team)}
    missing = Contact.objects.filter(programme_id=lead.programme_id, status__in=OPEN).exclude(pk__in=shown)
    assert not missing.exists()


def every_ring_was_put_into_the_outbox_once() -> None:
    """Invariant 5: one ring in the app for each time that somebody was rung, neither fewer nor more."""
    rung = Counter(ContactEvent.objects.filter(kind="rung").values_list("contact_id", "about_id"))
    rows = Delivery.objects.filter(kind="ring", channel="in_app").values_list("contact_id", "person_id")
    assert Counter(rows) == rung
    pushed = Delivery.objects.filter(channel="web_push").values_list("dedupe", flat=True)
    assert len(pushed) == len(set(pushed))


def nobody_is_rung_for_what_is_held() -> None:
    """A ring that has not gone out yet is of a contact that rings that very person now."""
    waiting = Delivery.objects.filter(kind="ring", status=Delivery.Status.PENDING)
    ringing = dict(Contact.objects.filter(status=Status.RINGING).values_list("pk", "ringing_id"))
    for contact_id, person_id in waiting.values_list("contact_id", "person_id"):
        assert contact_id is not None
        assert ringing.get(contact_id) == person_id


def every_live_stream_is_without_gaps() -> None:
    """What each device is told is numbered from one, without a hole: nothing can be missed unnoticed."""
    last = dict(Cursor.objects.values_list("person_id", "seq"))
    numbers: dict[object, list[int]] = {person_id: [] for person_id in last}
    for person_id, seq in Event.objects.order_by("seq").values_list("person_id", "seq"):
        numbers[person_id].append(seq)
    for person_id, found in numbers.items():
        assert found == list(range(1, last[person_id] + 1))
