from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Constituency


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def with_room(self) -> "DelegationQuerySet":
        """Return the delegations that have a seat without a nominee."""
        return self.filter(seats__gt=F("seats_taken") + F("seats_named"))


class Delegation(models.Model):
    """The seats of an event that a country, a constituency, or a constituency of a country may fill."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="delegations", verbose_name=_("event"))
    country = models.ForeignKey(
        "events.Country", models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name=_("country")
    )
    constituency = models.CharField(_("constituency"), max_length=20, choices=Constituency, blank=True)
    seats = models.PositiveIntegerField(_("seats"))
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    # Seats of nominees whose nomination is not decided yet.
    seats_named = models.PositiveIntegerField(_("seats named"), default=0, editable=False)
    reserve_seats = models.PositiveIntegerField(_("reserves"), default=0)
    focal_point = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("focal point"),
    )
    nomination_closes_at = models.DateTimeField(_("nominations close at"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["country", "constituency"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=F("seats_taken") + F("seats_named")), name="delegation_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(country__isnull=False) | ~Q(constituency=""), name="delegation_is_of_somebody"
            ),
            models.UniqueConstraint(
                fields=["event", "country", "constituency"], name="one_delegation_per_country_and_constituency"
            ),
            models.UniqueConstraint(
                fields=["event", "constituency"],
                condition=Q(country__isnull=True),
                name="one_delegation_per_constituency_alone",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(
            filter(None, [self.country.name if self.country else "", str(self.get_constituency_display())])
        )

    @property
    def seats_left(self) -> int:
        """The number of seats without a nominee."""
        return self.seats - self.seats_taken - self.seats_named

    @property
    def takes_nominations(self) -> bool:
        """Whether people can be nominated now: before the deadline, and while registrations may change."""
        return self.event.is_ahead and (self.nomination_closes_at is None or now() < self.nomination_closes_at)
