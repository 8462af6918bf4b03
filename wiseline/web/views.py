"""The app shell: home, pages that work without a network, the service worker, and the demo's doors."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from wiseline.alliance.waiting import for_home, waits_for
from wiseline.calls.providers import our_numbers
from wiseline.chart.diary.days import today_of
from wiseline.chart.diary.reading import day_of, unanswered
from wiseline.chart.models import Commitment
from wiseline.chart.practice_plan.reading import next_today
from wiseline.coaching.flows.ask import open_contact_of
from wiseline.coaching.flows.recontact import agreed_with
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.policy import applies_now
from wiseline.coaching.selectors.truth import before_asking, of_contact
from wiseline.lib import clock
from wiseline.people.links import person_for_link
from wiseline.people.sessions import for_clients, me
from wiseline.reach import mailbox as demo_mailbox
from wiseline.safety.emergency import country_of_strangers, edition_of, help_in
from wiseline.safety.others import unread_by
from wiseline.web.skills.for_anyone import for_anyone

if TYPE_CHECKING:
    from django.http import HttpRequest

_BACKEND = "django.contrib.auth.backends.ModelBackend"
SHELL = (
    "web/app.css",
    "web/quick-exit.js",
    "web/shell.js",
    "web/pacer.js",
    "web/icon.svg",
    "web/icon-192.png",
    "web/badge-72.png",
    "django_htmx/htmx-2.min.js",
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The client's home; staff go to their board, strangers to the sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    person = me(request)
    if person.is_staff_member:
        return redirect("coaching:board")
    now = clock.now()
    contact = open_contact_of(person)
    part = {"now": "#now", "between": "#between", "next": "#next"}.get(request.GET.get("part", ""), "")
    if part == "#between":
        return render(request, "web/home.html#between", {"between": for_home(person, now)})
    if part == "#next":
        return render(request, "web/home.html#next", {"practice_next": next_today(person)})
    return render(
        request,
        f"web/home.html{part}",
        {
            "contact": contact,
            "between": for_home(person, now) if not part else None,
            "agreed_calls": agreed_with(person),
            "applies": applies_now(person, now),
            "practice_next": None if part else next_today(person),
            "truth": of_contact(contact, now) if contact else before_asking(person, now),
            "filled_today": day_of(person, today_of(person, now)) is not None,
            "asked": bool(unanswered(person)),
            "questions": Commitment.objects.filter(client=person, outcome="", ask_at__lte=now).order_by("ask_at"),
            "ahead": Commitment.objects.filter(client=person, outcome="", ask_at__gt=now).order_by("ask_at")[:3],
            "last": Contact.objects.filter(client=person, status__in=["closed", "wrapping_up"])
            .select_related("holder")
            .order_by("-asked_at")[:3],
        },
    )


@for_clients
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everything of the client's that is not for this very moment, in one place."""
    person = me(request)
    return render(request, "web/mine.html", {"waits": {**waits_for(person), "others": unread_by(person)}})


@require_GET
def breathe(request: HttpRequest) -> HttpResponse:
    """The breathing pacer, open to anybody."""
    return render(request, "web/breathe.html")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown where a page can't be had."""
    return render(request, "web/offline.html")


@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """A bland page, for leaving quickly."""
    return render(request, "web/away.html")


@cache
def _worker(country: str) -> str:
    """The service worker with the names of the files that this version is made of.

    Kept pages name our numbers, and those of the country that strangers are shown.
    """
    path = finders.find("web/sw.js")
    if not path:
        raise Http404
    with open(path, encoding="utf-8") as file:
        source = file.read()
    modules = [f"web/{name}" for name in sorted(_module_names()) if f"web/{name}" not in SHELL]
    names = [staticfiles_storage.url(name) for name in (*SHELL, *modules)]
    version = hashlib.sha256(
        "".join((source, *names, *our_numbers(), edition_of(help_in(country)))).encode()
    ).hexdigest()[:12]
    pages = [reverse("web:breathe"), reverse("safety:help_now"), reverse("safety:everywhere")]
    pages += [reverse("web:offline"), reverse("web:away"), reverse("web:steps")]
    pages += [reverse("web:step_by_step", args=[skill]) for skill in for_anyone()]
    words = {"title": "Wiseline", "body": _("Something waits for you.")}  # where a notification can't be read
    filled = {"__VERSION__": version, "__PRECACHE__": json.dumps([*names, *pages]), "__WORDS__": json.dumps(words)}
    for placeholder, value in filled.items():
        source = source.replace(placeholder, value)
    return source


def _module_names() -> list[str]:
    folder = finders.find("web/app.css")
    return [name for name in os.listdir(os.path.dirname(folder or "")) if name.endswith(".js") and name != "sw.js"]


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, so that it may look after every page."""
    return HttpResponse(_worker(country_of_strangers()), content_type="text/javascript")


@require_GET
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """One tap signs in as one of the demo cast. Exists in the demo only."""
    person = person_for_link(token, purpose="demo") if settings.DEMO else None
    if person is None or not person.programme.is_demo:
        raise Http404
    login(request, person, backend=_BACKEND)
    return redirect("web:home")


@require_GET
def link_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """The link that `wiseline setup` prints: signs in once."""
    person = person_for_link(token, purpose="setup")
    if person is None:
        return render(request, "web/errors/404.html", {"reason": _("This link is too old, or was used.")}, status=404)
    login(request, person, backend=_BACKEND)
    return redirect("web:home")


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The demo's mail, which went nowhere else."""
    if not settings.DEMO:
        raise Http404
    return render(request, "web/mailbox.html", {"mails": demo_mailbox.messages()})
