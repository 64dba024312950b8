"""The policy of registration, and the time in which people can register for an event."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models.event_status import EventStatus


class RegistrationWindow(EventStatus):
    """The part of Event that knows whether people can register now.

    registration_opens_at and registration_closes_at are in UTC. None means no limit on that side."""

    class Policy(models.TextChoices):
        NONE = "none", _("No registration")
        OPEN = "open", _("Open: people get a place in the order of registration")
        APPROVAL = "approval", _("Approval: organisers decide")
        NOMINATION = "nomination", _("Nomination: focal points name people")
        INVITATION = "invitation", _("Invitation: people with a code get a place")

    # The policies that let people register themselves.
    SELF_REGISTRATION = (Policy.OPEN, Policy.APPROVAL, Policy.INVITATION)

    if TYPE_CHECKING:  # These fields are declared in Event.
        policy: models.CharField[Any, str]
        registration_opens_at: models.DateTimeField[Any, datetime | None]
        registration_closes_at: models.DateTimeField[Any, datetime | None]

    class Meta:
        abstract = True

    @property
    def registration_opens_later(self) -> bool:
        """Whether registration has not started yet, but will."""
        return (
            self.status == self.Status.PUBLISHED
            and self.policy in self.SELF_REGISTRATION
            and self.registration_opens_at is not None
            and self.registration_opens_at > now()
        )

    @property
    def is_registration_open(self) -> bool:
        """Whether people can register themselves now. The closing time itself is too late."""
        moment = now()
        return (
            self.status == self.Status.PUBLISHED
            and self.policy in self.SELF_REGISTRATION
            and not self.is_past
            and (self.registration_opens_at is None or self.registration_opens_at <= moment)
            and (self.registration_closes_at is None or moment < self.registration_closes_at)
        )
