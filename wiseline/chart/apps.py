from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "wiseline.chart"
    label = "chart"
