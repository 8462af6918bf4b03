"""The lock of this browser: setting it, the screen that it shows, and opening it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wiseline.lib import clock
from wiseline.people.locking import After, change_lock, is_the_pin, lock_of, open_up, set_lock, take_lock_off, unlock
from wiseline.people.passkeys import has_passkey, is_shown, what_to_ask
from wiseline.people.sessions import for_clients, me
from wiseline.people.signed_in import sign_in_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from wiseline.people.models import Person, SignIn

_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 8}


def _pin_field(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=forms.PasswordInput(attrs=_DIGITS, render_value=True))


class _WithPasskey(forms.Form):
    """Asks whether a passkey opens it, too, where the person has one."""

    passkey = forms.BooleanField(
        label=gettext_lazy("My passkey opens it, too"),
        help_text=gettext_lazy("Then whoever can unlock this phone can open Wiseline on it."),
        required=False,
    )

    def __init__(self, *args: Any, has_passkey: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_passkey:
            del self.fields["passkey"]


class LockForm(_WithPasskey):
    """A new lock."""

    pin = _pin_field(gettext_lazy("A PIN: 4 to 8 digits"))
    again = _pin_field(gettext_lazy("The same PIN again"))
    after = forms.TypedChoiceField(
        label=gettext_lazy("When should it lock?"),
        choices=After.choices,
        coerce=int,
        initial=After.FIVE,
        widget=forms.RadioSelect,
    )

    def clean_pin(self) -> str:
        pin: str = self.cleaned_data["pin"].strip()
        if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
            raise forms.ValidationError(_("4 to 8 digits, and nothing else."))
        if len(set(pin)) == 1:
            raise forms.ValidationError(_("Not the same digit each time: that is the first that people try."))
        return pin

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "pin" in data and data["pin"] != (data.get("again") or "").strip():
            self.add_error("again", _("These two are not the same."))
        return data


class ChangeForm(_WithPasskey):
    """Another time, another way to open it, or no lock: only with the PIN."""

    after = forms.TypedChoiceField(
        label=gettext_lazy("When should it lock?"), choices=After.choices, coerce=int, widget=forms.RadioSelect
    )
    pin = _pin_field(gettext_lazy("Your PIN, to change this"))


@for_clients
def lock_page(request: HttpRequest) -> HttpResponse:
    """Set, change or take off the lock of this browser."""
    client = me(request)
    row = sign_in_of(request)
    if row is None:
        raise Http404
    passkey = has_passkey(client)
    form: forms.Form
    if row.pin:
        set_ = {"after": row.lock_after, "passkey": row.passkey_opens}
        form = ChangeForm(request.POST or None, initial=set_, has_passkey=passkey)
        done = request.method == "POST" and form.is_valid() and _changed(request, form, row)
    else:
        form = LockForm(request.POST or None, has_passkey=passkey)
        done = request.method == "POST" and _has_way_back(client) and form.is_valid()
        if done:
            said = form.cleaned_data
            set_lock(row, pin=said["pin"], after=said["after"], by=client, passkey=said.get("passkey", False))
            messages.success(request, _("This phone has a lock now."))
    if done:
        return redirect("privacy:lock")
    context = {"form": form, "row": row, "passkey": passkey, "way_back": bool(row.pin) or _has_way_back(client)}
    return render(request, "privacy/lock.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: forms.Form, row: SignIn) -> bool:
    now = clock.now()
    if not is_the_pin(row, form.cleaned_data["pin"].strip(), now):
        form.add_error("pin", _why_not(row, now))
        return False
    if request.POST.get("do") == "off":
        take_lock_off(row, by=me(request))
        messages.success(request, _("The lock is off."))
    else:
        change_lock(row, after=form.cleaned_data["after"], passkey=form.cleaned_data.get("passkey", False))
        messages.success(request, _("Kept."))
    return True


def _has_way_back(client: Person) -> bool:
    """Whoever forgets the PIN signs in again, so there must be a way to."""
    return bool(client.email) or has_passkey(client)


@for_clients
@require_GET
@never_cache
def locked(request: HttpRequest) -> HttpResponse:
    """The lock's screen. Who opens it locks: see the middleware. Without a lock there is nothing to see here."""
    row = lock_of(request.session.session_key or "")
    if row is None:
        return render(request, "privacy/no_lock.html")
    return render(request, "privacy/locked.html", _screen(request, row, request.GET.get("next", "")))


@for_clients
@require_GET
@never_cache
def awake(request: HttpRequest) -> HttpResponse:
    """The page is used, though nothing is sent: as while something long is written. The middleware takes note."""
    return HttpResponse(status=204)


@for_clients
@require_POST
@never_cache
def open_lock(request: HttpRequest) -> HttpResponse:
    """Open with the PIN."""
    now = clock.now()
    where = _next(request, request.POST.get("next", ""))
    row = lock_of(request.session.session_key or "")
    by_script = request.headers.get("Accept", "").startswith("application/json")
    if row is None or unlock(row, request.POST.get("pin", "").strip(), now):
        return JsonResponse({"next": where}) if by_script else redirect(where)
    error = _why_not(row, now)
    if by_script:
        return JsonResponse({"error": error}, status=422)
    return render(request, "privacy/locked.html", {**_screen(request, row, where), "error": error}, status=422)


@for_clients
@never_cache
def open_by_passkey(request: HttpRequest) -> HttpResponse:
    """Open with a passkey, where this lock is set so. GET says what to ask the device, POST brings its answer."""
    row = lock_of(request.session.session_key or "")
    if row is None or not row.passkey_opens:
        raise Http404
    if request.method != "POST":
        return JsonResponse({"request_options": what_to_ask(request, me(request))})
    if is_shown(request, me(request), request.POST.get("credential", "")):
        open_up(row, clock.now())
        return JsonResponse({"next": _next(request, request.POST.get("next", ""))})
    return JsonResponse({"error": _("This passkey did not open it. You can try again, or type the PIN.")}, status=422)


def _screen(request: HttpRequest, row: SignIn, where: str) -> dict[str, Any]:
    return {"next": _next(request, where), "passkey": row.passkey_opens and has_passkey(me(request))}


def _why_not(row: SignIn, now: datetime) -> str:
    row.refresh_from_db(fields=["try_again_at"])
    if row.try_again_at is None or row.try_again_at <= now:
        return _("This is not the PIN. Please try again.")
    minutes = ceil((row.try_again_at - now).total_seconds() / 60)
    return ngettext(
        "That was not the PIN, several times. You can try again in %(minutes)d minute.",
        "That was not the PIN, several times. You can try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _next(request: HttpRequest, path: str) -> str:
    good = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()})
    return path if good and not path.startswith("/privacy/locked") else "/"
