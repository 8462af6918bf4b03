from django.urls import path

from wiseline.coaching.phone import views

app_name = "phone"
urlpatterns = [
    path("", views.phones, name="phones"),
    path("dial/", views.dial, name="dial"),
    path("<uuid:line_id>/", views.happens, name="happens"),
    path("text/", views.text, name="text"),
    path("spoken/<uuid:message_id>/", views.spoken, name="spoken"),
    path("talk/<uuid:contact_id>/", views.by_phone, name="by_phone"),
    path("talk/<uuid:contact_id>/ring/", views.ring, name="ring"),
]
