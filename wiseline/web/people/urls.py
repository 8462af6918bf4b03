from django.urls import path

from wiseline.web.people import care, invitations, own

app_name = "people"
urlpatterns = [
    path("", care.caseload, name="caseload"),
    path("me/", own.me_page, name="me"),
    path("me/timeline/", own.my_timeline, name="my_timeline"),
    path("team/", invitations.team, name="team"),
    path("team/<uuid:person_id>/off/", invitations.deactivate, name="deactivate"),
    path("team/<uuid:person_id>/on/", invitations.reactivate, name="reactivate"),
    path("invite/", invitations.invite, name="invite"),
    path("invitations/<uuid:invitation_id>/withdraw/", invitations.withdraw, name="withdraw_invitation"),
    path("join/<str:token>/", invitations.join, name="join"),
    path("<uuid:person_id>/", care.client_page, name="client"),
    path("<uuid:person_id>/care/", care.begin_care, name="begin_care"),
    path("care/<uuid:care_id>/end/", care.end_care, name="end_care"),
]
