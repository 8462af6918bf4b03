"""Who gets what on the pages of people and of the rota: a stranger gets nothing, a wrong role is refused."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.people.models import CareRelationship
from wiseline.rota.models import RotaShift

STAFF_PAGES = ("people:caseload", "people:team", "people:invite", "rota:limits", "rota:week")


@pytest.mark.parametrize("name", [*STAFF_PAGES, "people:me", "people:my_timeline", "reach:devices"])
def test_somebody_who_is_not_signed_in_is_asked_to_sign_in(cast: Cast, name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_a_client_is_refused_the_pages_of_the_staff(cast: Cast, name: str) -> None:
    assert browser_of(cast.mia).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["people:team"])
def test_a_therapist_does_not_manage_the_team(cast: Cast, name: str) -> None:
    assert browser_of(cast.dana).get(reverse(name)).status_code == 404


def test_a_client_of_another_programme_does_not_exist(cast: Cast) -> None:
    assert browser_of(cast.eve).get(reverse("people:client", args=[cast.mia.pk])).status_code == 404
    assert browser_of(cast.eve).post(reverse("people:begin_care", args=[cast.mia.pk])).status_code == 404
    care = CareRelationship.objects.get(client=cast.mia)
    assert browser_of(cast.eve).post(reverse("people:end_care", args=[care.pk])).status_code == 404
    assert browser_of(cast.eve).post(reverse("people:deactivate", args=[cast.dana.pk])).status_code == 404
    assert browser_of(cast.eve).post(reverse("people:reactivate", args=[cast.dana.pk])).status_code == 404
    cast.dana.refresh_from_db()
    assert cast.dana.is_active


def test_who_has_left_is_let_back_in_and_a_clients_therapist_is_not_taken_off(cast: Cast) -> None:
    lea = browser_of(cast.lea)
    page = lea.post(reverse("people:deactivate", args=[cast.dana.pk]), follow=True)
    assert "Dana Reyes is the individual therapist of Mia Berg." in page.content.decode()
    CareRelationship.objects.filter(coach=cast.dana).delete()
    page = lea.post(reverse("people:deactivate", args=[cast.dana.pk]), follow=True)
    assert "Dana Reyes can’t sign in any more" in page.content.decode()
    assert "Let back in" in page.content.decode()
    cast.dana.refresh_from_db()
    assert not cast.dana.is_active
    lea.post(reverse("people:reactivate", args=[cast.dana.pk]))
    cast.dana.refresh_from_db()
    assert cast.dana.is_active
    assert browser_of(cast.sam).post(reverse("people:reactivate", args=[cast.dana.pk])).status_code == 404


def test_a_therapist_sees_her_own_client_and_not_a_colleagues(cast: Cast) -> None:
    assert browser_of(cast.dana).get(reverse("people:client", args=[cast.mia.pk])).status_code == 200
    assert browser_of(cast.dana).get(reverse("people:client", args=[cast.noah.pk])).status_code == 404


def test_a_lead_sees_that_a_client_is_here_but_not_the_chart(cast: Cast) -> None:
    page = browser_of(cast.lea).get(reverse("people:client", args=[cast.mia.pk]))
    assert page.status_code == 200
    assert b"chart is closed to you" in page.content


def test_shifts_of_another_programme_do_not_exist(cast: Cast) -> None:
    shift = RotaShift.objects.filter(programme=cast.programme).first()
    assert shift is not None
    for name in ("rota:accept_shift", "rota:remove_shift"):
        assert browser_of(cast.eve).post(reverse(name, args=[shift.pk])).status_code == 404
    assert RotaShift.objects.filter(pk=shift.pk).exists()


def test_nobody_accepts_a_shift_for_somebody_else(cast: Cast) -> None:
    shift = RotaShift.objects.create(
        programme=cast.programme, coach=cast.sam, weekday=0, start=time(1), end=time(2), first="2026-01-01"
    )
    assert browser_of(cast.lea).post(reverse("rota:accept_shift", args=[shift.pk])).status_code == 404
    assert browser_of(cast.sam).post(reverse("rota:accept_shift", args=[shift.pk])).status_code == 302
    shift.refresh_from_db()
    assert shift.accepted_at is not None


def test_only_a_lead_puts_others_on_the_rota(cast: Cast) -> None:
    assert browser_of(cast.dana).post(reverse("rota:add_shift"), {}).status_code == 404
    assert browser_of(cast.dana).post(reverse("rota:add_override"), {}).status_code == 404
    assert browser_of(cast.toni).get(reverse("rota:week")).status_code == 200
