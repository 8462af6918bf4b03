from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "wiseline.skills"
    label = "skills"
