from django.urls import path

from wiseline.web.practice_plan import client, events, staff, writing

app_name = "practice"
urlpatterns = [
    path("", client.mine, name="mine"),
    path("reminders/", client.reminders, name="reminders"),
    path("events/", events.events, name="events"),
    path("events/prepare/", events.prepare, name="prepare"),
    path("programme/", staff.measures, name="measures"),
    path("of/<uuid:person_id>/", staff.of, name="of"),
    path("of/<uuid:person_id>/new/", writing.new, name="new"),
    path("from/<uuid:commitment_id>/", writing.keep, name="keep"),
    path("<uuid:planned_id>/", writing.planned, name="planned"),
    path("<uuid:planned_id>/edit/", writing.edit, name="edit"),
    path("<uuid:planned_id>/reply/", writing.reply, name="reply"),
    path("<uuid:planned_id>/smaller/", writing.smaller, name="smaller"),
    path("<uuid:planned_id>/end/", writing.end, name="end"),
    path("<uuid:planned_id>/answer/", client.answer, name="answer"),
    path("<uuid:planned_id>/<slug:day>/", client.said, name="said"),
]
