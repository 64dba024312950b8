"""What a mission or a study visit costs. It is a calculator and a print: no payment is recorded."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ZERO = MinValueValidator(Decimal(0))


class CostSheet(models.Model):
    """The cost sheet of an event. The shares of the daily allowance (DSA) are those of its programme's rules."""

    class Status(models.TextChoices):
        ESTIMATE = "estimate", _("Estimate")
        APPROVED = "approved", _("Approved")
        SETTLED = "settled", _("Settled")

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="cost_sheet", verbose_name=_("event"))
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ESTIMATE)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    # Shares of the daily rate, as decimals in text: see events.journeys.costs.allowances.
    rule = models.JSONField(_("rule of the daily allowance"), default=dict, blank=True)

    class Meta:
        verbose_name = _("cost sheet")
        verbose_name_plural = _("cost sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["estimate", "approved", "settled"]), name="cost_sheet_status_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.event)


class DailyRate(models.Model):
    """The daily allowance of a place."""

    sheet = models.ForeignKey(CostSheet, models.CASCADE, related_name="rates", verbose_name=_("cost sheet"))
    place = models.CharField(_("place"), max_length=100)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2, validators=[ZERO])

    class Meta:
        ordering = ["sheet", "place"]
        verbose_name = _("daily rate")
        verbose_name_plural = _("daily rates")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "place"], name="one_rate_per_place"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.place


class AllowanceDay(models.Model):
    """A day of a person's journey: where they spend the night, and what is provided.

    place: of the night; on a night in the air, the place of arrival; on the last day, the place that is left."""

    class Night(models.TextChoices):
        PLACE = "place", _("Night at the place")
        AIR = "air", _("Night in the air")
        LAST = "last", _("Last day, no night")

    sheet = models.ForeignKey(CostSheet, models.CASCADE, related_name="days", verbose_name=_("cost sheet"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="allowance_days", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    night = models.CharField(_("night"), max_length=5, choices=Night, default=Night.PLACE)
    place = models.CharField(_("place"), max_length=100)
    lodging = models.BooleanField(_("lodging provided"), default=False)
    breakfast = models.BooleanField(_("breakfast provided"), default=False)
    lunch = models.BooleanField(_("lunch provided"), default=False)
    dinner = models.BooleanField(_("dinner provided"), default=False)

    class Meta:
        ordering = ["sheet", "person", "day"]
        verbose_name = _("day with an allowance")
        verbose_name_plural = _("days with an allowance")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person", "day"], name="one_allowance_per_person_and_day"),
            models.CheckConstraint(condition=Q(night__in=["place", "air", "last"]), name="allowance_night_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.day}"


class CostLine(models.Model):
    """A planned cost, and the actual one when it is known."""

    class Kind(models.TextChoices):
        FEE = "fee", _("Fee")
        TICKET = "ticket", _("Ticket")
        INTERPRETATION = "interpretation", _("Interpretation")
        TERMINAL = "terminal", _("Terminal allowance")
        HOTEL = "hotel", _("Hotel")
        TRANSPORT = "transport", _("Local transport")
        OTHER = "other", _("Other")

    class Funding(models.TextChoices):
        PROGRAMME = "programme", _("Programme")
        OWN = "own", _("Own institution")
        OTHER = "other", _("Other donor")

    sheet = models.ForeignKey(CostSheet, models.CASCADE, related_name="lines", verbose_name=_("cost sheet"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.OTHER)
    what = models.CharField(_("what"), max_length=200)
    units = models.DecimalField(_("units"), max_digits=8, decimal_places=2, default=1, validators=[ZERO])
    price = models.DecimalField(_("price of a unit"), max_digits=10, decimal_places=2, validators=[ZERO])
    actual = models.DecimalField(
        _("actual cost"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[ZERO]
    )
    funding = models.CharField(_("paid by"), max_length=9, choices=Funding, default=Funding.PROGRAMME)

    class Meta:
        ordering = ["sheet", "pk"]
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["fee", "ticket", "interpretation", "terminal", "hotel", "transport", "other"]),
                name="cost_kind_known",
            ),
            models.CheckConstraint(condition=Q(funding__in=["programme", "own", "other"]), name="cost_funding_known"),
            models.CheckConstraint(condition=Q(units__gte=0, price__gte=0), name="cost_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def planned(self) -> Decimal:
        return (self.units * self.price).quantize(Decimal("0.01"))
