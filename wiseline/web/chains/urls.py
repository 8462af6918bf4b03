from django.urls import path

from wiseline.web.chains import views

app_name = "chains"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("of/<uuid:person_id>/", views.of_client, name="of"),
    path("of/<uuid:person_id>/begin/", views.begin, name="begin"),
    path("<uuid:chain_id>/", views.chain, name="chain"),
    path("<uuid:chain_id>/print.pdf", views.pdf, name="pdf"),
]
