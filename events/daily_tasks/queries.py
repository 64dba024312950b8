"""Which daily tasks are late or have failed."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import now

from events.daily_tasks.timetable import daily_tasks
from events.models import Event, TaskRun

NEW = timedelta(hours=48)  # an installation whose first event is younger


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
    """Return the tasks that have not finished a run for 48 hours (weekly ones: nine days), and the others whose latest run
    has failed.

    In a new installation, a task is late when the first event is 48 hours old. One query; a second one if a task is
    late."""
    tasks, moment = daily_tasks(), now()
    longest = max((task.late_after for task in tasks.values()), default=NEW)
    rows = TaskRun.objects.finished().filter(started_at__gt=moment - longest).order_by("started_at", "pk")
    # The latest run of each task replaces the earlier ones.
    latest = {name: (started_at, error) for name, started_at, error in rows.values_list("name", "started_at", "error")}
    late = [name for name, task in tasks.items() if name not in latest or latest[name][0] <= moment - task.late_after]
    failed = [name for name in tasks if name not in late and latest[name][1]]
    is_in_use = bool(late) and Event.objects.filter(created_at__lt=moment - NEW).exists()
    return Problems(late if is_in_use else [], failed)
