from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wiseline.people"
    label = "people"

    def ready(self) -> None:
        from wiseline.people import sign_in, signed_in  # noqa: F401 connect what follows a sign-in and a new factor
