from django.urls import path

from wiseline.web.cover import views

app_name = "cover"
urlpatterns = [
    path("", views.duty, name="duty"),
    path("mine/", views.mine, name="mine"),
    path("night/", views.night, name="night"),
    path("of/<uuid:person_id>/", views.brief, name="brief"),
    path("of/<uuid:person_id>/end/", views.end, name="end"),
    path("contacts/<uuid:contact_id>/back/", views.back, name="back"),
    path("back/<uuid:row_id>/", views.hand_back_page, name="hand_back"),
]
