from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "wiseline.engine"
    label = "engine"
