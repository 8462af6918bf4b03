from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "wiseline.reach"
    label = "reach"
