from django.urls import path

from wiseline.web.agenda import team

app_name = "team_agenda"
urlpatterns = [
    path("", team.agenda, name="agenda"),
    path("print.pdf", team.pdf, name="pdf"),
    path("<uuid:item_id>/", team.decide_item, name="decide"),
    path("<uuid:item_id>/again/", team.reopen_item, name="reopen"),
]
