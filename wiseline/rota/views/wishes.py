"""What a coach would take on the rota, their own calendar, and the rota as a feed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.lib import clock
from wiseline.lib.fetching import CannotFetch
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_staff, me
from wiseline.rota import authorisation as may
from wiseline.rota.calendars import Unreadable, feed
from wiseline.rota.flows import calendar as flow
from wiseline.rota.flows.cover import Untested
from wiseline.rota.flows.month import accept_all, blocks_of, offered_to, say_wishes
from wiseline.rota.models import Feed, OwnCalendar, RotaWish
from wiseline.rota.roster import segments
from wiseline.rota.selectors import roster_of
from wiseline.rota.views.taking import stretches, told_first
from wiseline.rota.views.week import untested
from wiseline.rota.wish_forms import CalendarForm, WishForm, trouble_words

if TYPE_CHECKING:
    from django.http import HttpRequest

FEED_AHEAD = timedelta(weeks=26)
FEED_BACK = timedelta(weeks=4)


@for_staff
def wishes(request: HttpRequest) -> HttpResponse:
    """What the coach would take."""
    coach = me(request)
    allow(may.can_have_limits(coach))
    row = RotaWish.objects.filter(coach=coach).first()
    initial = (
        {"blocks": row.blocks, "share": row.share, "most_hours": row.most_hours, "most_nights": row.most_nights}
        if row
        else {"share": 100}
    )
    form = WishForm(request.POST or None, initial=initial, blocks=blocks_of(coach.programme))
    if request.method == "POST" and form.is_valid():
        say_wishes(coach=coach, **form.cleaned_data)
        messages.success(request, _("Kept. They are looked at when the next month is planned."))
        return redirect("rota:wishes")
    return _page(request, form, CalendarForm())


def _page(request: HttpRequest, form: WishForm, calendar_form: CalendarForm, secret: str = "") -> HttpResponse:
    coach = me(request)
    calendar = OwnCalendar.objects.filter(coach=coach).first()
    context = {
        "form": form,
        "calendar_form": calendar_form,
        "calendar": calendar,
        "trouble": trouble_words(calendar.trouble) if calendar else "",
        "feeds": {row.whole for row in Feed.objects.filter(person=coach)},
        "secret": request.build_absolute_uri(reverse("rota:feed", args=[secret])) if secret else "",
    }
    bad = bool(form.errors or calendar_form.errors)
    return render(request, "rota/wishes.html", context, status=422 if bad else 200)


def _with_calendar(request: HttpRequest, calendar_form: CalendarForm) -> HttpResponse:
    row = RotaWish.objects.filter(coach=me(request)).first()
    initial = {"blocks": row.blocks if row else [], "share": row.share if row else 100}
    return _page(request, WishForm(initial=initial, blocks=blocks_of(me(request).programme)), calendar_form)


@for_staff
@require_POST
def keep_calendar(request: HttpRequest) -> HttpResponse:
    """A file, or an address that is read from time to time."""
    coach = me(request)
    allow(may.can_have_limits(coach))
    form = CalendarForm(request.POST, request.FILES)
    if not form.is_valid():
        return _with_calendar(request, form)
    data = form.cleaned_data
    try:
        if data["file"]:
            flow.keep_file(coach=coach, content=data["file"].read())
        else:
            flow.keep_address(coach=coach, address=data["address"])
    except CannotFetch as error:
        form.add_error("address", trouble_words(error.reason))
    except Unreadable:
        form.add_error("file" if data["file"] else "address", trouble_words(flow.UNREADABLE))
    else:
        messages.success(request, _("Read. When it says that you are busy, nothing is suggested to you."))
        return redirect("rota:wishes")
    return _with_calendar(request, form)


@for_staff
@require_POST
def forget_calendar(request: HttpRequest) -> HttpResponse:
    """Nothing is read from it any more."""
    flow.forget_calendar(coach=me(request))
    return redirect("rota:wishes")


@for_staff
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new address; it is shown once."""
    person = me(request)
    allow(may.can_see_rota(person))
    secret = flow.new_feed(person=person, whole=request.POST.get("whole") == "1")
    row = RotaWish.objects.filter(coach=person).first()
    initial = {"blocks": row.blocks if row else [], "share": row.share if row else 100}
    return _page(request, WishForm(initial=initial, blocks=blocks_of(person.programme)), CalendarForm(), secret)


@for_staff
@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """The address opens nothing any more."""
    flow.end_feed(person=me(request), whole=request.POST.get("whole") == "1")
    messages.success(request, _("That address opens nothing any more."))
    return redirect("rota:wishes")


@for_staff
@require_POST
def take_all(request: HttpRequest) -> HttpResponse:
    """Every duty that was offered."""
    if page := told_first(request, overrides=stretches(offered_to(me(request)))):
        return page
    try:
        count = accept_all(coach=me(request))
    except Untested as problem:
        return untested(request, problem)
    messages.success(request, _("%(count)s duties are yours now.") % {"count": count})
    return redirect("rota:limits")


@require_GET
def read_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The duties, for a calendar program that knows the secret. No client's name is in it."""
    row = flow.feed_of(secret)
    if row is None:
        raise Http404
    now = clock.now()
    programme = row.person.programme
    roster = roster_of(programme, start=now - FEED_BACK, end=now + FEED_AHEAD)
    names = dict(Person.objects.filter(programme=programme).values_list("pk", "name")) if row.whole else {}
    duties = [
        (duty.start, duty.end, names.get(duty.coach_id, _("On duty")))
        for duty in segments(roster, now - FEED_BACK, now + FEED_AHEAD)
        if duty.coach_id is not None and (row.whole or duty.coach_id == row.person_id)
    ]
    body = feed(duties, of=programme.pk if row.whole else row.person_id, now=now, name=_("Duty"))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
