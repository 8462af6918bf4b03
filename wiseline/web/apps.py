from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "wiseline.web"
    label = "web"
