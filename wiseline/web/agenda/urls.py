from django.urls import path

from wiseline.web.agenda import client, prepare

app_name = "agenda"
urlpatterns = [
    path("", client.mine, name="mine"),
    path("wish/", client.wish, name="wish"),
    path("wish/<uuid:wish_id>/back/", client.unwish, name="unwish"),
    path("of/<uuid:person_id>/", prepare.of_client, name="of"),
    path("<uuid:session_id>/", prepare.session, name="session"),
    path("<uuid:session_id>/print.pdf", prepare.pdf, name="pdf"),
    path("<uuid:session_id>/line/", prepare.line, name="line"),
    path("<uuid:session_id>/add/", prepare.add, name="add"),
    path("<uuid:session_id>/agree/", prepare.say, name="agree"),
    path("<uuid:session_id>/step/", prepare.step, name="step"),
    path("agreed/<uuid:agreement_id>/back/", prepare.unsay, name="unsay"),
]
