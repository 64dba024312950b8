"""One line of the work list: a piece of work with its words, its deadline and its address."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from events.calendars.date_formats import clock_time, weekday_date
from events.models import Event
from events.organise.work.declarations import Finding, Urgency, WorkKind

WEEK = timedelta(days=7)
FAR = timedelta(days=300)  # from here on a date needs its year


@dataclass(frozen=True)
class WorkItem:
    """A piece of work as its reader sees it. `moment` is the present, and `zone` the time zone of the reader.

    event: of the finding. It is read later, for the items that are shown."""

    kind: WorkKind
    finding: Finding
    moment: datetime
    zone: ZoneInfo
    event: Event | None = None

    @property
    def due(self) -> datetime | None:
        """The deadline. A day without a time ends at midnight for the reader."""
        day = self.finding.due_on
        return datetime.combine(day, time.max, self.zone) if day else self.finding.due

    @property
    def urgency(self) -> Urgency:
        due = self.due
        if due is None:
            return Urgency.TODAY if self.finding.since or self.finding.is_for_today else Urgency.LATER
        if due < self.moment:
            return Urgency.OVERDUE
        days = due.astimezone(self.zone).date() - self.moment.astimezone(self.zone).date()
        if not days:
            return Urgency.TODAY
        return Urgency.WEEK if days < WEEK else Urgency.LATER

    @property
    def order(self) -> tuple[Urgency, bool, float]:
        """The sort key: by urgency, then by time. Work without a deadline is last in its group."""
        moment = self.due or self.finding.since
        return self.urgency, moment is None, moment.timestamp() if moment else 0

    @property
    def is_pressing(self) -> bool:
        """Whether the morning mail is sent because of it."""
        return self.kind.is_pressing or self.urgency <= Urgency.TODAY

    @property
    def is_late(self) -> bool:
        return self.urgency == Urgency.OVERDUE

    @property
    def label(self) -> str:
        return str(self.kind.label % {"count": self.finding.count, "name": self.finding.name})

    @property
    def due_text(self) -> str:
        """The deadline ("by Fri 4 Dec"), or how long it has waited ("since Thu 26 Nov"); "" if neither is known."""
        due, since = self.due, self.finding.since
        if due is None or self.is_late:
            moment = due or (since if since and since <= self.moment else None)  # an answer can be dated ahead
            return _("since {when}").format(when=self._when(moment)) if moment else ""
        if self.finding.due_on and self.urgency == Urgency.TODAY:
            return _("today")
        return str(self.kind.by).format(when=self._when(due))

    @property
    def url(self) -> str:
        if "/" in self.kind.page:
            return self.kind.page
        slug = self.event.slug if self.event else self.finding.programme
        address = reverse(self.kind.page, args=[slug, *self.finding.keys])
        return f"{address}?{self.kind.query}" if self.kind.query else address

    def _when(self, moment: datetime) -> str:
        local, today = moment.astimezone(self.zone), self.moment.astimezone(self.zone).date()
        if local.date() == today:
            return clock_time(local)
        return weekday_date(local, year=abs(local.date() - today) > FAR)
