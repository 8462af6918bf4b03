from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "wiseline.live"
    label = "live"
