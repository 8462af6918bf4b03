from django.urls import path

from wiseline.web.patterns import views

app_name = "patterns"
urlpatterns = [
    path("of/<uuid:person_id>/", views.of_client, name="of"),
    path("of/<uuid:person_id>/charts/", views.charts, name="charts"),
    path("of/<uuid:person_id>/week/", views.week_chart, name="week_chart"),
    path("of/<uuid:person_id>/<slug:name>/", views.pattern, name="pattern"),
    path("of/<uuid:person_id>/<slug:name>/right/", views.say, name="say"),
]
