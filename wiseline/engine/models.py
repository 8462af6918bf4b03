"""Signs of life of the switchboard's cycles, for the auditor and the doctor."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """When a cycle last ran to its end, in any process."""

    cycle = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    trouble = models.CharField(max_length=200, blank=True)  # what the auditor found, empty when all is well

    def __str__(self) -> str:
        return f"{self.cycle} {self.at}"
