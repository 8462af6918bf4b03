"""The client's own photos beside the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance.encouragement import words_in_plan
from wiseline.people.sessions import for_clients, me
from wiseline.safety.models import PlanPhoto
from wiseline.safety.photos import MOST, Enough, NotAPhoto, add_photo, photos_of, remove_photo

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@for_clients
def photos(request: HttpRequest) -> HttpResponse:
    """See them, add one, take one away."""
    error = ""
    if request.method == "POST":
        file = request.FILES.get("photo")
        try:
            if file is None:
                raise NotAPhoto("none")
            add_photo(client=me(request), file=file)
        except NotAPhoto:
            error = _("That could not be read as a photo. A JPEG, PNG or WebP of up to 12 MB can be added.")
        except Enough:
            error = _("There are %(most)s photos. Take one away first.") % {"most": MOST}
        else:
            messages.success(request, _("The photo is beside your plan."))
            return redirect(reverse("safety:my_plan") + "?kept=1")
    context = {"photos": photos_of(me(request)), "error": error, "most": MOST}
    return render(request, "safety/photos.html", context, status=422 if error else 200)


def _mine(request: HttpRequest, photo_id: UUID) -> PlanPhoto:
    return get_object_or_404(PlanPhoto, pk=photo_id, client=me(request))


@for_clients
@require_GET
def beside_plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """One picture, or one voice that the client put into the plan. Only the service worker keeps it, with the plan."""
    headers = {"Cache-Control": "private, no-store", "Accept-Ranges": "none"}
    photo = PlanPhoto.objects.filter(pk=key, client=me(request)).first()
    if photo is not None:
        return HttpResponse(photo.image, content_type="image/jpeg", headers=headers)
    words = next((row for row in words_in_plan(me(request)) if row.pk == key and row.sound_type), None)
    if words is None:
        raise Http404
    return HttpResponse(words.voice.sound, content_type=words.sound_type, headers=headers)


@for_clients
@require_POST
def remove(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Take a picture away."""
    remove_photo(client=me(request), photo=_mine(request, photo_id))
    messages.success(request, _("The photo is gone."))
    return redirect("safety:photos")
