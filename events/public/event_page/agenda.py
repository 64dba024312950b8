"""The agenda on the page of an event. Each day can be folded; one day is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from events.models import Session
from events.public.agenda.timetable import ShownDay, ShownSession


@dataclass(frozen=True)
class FoldedDay:
    day: ShownDay
    is_open: bool = False
    is_today: bool = False

    @property
    def summary(self) -> str:
        """The hours of the day and the number of its sessions, without breaks: "09:00–16:30 · 6 sessions"."""
        shown = [one for row in self.day.rows for one in row.sessions]
        count = sum(one.session.kind == Session.Kind.SESSION for one in shown)
        sessions = ngettext("{count} session", "{count} sessions", count).format(count=count)
        return " · ".join(filter(None, [self._hours(shown), sessions if count else ""]))

    def _hours(self, shown: list[ShownSession]) -> str:
        if self.day.day is None:
            return ""
        last = max(shown, key=lambda one: one.session.ends_at or one.session.starts_at)  # type: ignore[arg-type,return-value]  # a day has times
        return f"{shown[0].starts_text}–{last.ends_text}" if last.ends_text else shown[0].starts_text


def folded(days: Sequence[ShownDay], today: date) -> list[FoldedDay]:
    """Return the days of an agenda: today is open, else the first day. today: on the clock of the event."""
    is_today = [day.day == today for day in days]
    opened = is_today.index(True) if any(is_today) else 0
    return [FoldedDay(day, number == opened, is_today[number]) for number, day in enumerate(days)]


def midnights(days: Sequence[ShownDay], zone: ZoneInfo) -> list[datetime]:
    """Return the times at which another day of the agenda is today, or none."""
    known = [day.day for day in days if day.day]
    dates = {one for day in known for one in (day, day + timedelta(days=1))}
    return [datetime.combine(one, time(), zone) for one in sorted(dates)]
