from django.urls import path

from wiseline.rota import views

app_name = "rota"
urlpatterns = [
    path("", views.limits, name="limits"),
    path("days-off/", views.add_day_off, name="add_day_off"),
    path("days-off/<uuid:day_off_id>/remove/", views.remove_day_off, name="remove_day_off"),
    path("rota/", views.week, name="week"),
    path("rota/shifts/", views.add_shift, name="add_shift"),
    path("rota/shifts/<uuid:shift_id>/accept/", views.accept_shift, name="accept_shift"),
    path("rota/shifts/<uuid:shift_id>/remove/", views.remove_shift, name="remove_shift"),
    path("rota/overrides/", views.add_override, name="add_override"),
    path("rota/overrides/<uuid:override_id>/accept/", views.accept_override, name="accept_override"),
    path("rota/overrides/<uuid:override_id>/remove/", views.remove_override, name="remove_override"),
    path("rota/take-over/", views.take_over, name="take_over"),
]
