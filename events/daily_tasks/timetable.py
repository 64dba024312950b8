"""The hours of daily tasks, from `settings.DAILY_TASKS`. All times are in UTC."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class DailyTask:
    """A task that runs once a day, or once a week on a weekday (0 is Monday).

    `path` is the dotted name of its function, which returns what it counted."""

    name: str
    path: str
    at: time
    weekday: int | None = None

    @property
    def late_after(self) -> timedelta:
        """The time without a finished run after which the task is late. A stop of some hours raises no alarm."""
        return timedelta(hours=48) if self.weekday is None else timedelta(days=9)

    @property
    def function(self) -> Callable[[], Mapping[str, int]]:
        function: Callable[[], Mapping[str, int]] = import_string(self.path)
        return function

    def last_due_at(self, moment: datetime) -> datetime:
        """Return the latest time of the timetable that is not after moment."""
        moment = moment.astimezone(UTC)
        due = datetime.combine(moment.date(), self.at, UTC)
        if due > moment:
            due -= timedelta(days=1)
        return due if self.weekday is None else due - timedelta(days=(due.weekday() - self.weekday) % 7)


def daily_tasks() -> dict[str, DailyTask]:
    """Return all daily tasks by name."""
    return {
        name: DailyTask(name, entry["function"], time(entry["hour"], entry["minute"]), entry.get("weekday"))
        for name, entry in settings.DAILY_TASKS.items()
    }
