from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "wiseline.alliance"
    label = "alliance"
