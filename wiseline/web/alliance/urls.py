from django.urls import path

from wiseline.web.alliance import understanding

app_name = "alliance"
urlpatterns = [
    path("of/<uuid:person_id>/", understanding.understanding, name="understanding"),
    path("of/<uuid:person_id>/propose/", understanding.propose, name="propose"),
    path("proposals/<uuid:proposal_id>/", understanding.settle, name="settle"),
]
