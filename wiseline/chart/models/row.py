"""What every row of a client's chart has."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from wiseline.lib import clock
from wiseline.lib.ids import new_id


class OfClient(models.Model):
    """A row of one client's chart; encrypted with the programme's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme_id = models.UUIDField(editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    contact_id = models.UUIDField(null=True, blank=True, db_index=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def encryption_scope(self) -> uuid.UUID:
        """The programme whose key seals this row's text."""
        return self.programme_id
