from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "wiseline.calls"
    label = "calls"
