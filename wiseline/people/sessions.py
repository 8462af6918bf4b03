"""Access for views: the signed-in person, and things of their programme or nothing."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404

from wiseline.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def me(request: HttpRequest) -> Person:
    """The signed-in person. Call in views behind `signed_in` and its kin only."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 the decorators see to it
    return person


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Anyone who is signed in; others are asked to sign in."""
    return login_required(view)


def for_staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Staff only; clients are refused."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not me(request).is_staff_member:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def for_clients(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Clients only."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not me(request).is_client:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def allow(permitted: bool) -> None:
    """What may not be seen does not exist. Raises Http404."""
    if not permitted:
        raise Http404


def person_of(actor: Person, person_id: UUID) -> Person:
    """A person of the actor's programme. Raises Http404 for anybody else."""
    person = Person.objects.filter(pk=person_id, programme_id=actor.programme_id).select_related("programme").first()
    if person is None:
        raise Http404
    return person
