"""The secrets of links and calendars."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_link_key() -> str:
    """Return a random part of a personal link. A new key ends the links with the old one."""
    return secrets.token_hex(16)


class CalendarToken(models.Model):
    """The secret of a personal calendar feed.

    Only its digest is stored: a copy of the database gives no access to a calendar."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_token", verbose_name=_("person")
    )
    digest = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"), auto_now=True)

    class Meta:
        verbose_name = _("calendar token")
        verbose_name_plural = _("calendar tokens")

    def __str__(self) -> str:
        return str(self.person)
