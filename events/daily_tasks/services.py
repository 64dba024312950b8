"""Run daily tasks and record each run.

The row of a run is unique for its task and its time of the timetable, so one of several processes runs it. A run that
the beat has missed, because everything was stopped, is found by its missing row."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from events.daily_tasks.errors import PartlyFailedError
from events.daily_tasks.timetable import DailyTask, daily_tasks
from events.models import TaskRun

logger = logging.getLogger(__name__)

# A run that has not finished after this time was stopped with its process. Another process starts it again.
MAX_DURATION = timedelta(hours=3)


def run_missed() -> list[TaskRun]:
    """Run each daily task whose latest time of the timetable has no finished run. Safe to call at any time."""
    runs = (run_if_due(task) for task in daily_tasks().values())
    return [run for run in runs if run is not None]


def run_if_due(task: DailyTask) -> TaskRun | None:
    """Run the task for its latest time of the timetable. Return None if this run exists or is in progress."""
    run = _claim(task, task.last_due_at(now()))
    return _work(task, run) if run else None


def run_now(name: str) -> TaskRun:
    """Run the task with this name now, even if it has run today. Raise KeyError for an unknown name."""
    task = daily_tasks()[name]
    moment = now()
    return _work(task, TaskRun.objects.create(name=name, due_at=moment, started_at=moment))


def _claim(task: DailyTask, due_at: datetime) -> TaskRun | None:
    """Return a new run, or one whose process was stopped. Return None if it is of another process."""
    moment = now()
    run = TaskRun.objects.filter(name=task.name, due_at=due_at).first()
    if run is None:
        try:
            with transaction.atomic():
                return TaskRun.objects.create(name=task.name, due_at=due_at, started_at=moment)
        except IntegrityError:  # another process was faster
            return None
    if run.finished_at or run.started_at > moment - MAX_DURATION:
        return None
    # The condition lets only one of several processes take over.
    stopped = TaskRun.objects.filter(pk=run.pk, finished_at=None, started_at=run.started_at)
    return TaskRun.objects.get(pk=run.pk) if stopped.update(started_at=moment) else None


def _work(task: DailyTask, run: TaskRun) -> TaskRun:
    """Call the function of the task, and record what it counted or its error."""
    try:
        run.counts = dict(task.function())
    except PartlyFailedError as error:
        run.counts, run.error = error.counts, str(error)
    except Exception as error:
        logger.exception("The daily task %s has failed", task.name)
        run.error = f"{type(error).__name__} in {task.path}"
    run.finished_at = now()
    run.save(update_fields=["counts", "error", "finished_at"])
    return run
