"""'I used a skill': noted by itself, in two taps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from wiseline.chart.models import SkillUse
from wiseline.chart.uses import log_use
from wiseline.lib.device_time import written_at
from wiseline.people.sessions import for_clients, me
from wiseline.skills.catalogue import every, usual_for
from wiseline.web.skills.forms import LogForm
from wiseline.web.skills.views import key_of, went_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wiseline.people.models import Person

LATELY = 40
AT_HAND = 6


def _at_hand(client: Person) -> list[tuple[str, str]]:
    """What the client uses most, then what they were taught: the choices that are not folded away."""
    lately = list(SkillUse.objects.filter(client=client).order_by("-at").values_list("skill", flat=True)[:LATELY])
    by_use = sorted(usual_for(client, *lately), key=lambda row: -lately.count(row[0]))
    return by_use[:AT_HAND]


@for_clients
def log(request: HttpRequest) -> HttpResponse:
    """Which skill, and how it went."""
    client = me(request)
    skills = every(client.programme_id)
    form = LogForm(request.POST or None, person=client, skills=skills)
    if request.method == "POST" and form.is_valid():
        use = log_use(
            client=client,
            skill=form.cleaned_data["skill"],
            went=form.went,
            how=form.cleaned_data["how"],
            key=key_of(request, form),
            at=written_at(request.POST.get("written_at", ""), request.POST.get("device_now", "")),
        )
        return went_to(request, use)
    near = _at_hand(client)
    near_ids = {skill for skill, _name in near}
    context = {"form": form, "near": near, "others": [row for row in skills if row[0] not in near_ids]}
    return render(request, "skills/log.html", context, status=422 if form.errors else 200)
