import time

from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _


class FeedRevision(models.Model):
    """When what public calendars show changed last: one row.

    It is the version of every public feed. A calendar program asks far more often than anything changes, and one
    look-up by key costs the same however many events there are."""

    ONLY = 1

    stamp = models.PositiveBigIntegerField(_("stamp"), help_text=_("Microseconds since 1970; each change has its own."))

    class Meta:
        verbose_name = _("revision of the feeds")
        verbose_name_plural = _("revisions of the feeds")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="feed_revision_is_one_row")]

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def current(cls) -> int:
        """Return the stamp of the last change, in microseconds since 1970-01-01 UTC; 0 before the first. One query."""
        with connection.cursor() as cursor:
            # In plain SQL: nothing is asked as often, and building the query takes three times as long as its answer.
            cursor.execute("SELECT stamp FROM events_feedrevision")
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def advance(cls) -> None:
        """Stamp a change, in its transaction: later than the last, whatever the clock does."""
        moment = time.time_ns() // 1000
        row = cls.objects.filter(pk=cls.ONLY)
        later = Greatest(F("stamp") + 1, Value(moment))
        if not row.update(stamp=later):
            _row, is_new = cls.objects.get_or_create(pk=cls.ONLY, defaults={"stamp": moment})
            if not is_new:
                row.update(stamp=later)
