"""The name and the icon that the installed app has on this phone: what who looks over a shoulder reads.

Each is a plain word for a plain thing, drawn by us; none is another company's product. It is the browser's choice, not
the person's, and outlives signing out: so it is a cookie that says nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from wiseline.people.sessions import for_clients

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

COOKIE = "wiseline_face"
_COOKIE_AGE = 400 * 24 * 3600


@dataclass(frozen=True)
class Face:
    """A name, and where its icon is: `<icon>.svg`, `-192.png`, `-512.png` and `-maskable-512.png`."""

    key: str
    name: str | _StrPromise
    icon: str

    @property
    def svg(self) -> str:
        return f"{self.icon}.svg"

    @property
    def small(self) -> str:
        return f"{self.icon}-192.png"


OWN = Face("", "Wiseline", "web/icon")
FACES = {
    face.key: face
    for face in (
        OWN,
        Face("notes", gettext_lazy("Notes"), "web/faces/notes"),
        Face("timer", gettext_lazy("Timer"), "web/faces/timer"),
        Face("plants", gettext_lazy("Plants"), "web/faces/plants"),
    )
}


def face_of(request: HttpRequest) -> Face:
    """The one that was chosen in this browser."""
    return FACES.get(request.COOKIES.get(COOKIE, ""), OWN)


class FaceForm(forms.Form):
    """Which one it is to be."""

    face = forms.ChoiceField(choices=[(key, face.name) for key, face in FACES.items()], required=False)


@for_clients
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a name and an icon for this phone."""
    form = FaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = redirect("privacy:face")
        answer.set_cookie(
            COOKIE,
            form.cleaned_data["face"],
            max_age=_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        messages.success(request, _("Kept. Now take the old icon off and add Wiseline to the home screen again."))
        return answer
    context = {"faces": FACES.values(), "form": form}
    return render(request, "privacy/face.html", context, status=422 if form.errors else 200)


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes it installable. The address says which face: a browser asks for it without cookies."""
    face = FACES.get(request.GET.get("as", ""), OWN)
    icons = [
        {"src": staticfiles_storage.url(f"{face.icon}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    maskable = {**icons[1], "src": staticfiles_storage.url(f"{face.icon}-maskable-512.png"), "purpose": "maskable"}
    return JsonResponse(
        {
            "id": "/",
            "name": str(face.name),
            "short_name": str(face.name),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#f7f4ee",
            "theme_color": "#f7f4ee",
            "icons": [*icons, maskable],
        },
        content_type="application/manifest+json",
    )
