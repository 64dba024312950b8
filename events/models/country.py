from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CountryQuerySet(models.QuerySet["Country"]):
    def members_on(self, body: str, day: date) -> "CountryQuerySet":
        """Countries that belonged to body (such as "ASEAN") on that day."""
        return self.filter(
            Q(memberships__until_on__isnull=True) | Q(memberships__until_on__gt=day),
            memberships__body=body,
            memberships__since_on__lte=day,
        )


class Country(models.Model):
    iso2 = models.CharField(_("ISO 3166-1 alpha-2 code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    capital = models.CharField(_("capital"), max_length=80, blank=True)
    timezones = models.JSONField(_("time zones"), default=list)
    official_languages = models.JSONField(_("official languages"), default=list)

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:country", args=[self.iso2.lower()])


class CountryMembership(models.Model):
    """That a country belongs to a regional body, and since when: the 2014 list must not show a 2025 member."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="memberships", verbose_name=_("country"))
    body = models.CharField(_("body"), max_length=40)
    since_on = models.DateField(_("member since"))
    until_on = models.DateField(_("member until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["country", "body", "since_on"], name="one_membership_per_beginning"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("since_on")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} in {self.body} since {self.since_on}"
