from django.urls import path

from wiseline.live.stream import stream

app_name = "live"
urlpatterns = [path("", stream, name="stream")]
