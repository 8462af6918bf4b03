from django.urls import path

from wiseline.rota.views import limits, swaps, week

app_name = "rota"
urlpatterns = [
    path("", limits.limits, name="limits"),
    path("days-off/", limits.add_day_off, name="add_day_off"),
    path("days-off/<uuid:day_off_id>/remove/", limits.remove_day_off, name="remove_day_off"),
    path("rota/", week.week, name="week"),
    path("rota/shifts/", week.add_shift, name="add_shift"),
    path("rota/shifts/<uuid:shift_id>/accept/", week.accept_shift, name="accept_shift"),
    path("rota/shifts/<uuid:shift_id>/remove/", week.remove_shift, name="remove_shift"),
    path("rota/overrides/", week.add_override, name="add_override"),
    path("rota/overrides/<uuid:override_id>/accept/", week.accept_override, name="accept_override"),
    path("rota/overrides/<uuid:override_id>/remove/", week.remove_override, name="remove_override"),
    path("swaps/", swaps.swaps, name="swaps"),
    path("swaps/<uuid:swap_id>/take/", swaps.take, name="take_swap"),
    path("swaps/<uuid:swap_id>/withdraw/", swaps.withdraw, name="withdraw_swap"),
    path("rota/take-over/", week.take_over, name="take_over"),
]
