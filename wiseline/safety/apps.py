from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "wiseline.safety"
    label = "safety"
