"""What a member of staff owes a client, and by when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wiseline.chart.models.row import OfClient


class Need(OfClient):
    """Something that somebody owes a client; on the board until it is met. One open row a kind and subject."""

    kind = models.CharField(max_length=40)  # a word of chart.needs.KINDS
    subject_id = models.UUIDField()  # the row that it is about; the client where it is about no row
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # none: whoever cares for the client
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when it came due and the owner was told
    raised_at = models.DateTimeField(null=True)  # when it stayed open and the leads were told
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject_id"], condition=Q(met_at=None), name="need_open_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "due_at"], condition=Q(met_at=None), name="need_open"),
            models.Index(fields=["due_at"], condition=Q(met_at=None, raised_at=None), name="need_due"),
        ]

    def __str__(self) -> str:
        return f"need {self.kind} of {self.client_id}"
