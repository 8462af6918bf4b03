"""Duty is given away and taken: it stays with its coach until somebody has it, and the rota changes in that moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.rota.swapping import in_days, offered, on_call
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.models import Delivery, Device
from wiseline.rota.flows.limits import add_day_off, remove_day_off
from wiseline.rota.flows.swap import (
    Gone,
    accept_return,
    ask_swap,
    offer_return,
    offered_in_return,
    open_swaps,
    remind_of_swaps,
    take_swap,
    withdraw_swap,
)
from wiseline.rota.hours import Interval
from wiseline.rota.models import DayOff, RotaOverride, RotaShift, SwapRequest

ALL_THE_SAME = {"all_the_same": "1"}


def told(person: Person) -> int:
    return Delivery.objects.filter(person=person, kind="swap", channel="in_app").count()


def test_it_stays_with_its_coach_until_it_is_taken_and_then_the_rota_has_the_other(cast: Cast) -> None:
    swap = offered(cast)
    inside = swap.start + timedelta(hours=1)
    assert on_call(cast, inside) == cast.sam
    take_swap(coach=cast.dana, swap=swap)
    assert on_call(cast, inside) == cast.dana
    assert on_call(cast, swap.end) == cast.sam
    assert told(cast.sam) == 1, "the giver reads that it was taken"


def test_whoever_can_is_asked_also_where_the_rota_is_a_month_in_stretches(cast: Cast) -> None:
    RotaShift.objects.all().delete()
    stretch = RotaOverride(programme=cast.programme, coach=cast.sam, accepted_at=clock.now())
    stretch.start, stretch.end = in_days(3)
    stretch.save()
    soon = in_days(9)
    RotaOverride.objects.create(
        programme=cast.programme, coach=cast.toni, start=soon[0], end=soon[1], accepted_at=clock.now()
    )
    Device.objects.filter(person=cast.lea).delete()
    offered(cast)
    assert [told(person) for person in (cast.dana, cast.toni)] == [1, 1], "who can be rung, and who has duty to come"
    assert [told(person) for person in (cast.lea, cast.sam, cast.eve, cast.mia)] == [0, 0, 0, 0]


def test_two_who_take_it_at_once_are_one_taker(cast: Cast) -> None:
    swap = offered(cast)
    take_swap(coach=cast.dana, swap=swap)
    with pytest.raises(Gone):
        take_swap(coach=cast.lea, swap=swap)
    assert RotaOverride.objects.count() == 1


def test_a_swap_that_was_taken_back_can_not_be_taken(cast: Cast) -> None:
    swap = offered(cast)
    withdraw_swap(giver=cast.sam, swap=swap)
    with pytest.raises(Gone):
        take_swap(coach=cast.dana, swap=swap)
    assert on_call(cast, swap.start) == cast.sam


def test_duty_that_has_changed_hands_meanwhile_is_not_given_again(cast: Cast) -> None:
    swap = offered(cast)
    RotaOverride.objects.create(
        programme=cast.programme, coach=cast.lea, start=swap.start, end=swap.end, accepted_at=clock.now()
    )
    with pytest.raises(Gone):
        take_swap(coach=cast.dana, swap=swap)
    swap.refresh_from_db()
    assert swap.taken_at is None
    assert on_call(cast, swap.start) == cast.lea


def test_nobody_gives_away_what_is_not_theirs(cast: Cast) -> None:
    start, end = in_days(3)
    with pytest.raises(ValidationError):
        ask_swap(giver=cast.dana, start=start, end=end)
    with pytest.raises(ValidationError):
        ask_swap(giver=cast.sam, start=clock.now() - timedelta(hours=1), end=clock.now() + timedelta(hours=1))


def exchange(cast: Cast) -> tuple[SwapRequest, Interval]:
    """Dana has a stretch of her own, and offers it in return for another that Sam gives away."""
    first = offered(cast, days=3)
    take_swap(coach=cast.dana, swap=first)
    later = offered(cast, days=5)
    (duty,) = offered_in_return(later, cast.dana)
    assert duty == Interval(first.start, first.end)
    offer_return(coach=cast.dana, swap=later, in_return=duty)
    return later, duty


def test_what_is_given_in_return_changes_nothing_before_the_giver_says_yes(cast: Cast) -> None:
    before = told(cast.sam)
    later, duty = exchange(cast)
    assert (on_call(cast, duty.start), on_call(cast, later.start)) == (cast.dana, cast.sam)
    assert told(cast.sam) == before + 2, "of the first that was taken, and of what is offered for the second"
    page = browser_of(cast.sam).get(reverse("rota:swaps")).content.decode()
    assert "Dana Reyes takes it if you take Thursday 26 November, 19:30 – Friday 27 November, 03:30 in return." in page
    assert "It is yours once Sam Okafor takes" in browser_of(cast.dana).get(reverse("rota:swaps")).content.decode()
    address = reverse("rota:accept_return", args=[later.pk])
    page = browser_of(cast.sam).post(address, ALL_THE_SAME, follow=True).content.decode()
    assert "Swapped. Both are on the rota as they are now." in page
    assert (on_call(cast, duty.start), on_call(cast, later.start)) == (cast.sam, cast.dana)
    assert told(cast.dana) == 3, "asked twice, and answered"


def test_what_the_giver_does_not_take_stays_as_it_is_and_who_offered_it_reads_so(cast: Cast) -> None:
    later, duty = exchange(cast)
    before = told(cast.dana)
    browser_of(cast.sam).post(reverse("rota:decline_return", args=[later.pk]))
    assert told(cast.dana) == before + 1
    assert (on_call(cast, duty.start), on_call(cast, later.start)) == (cast.dana, cast.sam)
    page = browser_of(cast.dana).get(reverse("rota:swaps")).content.decode()
    assert "Sam Okafor does not take what you offered in return. Nothing has changed." in page
    with pytest.raises(Gone):
        accept_return(giver=cast.sam, swap=SwapRequest.objects.get(pk=later.pk))
    offer_return(coach=cast.dana, swap=later, in_return=duty)
    assert SwapRequest.objects.get(pk=later.pk).waits, "it can be offered again"


def test_who_offered_something_in_return_takes_it_back_before_the_answer(cast: Cast) -> None:
    later, _duty = exchange(cast)
    browser_of(cast.dana).post(reverse("rota:decline_return", args=[later.pk]))
    with pytest.raises(Gone):
        accept_return(giver=cast.sam, swap=SwapRequest.objects.get(pk=later.pk))
    assert on_call(cast, later.start) == cast.sam


def test_a_giver_who_may_not_hear_it_or_is_away_gets_nothing_in_return(cast: Cast) -> None:
    later, duty = exchange(cast)
    add_day_off(coach=cast.sam, first=duty.start.date(), last=duty.start.date())
    address = reverse("rota:accept_return", args=[later.pk])
    assert "You have days off then" in browser_of(cast.sam).post(address, follow=True).content.decode()
    remove_day_off(coach=cast.sam, day_off_id=DayOff.objects.get().pk)
    Device.objects.filter(person=cast.sam).delete()
    page = browser_of(cast.sam).post(address, follow=True).content.decode()
    assert "no device or phone number of yours has been heard to ring" in page
    assert (on_call(cast, duty.start), on_call(cast, later.start)) == (cast.dana, cast.sam)


def test_the_swap_is_not_made_where_who_offered_can_not_take_it_any_more(cast: Cast) -> None:
    later, duty = exchange(cast)
    Device.objects.filter(person=cast.dana).delete()
    address = reverse("rota:accept_return", args=[later.pk])
    page = browser_of(cast.sam).post(address, ALL_THE_SAME, follow=True).content.decode()
    assert "Dana Reyes can’t take yours any more." in page
    assert (on_call(cast, duty.start), on_call(cast, later.start)) == (cast.dana, cast.sam)


def test_a_duty_that_was_offered_in_return_and_has_changed_hands_is_not_swapped(cast: Cast) -> None:
    later, duty = exchange(cast)
    RotaOverride.objects.create(
        programme=cast.programme, coach=cast.lea, start=duty.start, end=duty.end, accepted_at=clock.now()
    )
    with pytest.raises(ValidationError):
        accept_return(giver=cast.sam, swap=SwapRequest.objects.get(pk=later.pk))
    later.refresh_from_db()
    assert (later.taken_at, on_call(cast, later.start)) == (None, cast.sam)


def test_while_an_offer_in_return_waits_another_takes_it_for_nothing_and_both_hear_of_it(cast: Cast) -> None:
    later, duty = exchange(cast)
    before = told(cast.dana), told(cast.sam)
    assert "waits for an answer" in browser_of(cast.lea).get(reverse("rota:swaps")).content.decode()
    take_swap(coach=cast.lea, swap=later)
    assert on_call(cast, later.start) == cast.lea
    assert on_call(cast, duty.start) == cast.dana
    assert (told(cast.dana), told(cast.sam)) == (before[0] + 1, before[1] + 1)


def test_nobody_gets_in_return_what_lies_in_their_days_off(cast: Cast) -> None:
    first = offered(cast, days=3)
    take_swap(coach=cast.dana, swap=first)
    later = offered(cast, days=8)
    add_day_off(coach=cast.sam, first=first.start.date(), last=first.end.date())
    assert offered_in_return(later, cast.dana) == []


def test_who_was_asked_by_name_is_the_only_one_who_sees_it(cast: Cast) -> None:
    swap = offered(cast, to=cast.lea)
    assert open_swaps(cast.lea) == [swap]
    assert open_swaps(cast.dana) == []
    assert browser_of(cast.dana).post(reverse("rota:take_swap", args=[swap.pk])).status_code == 404


def test_it_is_brought_up_again_as_its_time_comes_nearer_each_time_once(
    cast: Cast, now: time_machine.Traveller
) -> None:
    swap = offered(cast, days=20, to=cast.dana)
    assert told(cast.dana) == 1
    for hours, leads in ((14 * 24, 0), (7 * 24, 0), (2 * 24, 0), (12, 1)):
        now.move_to(swap.start - timedelta(hours=hours))
        assert [remind_of_swaps(), remind_of_swaps()] == [1, 0]
        assert told(cast.lea) == leads
    assert told(cast.dana) == 5


def test_a_swap_that_was_taken_is_not_brought_up_again(cast: Cast, now: time_machine.Traveller) -> None:
    swap = offered(cast, days=20)
    take_swap(coach=cast.dana, swap=swap)
    now.move_to(swap.start - timedelta(days=1))
    assert remind_of_swaps() == 0


def test_who_has_no_tested_device_takes_nothing(cast: Cast) -> None:
    swap = offered(cast)
    Device.objects.filter(person=cast.dana).delete()
    page = browser_of(cast.dana).post(reverse("rota:take_swap", args=[swap.pk]), follow=True)
    assert b"no device or phone number of yours has been heard to ring" in page.content
    assert reverse("reach:devices").encode() in page.content
    assert on_call(cast, swap.start) == cast.sam


def test_who_is_away_then_takes_nothing_and_reads_why(cast: Cast) -> None:
    swap = offered(cast)
    add_day_off(coach=cast.dana, first=swap.start.date(), last=swap.end.date())
    page = browser_of(cast.dana).post(reverse("rota:take_swap", args=[swap.pk]), follow=True).content.decode()
    assert "You have days off then, so you would not be rung." in page
    assert "It is yours now" not in page
    assert open_swaps(cast.lea) == [swap], "it is still to be taken"


def test_nothing_that_lies_in_the_givers_days_off_is_given_in_return(cast: Cast) -> None:
    first = offered(cast, days=3)
    take_swap(coach=cast.dana, swap=first)
    later = offered(cast, days=8)
    add_day_off(coach=cast.sam, first=first.start.date(), last=first.end.date())
    with pytest.raises(ValidationError):
        offer_return(coach=cast.dana, swap=later, in_return=Interval(first.start, first.end))
    assert on_call(cast, later.start) == cast.sam


def test_the_page_asks_takes_and_keeps(cast: Cast) -> None:
    page = browser_of(cast.sam).get(reverse("rota:swaps"))
    duty = page.context["form"].fields["duty"].choices[0][0]
    browser_of(cast.sam).post(reverse("rota:swaps"), {"duty": duty, "words": "My sister visits"})
    swap = SwapRequest.objects.get()
    shown = browser_of(cast.dana).get(reverse("rota:swaps")).content.decode()
    assert "My sister visits" in shown
    assert browser_of(cast.dana).post(reverse("rota:withdraw_swap", args=[swap.pk])).status_code == 404
    browser_of(cast.dana).post(reverse("rota:take_swap", args=[swap.pk]), {"return": "no/sense", **ALL_THE_SAME})
    swap.refresh_from_db()
    assert swap.taken_by == cast.dana
    assert b"Dana Reyes for Sam Okafor" in browser_of(cast.sam).get(reverse("rota:swaps")).content


def test_a_part_that_is_not_in_the_duty_is_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    browser_of(cast.sam).post(reverse("rota:take_over"), {"hours": "4"})
    take_swap(coach=cast.dana, swap=offered(cast, days=1))
    form = browser_of(cast.dana).get(reverse("rota:swaps")).context["form"]
    duty = form.fields["duty"].choices[0][0]
    data = {"duty": duty, "words": "only the end", "part_start": "06:30", "part_end": "19:30"}
    page = browser_of(cast.dana).post(reverse("rota:swaps"), data)
    assert page.status_code == 422
    assert b"only the end" in page.content
    assert b"06:30" in page.content


def test_a_part_of_a_duty_is_given(cast: Cast) -> None:
    take_swap(coach=cast.dana, swap=offered(cast, days=1))  # 19:30 to 03:30 in Berlin
    duty = browser_of(cast.dana).get(reverse("rota:swaps")).context["form"].fields["duty"].choices[0][0]
    browser_of(cast.dana).post(reverse("rota:swaps"), {"duty": duty, "part_start": "23:00", "part_end": "01:00"})
    swap = SwapRequest.objects.get(giver=cast.dana)
    assert swap.start - datetime.fromisoformat(duty) == timedelta(hours=3.5)
    assert swap.end - swap.start == timedelta(hours=2)


def test_a_stranger_finds_no_swap(cast: Cast) -> None:
    swap = offered(cast)
    for name in ("rota:take_swap", "rota:withdraw_swap", "rota:accept_return", "rota:decline_return"):
        assert browser_of(cast.eve).post(reverse(name, args=[swap.pk])).status_code == 404
    for name in ("rota:accept_return", "rota:decline_return"):
        assert browser_of(cast.dana).post(reverse(name, args=[swap.pk])).status_code == 404
    assert browser_of(cast.mia).get(reverse("rota:swaps")).status_code == 403
    assert swap not in open_swaps(cast.eve)
