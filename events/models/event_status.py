"""The status of an event, and whether the event is over."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class EventStatus(models.Model):
    """The part of Event that knows whether the event is still to come.

    "Past" is not a status: it follows from the current time."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    CALLED_OFF = (Status.POSTPONED, Status.CANCELLED)

    if TYPE_CHECKING:  # These fields are declared in Event.
        status: models.CharField[Any, str]
        ends_at: models.DateTimeField[Any, datetime | None]

    class Meta:
        abstract = True

    @property
    def is_past(self) -> bool:
        """Whether the event is over. A postponed event is never past: its old date is not valid."""
        return self.status != self.Status.POSTPONED and self.ends_at is not None and self.ends_at < now()

    @property
    def takes_place(self) -> bool:
        """Whether people may be asked to prepare for the event: it is published, its date holds, and it is not over."""
        return self.status == self.Status.PUBLISHED and not self.is_past

    @property
    def is_ahead(self) -> bool:
        """Whether registrations may still change: the event is published or postponed, and not past."""
        return self.status in {self.Status.PUBLISHED, self.Status.POSTPONED} and not self.is_past
