from django.apps import AppConfig


class RotaConfig(AppConfig):
    name = "wiseline.rota"
    label = "rota"
