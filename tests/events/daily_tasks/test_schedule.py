"""The beat starts daily tasks by the clock, also with a new schedule file and frequent deployments."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from config.celery import app
from config.celery_internals import ClockChangeScheduler

MAKE_UP = "run-missed-daily-tasks"


def names_that_run(path, monkeypatch, *, start, seconds):
    """Return the names of the entries that a beat with a new schedule file sends from start on."""
    ran, clock_app = [], Celery("clock", set_as_current=False)
    clock_app.conf.beat_schedule, clock_app.conf.timezone = dict(settings.CELERY_BEAT_SCHEDULE), "UTC"
    monkeypatch.setattr(ClockChangeScheduler, "apply_async", lambda self, entry, **options: ran.append(entry.name))
    with time_machine.travel(start, tick=False) as clock:
        scheduler = ClockChangeScheduler(clock_app, schedule_filename=str(path), lazy=False)
        for _ in range(seconds):
            while not scheduler.tick():
                pass
            clock.shift(timedelta(seconds=1))
        scheduler.close()
    return ran


def test_no_task_depends_on_a_long_interval():
    intervals = {
        name: entry["schedule"]
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
        if not isinstance(entry["schedule"], crontab)
    }

    assert {name: seconds for name, seconds in intervals.items() if seconds > 60} == {}
    assert {f"daily-{name}" for name in settings.DAILY_TASKS} <= settings.CELERY_BEAT_SCHEDULE.keys() - intervals.keys()


@pytest.mark.django_db  # Celery checks the models, and asks the database what it can do
def test_all_tasks_of_the_timetable_exist():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= app.tasks.keys()


def test_new_schedule_file_runs_the_daily_task_at_its_hour(tmp_path, monkeypatch):
    start = datetime(2027, 3, 2, 2, 19, 30, tzinfo=UTC)

    assert "daily-retention" in names_that_run(tmp_path / "beat", monkeypatch, start=start, seconds=60)


@pytest.mark.parametrize("hour", [0, 2, 14])
def test_new_schedule_file_looks_for_missed_tasks_within_two_minutes(tmp_path, monkeypatch, hour):
    """A beat that is deployed again every few minutes finds the missed task each time."""
    start = datetime(2027, 3, 2, hour, 21, 1, tzinfo=UTC)

    for deployment in range(2):
        ran = names_that_run(tmp_path / str(deployment), monkeypatch, start=start, seconds=120)
        assert MAKE_UP in ran
