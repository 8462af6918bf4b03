from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wiseline.people"
    label = "people"
