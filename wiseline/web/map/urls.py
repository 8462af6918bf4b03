from django.urls import path

from wiseline.web.map import contexts

app_name = "map"
urlpatterns = [
    path("contexts/", contexts.contexts, name="contexts"),
    path("contexts/shown/", contexts.shown, name="contexts_shown"),
]
