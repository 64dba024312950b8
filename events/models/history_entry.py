from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HistoryEntry(models.Model):
    """What all entries of a history have: who made a change and when, and its details.

    A subclass has the row that was changed, and `what` was done to it."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    # One line each, such as the old value and the new one, the recipients, or the reason.
    said = models.TextField(_("details"), blank=True)

    class Meta:
        abstract = True
