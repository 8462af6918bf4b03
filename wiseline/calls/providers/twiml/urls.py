from django.urls import path

from wiseline.calls.providers.twiml import views

app_name = "twiml"
urlpatterns = [
    path("in/", views.incoming, name="incoming"),
    path("in/status/", views.incoming_status, name="incoming_status"),
    path("<uuid:line_id>/", views.event, name="event"),
    path("text/", views.text_in, name="text_in"),
    path("text/<uuid:text_id>/status/", views.text_status, name="text_status"),
    path("<uuid:line_id>/again/", views.again, name="again"),
    path("<uuid:line_id>/status/", views.status, name="status"),
]
