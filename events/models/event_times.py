"""When an event takes place, and how its days are shown in a calendar."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.timezones import canonical


class EventTimes(models.Model):
    """The part of Event that answers questions about its dates.

    starts_at and ends_at are in UTC, or None while the date is to be confirmed. The end of whole days is exclusive."""

    class Precision(models.TextChoices):
        """How exactly the date is known."""

        TIME = "time", _("Exact time")
        DAY = "day", _("Whole days")
        MONTH = "month", _("Month only")
        YEAR = "year", _("Year only")
        TBC = "tbc", _("To be confirmed")

    class DaysAs(models.TextChoices):
        """How the calendars of invited people show an event of several days (decision 0012)."""

        FREE = "free", _("Whole days on which people are free")
        BUSY = "busy", _("Whole days on which people are busy")
        HOURS = "hours", _("The same hours on each day, from the start of the first day to the end of the last day")
        BLOCK = "block", _("One block of time, from the start of the first day to the end of the last day")

    if TYPE_CHECKING:  # These fields are declared in Event.
        timezone: models.CharField[Any, str]
        precision: models.CharField[Any, str]
        days_as: models.CharField[Any, str]
        starts_at: models.DateTimeField[Any, datetime | None]
        ends_at: models.DateTimeField[Any, datetime | None]

    class Meta:
        abstract = True

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def local_starts_at(self) -> datetime | None:
        """The start in the event's own time zone."""
        return self.starts_at.astimezone(self.zone) if self.starts_at else None

    @property
    def local_ends_at(self) -> datetime | None:
        """The end in the event's own time zone."""
        return self.ends_at.astimezone(self.zone) if self.ends_at else None

    @property
    def last_day(self) -> date | None:
        """The last day in the event's own time zone. An event that ends at midnight ends on the day before."""
        return (self.local_ends_at - timedelta(microseconds=1)).date() if self.local_ends_at else None

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day at the place; (None, None) while they are not known."""
        if not self.is_dated or self.local_starts_at is None:
            return None, None
        return self.local_starts_at.date(), self.last_day

    @property
    def has_known_time(self) -> bool:
        """Whether the time zone is valid, and the date is known unless it is to be confirmed."""
        return bool(canonical(self.timezone)) and (self.precision == self.Precision.TBC or self.starts_at is not None)

    @property
    def is_dated(self) -> bool:
        """Whether the days are known. Only a dated event is sent to calendars."""
        return self.precision in {self.Precision.TIME, self.Precision.DAY}

    @property
    def is_all_day(self) -> bool:
        """Whether only the days are known, without hours."""
        return self.precision == self.Precision.DAY

    @property
    def spans_days(self) -> bool:
        """Whether the event has whole days, or is longer than 24 hours."""
        if self.is_all_day or self.starts_at is None or self.ends_at is None:
            return self.is_all_day
        return self.is_dated and self.ends_at - self.starts_at > timedelta(days=1)

    @property
    def has_daily_hours(self) -> bool:
        """Whether each day can have the same hours: from the time at which the event starts to that at which it ends."""
        start, end = self.local_starts_at, self.local_ends_at
        return not self.is_all_day and start is not None and end is not None and start.time() < end.time()

    @property
    def calendar_form(self) -> str:
        """How an invite shows the days, as a value of DaysAs; "" for an event that does not span days.

        The form is FREE when the chosen one is impossible: whole days have no hours for a block, and an event whose
        end is earlier on the clock than its start has no daily hours."""
        if not self.spans_days:
            return ""
        if self.days_as == self.DaysAs.BLOCK:
            is_possible = not self.is_all_day
        elif self.days_as == self.DaysAs.HOURS:
            is_possible = self.has_daily_hours
        else:
            is_possible = True
        return self.days_as if is_possible else self.DaysAs.FREE
