"""Warm lines and good news, on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wiseline.alliance import authorisation as may
from wiseline.alliance import warmth
from wiseline.alliance.models import GoodNews, WarmLine
from wiseline.coaching.authorisation import covered_lately
from wiseline.lib.device_time import written_at
from wiseline.lib.ids import new_id
from wiseline.people.sessions import allow, for_clients, for_staff, me, person_of
from wiseline.web.alliance.shared import looked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


class NewsForm(forms.Form):
    """Good news; the words may be left out."""

    text = forms.CharField(
        label=gettext_lazy("What is it?"),
        max_length=warmth.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    client_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class WarmForm(forms.Form):
    """A short line."""

    text = forms.CharField(
        label=gettext_lazy("A short warm line"),
        help_text=gettext_lazy("Up to 280 letters. It rings nobody and waits on the client’s home until it is read."),
        max_length=warmth.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    client_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


@for_clients
@never_cache
def lines(request: HttpRequest) -> HttpResponse:
    """What was written, and good news to tell; also from a device that was offline."""
    client = me(request)
    form = NewsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        warmth.tell_good_news(
            client=client,
            text=form.cleaned_data["text"],
            key=form.cleaned_data["client_key"] or request.headers.get("Idempotency-Key", "")[:64],
            at=written_at(request.POST.get("written_at", ""), request.POST.get("device_now", "")),
        )
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({}, status=201)
        messages.success(request, _("Told. It rings nobody; they read it when they can."))
        return redirect("alliance:lines")
    context = {"form": form, "rows": warmth.lines_of(client)}
    return render(request, "alliance/lines.html", context, status=422 if form.errors else 200)


@for_clients
@require_POST
def read_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The client has read it, perhaps with one word back."""
    line = get_object_or_404(WarmLine, pk=line_id, client=me(request))
    answer = request.POST.get("answer", "")
    if answer not in WarmLine.Answer.values:
        raise Http404
    warmth.read_warm(line=line, answer=answer)
    return redirect("web:home")


@for_staff
def lines_of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What was written to and fro; POST sends a line, in answer to good news or by itself.

    A covering coach can send one until a day after the contact; of the rest they read their own.
    """
    client = person_of(me(request), person_id)
    cares = may.can_send_warmth(me(request), client)
    allow(cares or covered_lately(me(request), client))
    news = _news(request.POST.get("news", ""), client.pk) if cares else None
    form = WarmForm(request.POST or None, initial=_fresh())
    if request.method == "POST" and form.is_valid():
        warmth.send_warm(
            client=client,
            by=me(request),
            text=form.cleaned_data["text"],
            news=news,
            key=form.cleaned_data["client_key"],
        )
        messages.success(request, _("Sent. It waits on their home until it is read."))
        return redirect("alliance:lines_of", client.pk)
    looked(request, client, "lines.read")
    context = {
        "client": client,
        "form": form if news is None else WarmForm(initial=_fresh()),
        "reply": form,
        "tried": news,
        "rows": warmth.lines_of(client) if cares else warmth.own_lines(client, me(request)),
    }
    return render(request, "alliance/lines_of.html", context, status=422 if form.errors else 200)


def _fresh() -> dict[str, str]:
    """A key for the form as it is opened: sent twice, the line is one."""
    return {"client_key": new_id().hex}


def _news(text: str, client_id: UUID) -> GoodNews | None:
    if not text:
        return None
    try:
        return get_object_or_404(GoodNews, pk=text, client_id=client_id)
    except forms.ValidationError as error:
        raise Http404 from error


@for_staff
@require_POST
def news_seen(request: HttpRequest, news_id: UUID) -> HttpResponse:
    """The coach has read it."""
    news = get_object_or_404(GoodNews.objects.select_related("client"), pk=news_id)
    allow(may.can_send_warmth(me(request), news.client))
    warmth.see_news(news=news, by=me(request))
    return redirect("alliance:lines_of", news.client_id)
