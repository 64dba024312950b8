from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import validate_timezone


class Venue(models.Model):
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("street address"), max_length=250, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.ForeignKey(
        "events.Country", models.PROTECT, null=True, blank=True, related_name="venues", verbose_name=_("country")
    )
    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_timezone], blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.city, self.country.name if self.country else ""]))
