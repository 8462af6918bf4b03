from django.urls import path

from wiseline.safety import views

app_name = "safety"
urlpatterns = [
    path("help-now/", views.help_now, name="help_now"),
    path("my-plan/", views.my_plan, name="my_plan"),
    path("plans/<uuid:person_id>/", views.edit_plan, name="edit_plan"),
]
