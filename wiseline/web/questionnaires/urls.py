from django.urls import path

from wiseline.web.questionnaires import client, of, programme

app_name = "scales"
urlpatterns = [
    path("", client.mine, name="mine"),
    path("reminder/", client.reminder, name="reminder"),
    path("pause/<uuid:asking_id>/", client.pause, name="pause"),
    path("fill/<uuid:version_id>/", client.fill, name="fill"),
    path("kept/<uuid:row_id>/", client.kept, name="kept"),
    path("of/<uuid:person_id>/", of.courses, name="of"),
    path("of/<uuid:person_id>/charts/", of.charts, name="charts"),
    path("of/<uuid:person_id>/ask/", of.ask, name="ask"),
    path("of/<uuid:person_id>/fill/<uuid:version_id>/", of.together, name="together"),
    path("stop/<uuid:asking_id>/", of.stop, name="stop"),
    path("answers/<uuid:row_id>/", of.answers, name="answers"),
    path("looked/<uuid:row_id>/", of.looked, name="looked"),
    path("programme/", programme.listed, name="programme"),
    path("programme/<uuid:version_id>/", programme.own, name="own"),
]
