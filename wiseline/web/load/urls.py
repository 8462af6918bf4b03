from django.urls import path

from wiseline.web.load import views

app_name = "load"
urlpatterns = [
    path("", views.own, name="own"),
    path("rate/", views.rate, name="rate"),
    path("show/", views.show, name="show"),
    path("bring/", views.bring, name="bring"),
    path("team/", views.team, name="team"),
    path("figures/", views.figures, name="figures"),
]
