from django.urls import path

from wiseline.web.diary import card, client, week

app_name = "diary"
urlpatterns = [
    path("", client.day, name="day"),
    path("save/", client.save, name="save"),
    path("check-in/", client.check_in, name="check_in"),
    path("done/<slug:day>/", client.done, name="done"),
    path("done/<slug:day>/choose/", client.choose, name="choose"),
    path("questions/<uuid:question_id>/", client.question, name="question"),
    path("of/<uuid:person_id>/", week.week, name="week"),
    path("of/<uuid:person_id>/ask/", week.ask, name="ask"),
    path("of/<uuid:person_id>/week.pdf", week.pdf, name="week_pdf"),
    path("of/<uuid:person_id>/card/", card.edit, name="card"),
    path("of/<uuid:person_id>/reminder/", card.reminder, name="reminder"),
    path("seen/<uuid:alert_id>/", week.seen, name="seen"),
]
