from django.urls import path

from wiseline.web.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("try/", views.try_one, name="try"),
]
