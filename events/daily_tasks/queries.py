"""Which daily tasks are late or have failed."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import now

from events.daily_tasks.timetable import daily_tasks
from events.models import Event, TaskRun

# Two days: a stop of some hours, which is made up for, raises no alarm.
LATE_AFTER = timedelta(hours=48)


def last_run(name: str) -> TaskRun | None:
    """Return the latest finished run of the task with this name."""
    return TaskRun.objects.filter(name=name).finished().first()


@dataclass(frozen=True)
class Problems:
    """The names of the daily tasks that are late, and of those whose latest run has an error."""

    late: list[str]
    failed: list[str]

    def __bool__(self) -> bool:
        return bool(self.late or self.failed)


def find_problems() -> Problems:
    """Return the daily tasks that have not finished a run for 48 hours, and the others whose latest run has failed.

    In a new installation, a task is late when the first event is 48 hours old. One query; a second one if a task is
    late."""
    recent = now() - LATE_AFTER
    rows = TaskRun.objects.finished().filter(started_at__gt=recent).order_by("started_at", "pk")
    errors = dict(rows.values_list("name", "error"))  # the latest run of each task replaces the earlier ones
    late = [name for name in daily_tasks() if name not in errors]
    failed = [name for name in daily_tasks() if errors.get(name)]
    is_in_use = bool(late) and Event.objects.filter(created_at__lt=recent).exists()
    return Problems(late if is_in_use else [], failed)
