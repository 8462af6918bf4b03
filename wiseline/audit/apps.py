from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wiseline.audit"
    label = "audit"
