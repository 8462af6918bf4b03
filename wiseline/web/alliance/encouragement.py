"""Words and a voice for a moment: left by a coach, found by the client where they belong, hidden or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance import authorisation as may
from wiseline.alliance.encouragement import Moment, leave_words, put_in_plan, words_of
from wiseline.alliance.encouragement import hide as hide_words
from wiseline.alliance.encouragement import remove as remove_words
from wiseline.alliance.models import Encouragement, Voice
from wiseline.alliance.sounds import LONGEST_SECONDS, MOST_BYTES, NotASound, TooLong, checked
from wiseline.audit.trail import record
from wiseline.people.sessions import allow, for_clients, for_staff, me, person_of, signed_in
from wiseline.skills.catalogue import choices_for
from wiseline.web.alliance.shared import looked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

Tie = Encouragement.Tie


class WordsForm(forms.Form):
    """Words, a voice or both, and the moment that they are for."""

    text = forms.CharField(
        label=gettext_lazy("Your words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    voice = forms.FileField(required=False, label=gettext_lazy("Your voice"), widget=forms.FileInput)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=600, widget=forms.HiddenInput)
    tie = forms.ChoiceField(
        label=gettext_lazy("When should they be there?"),
        choices=Tie.choices,
        initial=Tie.HARD,
        widget=forms.RadioSelect,
    )
    skill = forms.ChoiceField(label=gettext_lazy("Which skill"), required=False)
    clock_time = forms.TimeField(
        label=gettext_lazy("At what time, on the client’s clock"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    on = forms.DateField(
        label=gettext_lazy("On which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    event = forms.CharField(label=gettext_lazy("What is on that day"), required=False, max_length=120)
    client_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", _("Choose")), *choices_for(client)]  # type: ignore[attr-defined]
        self.sound = b""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = {Tie.SKILL: "skill", Tie.TIME: "clock_time", Tie.EVENT: "on"}.get(data.get("tie", ""))
        if needed and needed not in self.errors and not data.get(needed):
            self.add_error(needed, _("Say this too, so that they come at the right moment."))
        if self.data.get("recorded") and not data.get("voice") and "voice" not in self.errors:
            self.add_error("voice", _("The recording did not arrive: it is too large. Two minutes are the most."))
        if data.get("voice"):
            self._read(data)
        elif not data.get("text") and not self.errors:
            self.add_error("text", _("Write something, or record your voice."))
        return data

    def _read(self, data: dict[str, Any]) -> None:
        sound = data["voice"].read(MOST_BYTES + 1)
        try:
            checked(sound, data.get("seconds") or 0)
        except TooLong:
            self.add_error("voice", _("This recording is too long. Two minutes are the most."))
        except NotASound:
            self.add_error("voice", _("This is not a sound that we can play."))
        else:
            self.sound = sound

    @property
    def moment(self) -> Moment:
        """The moment that was chosen, without what belongs to others."""
        data = self.cleaned_data
        tie = data["tie"]
        return Moment(
            tie=tie,
            skill=data["skill"] if tie == Tie.SKILL else "",
            clock_time=data["clock_time"] if tie == Tie.TIME else None,
            on=data["on"] if tie == Tie.EVENT else None,
            event=data["event"] if tie == Tie.EVENT else "",
        )


@for_clients
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """All that was left for the client, with the voices, which this page keeps on their device."""
    return render(request, "alliance/words.html", {"rows": words_of(me(request))})


@for_staff
def of_client(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What was left for a client; POST leaves more. The recorder asks for JSON, so that nothing recorded is lost."""
    client = person_of(me(request), person_id)
    allow(may.can_leave_words(me(request), client))
    form = WordsForm(request.POST or None, request.FILES or None, client=client)
    as_json = request.headers.get("Accept", "").startswith("application/json")
    if request.method == "POST" and form.is_valid():
        leave_words(
            client=client,
            by=me(request),
            moment=form.moment,
            text=form.cleaned_data["text"],
            sound=form.sound,
            seconds=form.cleaned_data["seconds"] or 0,
            key=form.cleaned_data["client_key"],
        )
        messages.success(request, _("Kept. It is there at its moment."))
        address = reverse("alliance:leave_words", args=[client.pk])
        return JsonResponse({"next": address}, status=201) if as_json else redirect(address)
    if form.errors and as_json:
        told = [f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
        return JsonResponse({"errors": told}, status=422)
    looked(request, client, "words.read")
    context = {
        "client": client,
        "form": form,
        "rows": words_of(client),
        "me": me(request),
        "longest": LONGEST_SECONDS,
        "most_bytes": MOST_BYTES,
    }
    return render(request, "alliance/leave_words.html", context, status=422 if form.errors else 200)


def _words(words_id: UUID) -> Encouragement:
    return get_object_or_404(Encouragement.objects.select_related("client"), pk=words_id)


@for_clients
@require_POST
def hide(request: HttpRequest, words_id: UUID) -> HttpResponse:
    """The client hides words, or shows them again."""
    words = _words(words_id)
    allow(may.can_hide_words(me(request), words))
    hide_words(words=words, hidden=request.POST.get("do") != "show")
    return redirect("alliance:words")


@for_clients
@require_POST
def in_plan(request: HttpRequest, words_id: UUID) -> HttpResponse:
    """The client puts words into their plan, or takes them out of it."""
    words = _words(words_id)
    allow(may.can_hide_words(me(request), words))
    put_in_plan(words=words, there=request.POST.get("do") != "out")
    return redirect("alliance:words")


@signed_in
@require_POST
def remove(request: HttpRequest, words_id: UUID) -> HttpResponse:
    """Words and voice are gone, for both."""
    words = _words(words_id)
    allow(may.can_remove_words(me(request), words))
    remove_words(words=words, by=me(request))
    messages.success(request, _("It is gone."))
    return redirect("alliance:words") if me(request).is_client else redirect("alliance:leave_words", words.client_id)


@signed_in
@require_GET
def voice(request: HttpRequest, words_id: UUID) -> HttpResponse:
    """The sound. No cache may keep it; the client's own device does so by the service worker, until they sign out."""
    words = _words(words_id)
    allow(may.can_have_words(me(request), words))
    found = Voice.objects.filter(encouragement=words).first()
    if found is None:
        raise Http404
    if me(request) != words.client:
        record(
            actor=me(request),
            action="voice.heard",
            subject=words,
            programme_id=words.programme_id,
            client_id=words.client_id,
        )
    headers = {"Cache-Control": "no-store", "Accept-Ranges": "none"}
    return HttpResponse(found.sound, content_type=words.sound_type, headers=headers)
