"""What a page has already seen of the live events: noted before its view reads anything.

Noted only when it is rendered, it would leave out what is committed after the view read and before that: the page
would show what was so before, and the stream would not tell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.live.publish import last_seq

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class SeenMiddleware:
    """Notes a signed-in person's newest live event on each request that may render a page of theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        by_page = bool(request.headers.get("HX-Request"))  # a part that refreshes itself goes on with its page's stream
        if not by_page and request.session.session_key and request.user.is_authenticated:
            request.live_after = last_seq(request.user.pk)  # type: ignore[attr-defined]
        return self.get_response(request)


def seen_by(request: HttpRequest) -> int | None:
    """The newest live event that the page of this request shows; None for a stranger, or for a part of a page."""
    seen: int | None = getattr(request, "live_after", None)
    return seen
