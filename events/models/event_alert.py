from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class EventAlert(models.Model):
    """The request of a person for one mail a week about new events. An empty list means all of them.

    A list has kinds, codes of countries, or the slugs of areas. Of areas, another programme may have the same slug."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("person")
    )
    kinds = models.JSONField(_("event types"), default=list, blank=True)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    areas = models.JSONField(_("areas of action"), default=list, blank=True)
    asked_at = models.DateTimeField(_("asked at"), default=now)
    # Events that were published later are new to the person.
    told_until = models.DateTimeField(_("knows events until"), default=now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("wish for mails about new events")
        verbose_name_plural = _("wishes for mails about new events")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kinds} {self.countries} {self.areas}"
