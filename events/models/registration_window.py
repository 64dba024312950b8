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
    # The policies of an expert mission: nobody can register themselves for it.
    MISSION_POLICIES = (Policy.NONE, Policy.NOMINATION)

    if TYPE_CHECKING:  # These fields are declared in Event.
        policy: models.CharField[Any, str]
        registration_opens_at: models.DateTimeField[Any, datetime | None]
        registration_closes_at: models.DateTimeField[Any, datetime | None]
        promotion_ends_at: models.DateTimeField[Any, datetime | None]
        starts_at: models.DateTimeField[Any, datetime | None]

        @property
        def is_dated(self) -> bool: ...

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
            and not self.is_past
        )

    @property
    def has_registration_closed(self) -> bool:
        """Whether people could register themselves until registration_closes_at, which has passed."""
        return (
            self.status == self.Status.PUBLISHED
            and self.policy in self.SELF_REGISTRATION
            and not self.is_past
            and self.registration_closes_at is not None
            and self.registration_closes_at <= now()
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

    @property
    def promotes_until(self) -> datetime | None:
        """The last moment at which a free seat goes to the waiting list by itself; None without such a limit.

        The team can set it. Otherwise it is the time at which registration closes. It is never after the start."""
        closes_at = self.registration_closes_at if self.policy in self.SELF_REGISTRATION else None
        moments = (self.promotion_ends_at or closes_at, self.starts_at if self.is_dated else None)
        return min((moment for moment in moments if moment is not None), default=None)

    @property
    def promotes(self) -> bool:
        """Whether a seat that becomes free now goes to the waiting list or to a reserve by itself."""
        until = self.promotes_until
        return self.status == self.Status.PUBLISHED and not self.is_past and (until is None or now() < until)
