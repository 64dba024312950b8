"""The hours of daily tasks, from `settings.DAILY_TASKS`. All times are in UTC."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class DailyTask:
    """A task that runs once a day. `path` is the dotted name of its function, which returns what it counted."""

    name: str
    path: str
    at: time

    @property
    def function(self) -> Callable[[], Mapping[str, int]]:
        function: Callable[[], Mapping[str, int]] = import_string(self.path)
        return function

    def last_due_at(self, moment: datetime) -> datetime:
        """Return the latest time of the timetable that is not after moment."""
        moment = moment.astimezone(UTC)
        due = datetime.combine(moment.date(), self.at, UTC)
        return due if due <= moment else due - timedelta(days=1)


def daily_tasks() -> dict[str, DailyTask]:
    """Return all daily tasks by name."""
    return {
        name: DailyTask(name, entry["function"], time(entry["hour"], entry["minute"]))
        for name, entry in settings.DAILY_TASKS.items()
    }
