from django.urls import path

from wiseline.reach import views

app_name = "reach"
urlpatterns = [
    path("", views.devices, name="devices"),
    path("keep/", views.keep, name="keep"),
    path("renew/", views.renew, name="renew"),
    path("<uuid:device_id>/test/", views.test, name="test"),
    path("<uuid:device_id>/heard/", views.heard, name="heard"),
    path("<uuid:device_id>/remove/", views.remove, name="remove"),
    path("shown/", views.shown, name="shown"),
    path("received/<str:token>/", views.received, name="received"),
]
