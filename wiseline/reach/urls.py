from django.urls import path

from wiseline.reach import phone_views, route_views, views

app_name = "reach"
urlpatterns = [
    path("", views.devices, name="devices"),
    path("keep/", views.keep, name="keep"),
    path("renew/", views.renew, name="renew"),
    path("<uuid:device_id>/test/", views.test, name="test"),
    path("<uuid:device_id>/heard/", views.heard, name="heard"),
    path("<uuid:device_id>/remove/", views.remove, name="remove"),
    path("shown/", views.shown, name="shown"),
    path("phone/", phone_views.phone, name="phone"),
    path("phone/give/", phone_views.give, name="phone_give"),
    path("phone/verify/", phone_views.verify, name="phone_verify"),
    path("phone/ring/", phone_views.ring, name="phone_ring"),
    path("phone/texts/", phone_views.texts, name="phone_texts"),
    path("phone/pin/", phone_views.pin, name="phone_pin"),
    path("phone/test/", phone_views.test, name="phone_test"),
    path("phone/heard/", phone_views.heard, name="phone_heard"),
    path("phone/remove/", phone_views.remove, name="phone_remove"),
    path("ways/", route_views.routes, name="routes"),
    path("ways/<uuid:route_id>/test/", route_views.route_test, name="route_test"),
    path("ways/<uuid:route_id>/heard/", route_views.route_heard, name="route_heard"),
    path("ways/<uuid:route_id>/remove/", route_views.route_remove, name="route_remove"),
    path("sent/", route_views.sent, name="sent"),
    path("all/", route_views.deliveries, name="deliveries"),
    path("received/<str:token>/", views.received, name="received"),
]
