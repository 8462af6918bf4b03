from django.urls import path

from wiseline.web import views
from wiseline.web.privacy import face
from wiseline.web.skills import for_anyone

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("mine/", views.mine, name="mine"),
    path("breathe/", views.breathe, name="breathe"),
    path("steps/", for_anyone.steps, name="steps"),
    path("steps/<slug:skill>/", for_anyone.step_by_step, name="step_by_step"),
    path("offline/", views.offline, name="offline"),
    path("away/", views.away, name="away"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", face.manifest, name="manifest"),
    path("demo/in/<str:token>/", views.demo_sign_in, name="demo_sign_in"),
    path("demo/mailbox/", views.mailbox, name="mailbox"),
    path("in/<str:token>/", views.link_sign_in, name="link_sign_in"),
]
