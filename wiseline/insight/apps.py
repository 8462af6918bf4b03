from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "wiseline.insight"
    default_auto_field = "django.db.models.BigAutoField"
