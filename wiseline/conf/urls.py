from django.urls import include, path

urlpatterns = [
    path("live/", include("wiseline.live.urls")),
    path("devices/", include("wiseline.reach.urls")),
    path("notices/", include("wiseline.web.notices.urls")),
    path("cover/", include("wiseline.web.cover.urls")),
    path("load/", include("wiseline.web.load.urls")),
    path("phone/twiml/", include("wiseline.calls.providers.twiml.urls")),
    path("phones/", include("wiseline.coaching.phone.urls")),
    path("hours/", include("wiseline.rota.urls")),
    path("people/", include("wiseline.web.people.urls")),
    path("skills/", include("wiseline.web.skills.urls")),
    path("diary/", include("wiseline.web.diary.urls")),
    path("chains/", include("wiseline.web.chains.urls")),
    path("ours/", include("wiseline.web.alliance.urls")),
    path("sessions/", include("wiseline.web.agenda.urls")),
    path("practice/", include("wiseline.web.practice_plan.urls")),
    path("team-agenda/", include("wiseline.web.agenda.team_urls")),
    path("questions/", include("wiseline.web.questionnaires.urls")),
    path("patterns/", include("wiseline.web.patterns.urls")),
    path("privacy/", include("wiseline.web.privacy.urls")),
    path("map/", include("wiseline.web.map.urls")),
    path("", include("wiseline.web.safety.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("wiseline.coaching.urls")),
    path("", include("wiseline.web.urls")),
]
handler400 = "wiseline.web.errors.bad_request"
handler403 = "wiseline.web.errors.forbidden"
handler404 = "wiseline.web.errors.not_found"
handler500 = "wiseline.web.errors.server_error"
