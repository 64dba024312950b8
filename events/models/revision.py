from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """The time of the last change to something. The table of each subclass has one row."""

    stamp = models.PositiveBigIntegerField(
        _("stamp"), help_text=_("Microseconds since 1970. Each change has a different value.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.stamp)
