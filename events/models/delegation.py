from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Constituency

if TYPE_CHECKING:
    from accounts.models import User


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def with_room(self) -> "DelegationQuerySet":
        """Return the delegations that have a seat without a nominee."""
        return self.filter(seats__gt=F("seats_taken") + F("seats_named"))

    def without_focal_point(self) -> "DelegationQuerySet":
        """Return the delegations whose seats nobody can fill before the deadline, because they have no focal point."""
        is_open = Q(nomination_closes_at=None) | Q(nomination_closes_at__gt=now())
        return self.with_room().filter(is_open, focal_point=None)

    def filled_by(self, person: object) -> "DelegationQuerySet":
        """Return the delegations of a focal point or alternate. person: a person, a key or an expression."""
        return self.filter(Q(focal_point=person) | Q(alternate__person=person))


class Delegation(models.Model):
    """The seats of an event that a country, a constituency, or a constituency of a country may fill."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="delegations", verbose_name=_("event"))
    country = models.ForeignKey(
        "events.Country", models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name=_("country")
    )
    constituency = models.CharField(_("constituency"), max_length=20, choices=Constituency, blank=True)
    # The name that the programme has given the constituency; "" for the usual one. Lists need not read the programme.
    constituency_name = models.CharField(max_length=60, blank=True, editable=False)
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
        constituency = self.constituency_name or str(self.get_constituency_display())
        return ", ".join(filter(None, [self.country.name if self.country else "", constituency]))

    @property
    def focal_points(self) -> "list[User]":
        """The people who fill the seats: the focal point and the alternate. Reads the alternate."""
        alternate = self.alternate.person if hasattr(self, "alternate") else None
        return [person for person in (self.focal_point, alternate) if person]

    @property
    def has_letter(self) -> bool:
        """Whether there is an official letter that is not returned. Reads the letter."""
        return hasattr(self, "letter") and self.letter.is_valid

    @property
    def seats_left(self) -> int:
        """The number of seats without a nominee."""
        return self.seats - self.seats_taken - self.seats_named

    @property
    def takes_nominations(self) -> bool:
        """Whether people can be nominated now: before the deadline, while the event takes place on a known date."""
        return self.event.takes_place and (self.nomination_closes_at is None or now() < self.nomination_closes_at)


class AlternateFocalPoint(models.Model):
    """A second person who fills the seats of a delegation. They get the same mails, and a nomination link of their own."""

    delegation = models.OneToOneField(
        Delegation, models.CASCADE, related_name="alternate", verbose_name=_("delegation")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="alternate_delegations",
        verbose_name=_("alternate focal point"),
    )

    class Meta:
        verbose_name = _("alternate focal point")
        verbose_name_plural = _("alternate focal points")

    def __str__(self) -> str:
        return f"{self.person} · {self.delegation}"
