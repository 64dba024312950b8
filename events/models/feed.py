from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class FeedRevision(models.Model):
    """How often what public calendars show has changed, and when last: one row.

    It is the version of every public feed. A calendar program asks far more often than anything changes, and one
    look-up by key costs the same however many events there are."""

    ONLY = 1

    number = models.PositiveBigIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed at"), default=now)

    class Meta:
        verbose_name = _("revision of the feeds")
        verbose_name_plural = _("revisions of the feeds")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="feed_revision_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> tuple[int, datetime | None]:
        """Return (number, changed_at), in one query."""
        return cls.objects.filter(pk=cls.ONLY).values_list("number", "changed_at").first() or (0, None)

    @classmethod
    def advance(cls) -> None:
        """Count a change, in its transaction. Later than the last whatever the clock does, and one after the other."""
        if not cls.objects.filter(pk=cls.ONLY).update(number=F("number") + 1, changed_at=now()):
            cls.objects.get_or_create(pk=cls.ONLY, defaults={"number": 1})
