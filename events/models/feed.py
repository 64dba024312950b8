import time

from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from events.models.revision import Revision


class FeedRevision(Revision):
    """The time of the last change to anything that public feeds show. The table has one row.

    It is the version of every public feed. Calendar programs ask far more often than anything changes, and to read one
    row costs the same for any number of events."""

    ONLY = 1

    class Meta:
        verbose_name = _("revision of the feeds")
        verbose_name_plural = _("revisions of the feeds")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="feed_revision_is_one_row")]

    @classmethod
    def current(cls) -> int:
        """Return the time of the last change, in microseconds since 1970-01-01 UTC; 0 before the first change. One query."""
        with connection.cursor() as cursor:
            # Plain SQL: this is the most frequent query, and the ORM needs three times as long to build it as to run it.
            cursor.execute("SELECT stamp FROM events_feedrevision")
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def advance(cls) -> None:
        """Record a change, in the transaction of that change. The stamp always grows, even if the clock goes back."""
        moment = time.time_ns() // 1000
        row = cls.objects.filter(pk=cls.ONLY)
        later = Greatest(F("stamp") + 1, Value(moment))
        if not row.update(stamp=later):
            _row, is_new = cls.objects.get_or_create(pk=cls.ONLY, defaults={"stamp": moment})
            if not is_new:
                row.update(stamp=later)
