from django.urls import path

from wiseline.web.map import contexts, views

app_name = "map"
urlpatterns = [
    path("of/<uuid:person_id>/", views.of_client, name="of"),
    path("of/<uuid:person_id>/export/", views.export, name="export"),
    path("group/<uuid:group_id>/", views.of_group, name="group"),
    path("contexts/", contexts.contexts, name="contexts"),
    path("contexts/shown/", contexts.shown, name="contexts_shown"),
]
