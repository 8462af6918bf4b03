from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "wiseline.agenda"
    label = "agenda"
