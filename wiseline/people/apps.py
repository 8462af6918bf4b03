from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wiseline.people"
    label = "people"

    def ready(self) -> None:
        from wiseline.people import sign_in  # noqa: F401 connects what follows when a factor was added
