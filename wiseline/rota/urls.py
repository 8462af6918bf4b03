from django.urls import path

from wiseline.rota.views import limits, month, swaps, week, wishes

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
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/calendar/", wishes.keep_calendar, name="keep_calendar"),
    path("wishes/calendar/forget/", wishes.forget_calendar, name="forget_calendar"),
    path("wishes/feed/", wishes.make_feed, name="make_feed"),
    path("wishes/feed/end/", wishes.end_feed, name="end_feed"),
    path("feed/<str:secret>.ics", wishes.read_feed, name="feed"),
    path("duties/take-all/", wishes.take_all, name="take_all"),
    path("months/", month.months, name="months"),
    path("months/suggest/", month.suggest, name="suggest"),
    path("months/<uuid:draft_id>/", month.month, name="month"),
    path("months/<uuid:draft_id>/offer/", month.offer, name="offer_month"),
    path("swaps/", swaps.swaps, name="swaps"),
    path("swaps/<uuid:swap_id>/take/", swaps.take, name="take_swap"),
    path("swaps/<uuid:swap_id>/return/take/", swaps.accept_return, name="accept_return"),
    path("swaps/<uuid:swap_id>/return/decline/", swaps.decline_return, name="decline_return"),
    path("swaps/<uuid:swap_id>/withdraw/", swaps.withdraw, name="withdraw_swap"),
    path("rota/take-over/", week.take_over, name="take_over"),
]
